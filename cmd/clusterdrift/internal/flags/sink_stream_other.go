//go:build !unix

package flags

import (
	"errors"
	"os"
	"time"
)

var errNoStream = errors.New("a report is written to a file here, or to standard output")

func openDescriptor(int, string) (*os.File, error) { return nil, errNoStream }

func openPipe(string, time.Duration) (*os.File, error) { return nil, errNoStream }

func readerProblem(err error) error { return err }
