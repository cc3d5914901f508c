package kerberos

import (
	"errors"
	"io/fs"
)

// fileProblem is the system's word for why a file cannot be read, without the path.
func fileProblem(err error) string {
	var unread *fs.PathError
	if errors.As(err, &unread) {
		return unread.Err.Error()
	}
	return "it cannot be read"
}
