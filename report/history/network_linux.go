package history

import "golang.org/x/sys/unix"

// networkKind is the kind of network file system that a path is on; empty for a local
// one, and when that is not known.
func networkKind(path string) string {
	var stat unix.Statfs_t
	if unix.Statfs(path, &stat) != nil {
		return ""
	}
	return networkNames()[uint32(stat.Type)] // 32 bits of it, whatever the word of the machine
}

// networkNames are the network file systems by their magic number,
// https://man7.org/linux/man-pages/man2/statfs.2.html. FUSE may be either and is not in it.
func networkNames() map[uint32]string {
	return map[uint32]string{
		unix.NFS_SUPER_MAGIC: "NFS", unix.SMB_SUPER_MAGIC: "SMB", unix.CIFS_SUPER_MAGIC: "SMB", unix.SMB2_SUPER_MAGIC: "SMB",
		unix.AFS_SUPER_MAGIC: "AFS", unix.AFS_FS_MAGIC: "AFS", unix.CODA_SUPER_MAGIC: "Coda", unix.V9FS_MAGIC: "9P",
		unix.CEPH_SUPER_MAGIC: "Ceph", unix.OCFS2_SUPER_MAGIC: "OCFS2", 0x0bd00bd0: "Lustre", 0x47504653: "GPFS", 0x01161970: "GFS2",
	}
}
