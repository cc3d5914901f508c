package strict

import (
	"os"
	"path/filepath"
)

// From returns a path that a file in the folder dir names, as seen from the working
// directory: a relative path is relative to dir. Windows has two more kinds
// (https://learn.microsoft.com/windows/win32/fileio/naming-a-file): \x has no drive and is
// on that of dir, C:x is relative to the working directory of its drive.
func From(dir, path string) string {
	drive := filepath.VolumeName(path)
	switch {
	case filepath.IsAbs(path) || drive != "":
		return filepath.Clean(path)
	case IsRooted(path):
		return filepath.Clean(filepath.VolumeName(dir) + path)
	}
	return filepath.Join(dir, path)
}

// IsRooted reports whether a path begins at the root of a drive, whether the drive is
// named or not. Except on Windows, that is an absolute path.
func IsRooted(path string) bool {
	rest := path[len(filepath.VolumeName(path)):]
	return filepath.IsAbs(path) || rest != "" && os.IsPathSeparator(rest[0])
}
