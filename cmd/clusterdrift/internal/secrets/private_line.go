package secrets

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/remote"
)

// PrivateLine is the first line of a file that other users cannot read. What names the file
// in a message, "the file of --history-url-file". What the line holds is in no error.
func PrivateLine(path, what string) (remote.Secret, error) {
	f, err := openPrivate(path, what, asFileOnly)
	if err != nil {
		return remote.Secret{}, err
	}
	defer f.Close()
	line, err := readLine(bufio.NewReaderSize(io.LimitReader(f, 2*maxPassword+16), 16))
	switch {
	case errors.Is(err, errTooLong), errors.Is(err, errNoText):
		return remote.Secret{}, cli.Usage("the first line of "+path+" "+err.Error(), "write one line of text there, saved as UTF-8")
	case err != nil:
		return remote.Secret{}, cli.Usage(fmt.Sprintf("read %s: %v", path, cli.Cause(err)), "")
	case line == "":
		return remote.Secret{}, cli.Usage("the first line of "+path+" is empty", "write one line of text there")
	}
	return remote.NewSecret(line), nil
}
