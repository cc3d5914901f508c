package secrets

import (
	"io/fs"
	"os"
	"path/filepath"
)

// credentialsVariable names the folder of the credentials that systemd gives to a service
// (LoadCredential=, systemd.exec(5)).
const credentialsVariable = "CREDENTIALS_DIRECTORY"

// granted reports whether a file is a credential of the service that runs the program. The
// service manager keeps others out by the folder, and lets the service in by an access
// control list, whose mask shows as the permissions of the group. What every user may read
// is no such file.
func granted(path string, mode fs.FileMode) bool {
	dir := os.Getenv(credentialsVariable)
	if !filepath.IsAbs(dir) || mode.Perm()&0o007 != 0 {
		return false
	}
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return false
	}
	info, err := os.Stat(dir) //nolint:gosec // the folder is the service manager's; nothing is read from it here
	if err != nil || info.Mode().Perm()&0o007 != 0 {
		return false
	}
	if path, err = filepath.Abs(path); err == nil {
		path, err = filepath.EvalSymlinks(path)
	}
	if err != nil {
		return false
	}
	below, err := filepath.Rel(dir, path)
	return err == nil && filepath.IsLocal(below)
}
