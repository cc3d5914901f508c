package history

import "golang.org/x/sys/unix"

// networkKind is the kind of network file system that a path is on; empty for a local
// one, and when that is not known.
func networkKind(path string) string {
	var stat unix.Statfs_t
	if unix.Statfs(path, &stat) != nil || stat.Flags&unix.MNT_LOCAL != 0 {
		return ""
	}
	return unix.ByteSliceToString(stat.Fstypename[:])
}
