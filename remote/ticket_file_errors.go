package remote

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/jcmturner/gokrb5/v8/config"

	"github.com/clusterdrift/clusterdrift/baselines/strict/input"
)

// What the library says of a file of Kerberos never reaches anyone: it repeats
// what is in the file, which are keys. Its parsers take a file apart without
// checking every length, so that a panic is an error, too.

// errDamagedFile is a file of Kerberos on which the library panics.
var errDamagedFile = errors.New("the file is damaged")

// guarded runs a parser of the library.
func guarded[T any](parse func() (T, error)) (parsed T, err error) {
	defer func() {
		if recover() != nil {
			err = errDamagedFile
		}
	}()
	return parse()
}

// Words for a file that was read and is not what it should be.
const (
	notAKeytab = "it is not a keytab, or it is damaged"
	noKeys     = "it holds no keys"
	notACache  = "it is not a credential cache, or it is damaged"
	noTickets  = "it holds no ticket-granting ticket"
)

// fileProblem says why a file could not be read, and otherwise, whatever the
// library says, that it is not of its kind.
func fileProblem(path string, err error, otherwise string) string {
	var unread *fs.PathError
	if errors.As(err, &unread) {
		return unread.Err.Error() // the system's word, without the path
	}
	if _, err := os.Stat(path); errors.As(err, &unread) {
		return unread.Err.Error() // the library keeps it in its texts only
	}
	return otherwise
}

// configProblem says what is wrong with krb5.conf and, where it can be found, in
// which line.
func configProblem(path string, err error) string {
	var unsupported config.UnsupportedDirective
	if errors.As(err, &unsupported) {
		return "it has settings of Kerberos 4 (v4_...), which are not supported"
	}
	otherwise := "it is not a Kerberos configuration, or has braces that do not match"
	if line := lineOf(path, err.Error()); line > 0 {
		otherwise = fmt.Sprintf("line %d cannot be understood", line)
	}
	return fileProblem(path, err, otherwise)
}

// lineOf is the number of the line that a message of the library repeats; 0 when
// it repeats none.
func lineOf(path, message string) int {
	data, err := input.ReadFile(path, maxTicketFile)
	if err != nil {
		return 0
	}
	for i, line := range strings.Split(string(data), "\n") {
		if at := strings.IndexAny(line, "#;"); at >= 0 {
			line = line[:at]
		}
		if line = strings.TrimSpace(line); line != "" && (strings.Contains(message, "("+line+")") || strings.HasSuffix(message, "invalid: "+line)) {
			return i + 1
		}
	}
	return 0
}
