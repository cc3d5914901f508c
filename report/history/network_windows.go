package history

import (
	"path/filepath"

	"golang.org/x/sys/windows"
)

// networkKind is the kind of network file system that a path is on; empty for a local
// one, and when that is not known.
func networkKind(path string) string {
	root, err := windows.UTF16PtrFromString(filepath.VolumeName(path) + `\`)
	if err == nil && windows.GetDriveType(root) == windows.DRIVE_REMOTE {
		return "a share"
	}
	return ""
}
