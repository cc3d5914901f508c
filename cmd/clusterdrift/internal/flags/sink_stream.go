package flags

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/report"
)

// A report whose place is a descriptor of the process, a pipe or a device cannot be
// written next to it and renamed: it is written straight. The place is opened before
// anything is scanned, so what cannot be written is refused then, a reader of a pipe is
// never left waiting for a scan that fails, and no descriptor of that number comes in
// between.

// readerWait is how long a named pipe is given until a program reads it.
const readerWait = 5 * time.Second

// errNoReader is what is wrong with a pipe that no program reads.
var errNoReader = errors.New("no program reads this pipe")

// openStream opens the place of the sink if it has to be written straight. Standard output
// is a sink without a file.
func (s *Sink) openStream(wait time.Duration) error {
	if fd, ok := descriptorOf(s.file); ok {
		if fd == 1 {
			s.file = ""
			return nil
		}
		var err error
		s.stream, err = openDescriptor(fd, s.file)
		return err
	}
	var err error
	switch mode := modeOf(s.file); {
	case mode&os.ModeNamedPipe != 0:
		s.stream, err = openPipe(s.file, wait)
	case mode&os.ModeCharDevice != 0:
		s.stream, err = os.OpenFile(s.file, os.O_WRONLY, 0)
	}
	return err
}

// modeOf is the mode of what is at a path; zero when nothing is, or it cannot be seen.
func modeOf(path string) os.FileMode {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Mode()
}

// maxLinks bounds the links that are followed to a descriptor.
const maxLinks = 40

// descriptorOf is the descriptor that a path names, directly or by links: /dev/stdout,
// /dev/fd/63. What else the kernel makes of such a path depends on what the descriptor is,
// and may begin at the start of a file again.
func descriptorOf(path string) (fd int, ok bool) {
	for range maxLinks {
		switch path {
		case "/dev/stdout":
			return 1, true
		case "/dev/stderr":
			return 2, true
		}
		dir, name := filepath.Split(path)
		if dir == "/dev/fd/" || dir == "/proc/self/fd/" {
			n, err := strconv.ParseUint(name, 10, 31)
			return int(n), err == nil
		}
		target, err := os.Readlink(path)
		if err != nil {
			return 0, false
		}
		if !filepath.IsAbs(target) {
			target = filepath.Join(dir, target)
		}
		path = target
	}
	return 0, false
}

// streamProblem is why a place cannot be opened, for the user.
func (s *Sink) streamProblem(err error) error {
	format, _, _ := strings.Cut(s.output, "=")
	hint := "write --output " + format + "=FILE"
	if errors.Is(err, errNoReader) {
		hint = "start its reader first: cat " + report.Clean(s.file) + " &"
	}
	return cli.Usage(fmt.Sprintf("--output %s: %v", s.output, cli.Cause(err)), hint)
}

// writeStream writes the report straight and closes the place.
func (s *Sink) writeStream(ctx context.Context, render func(io.Writer) error) error {
	out := bufio.NewWriter(s.stream)
	// The buffer keeps its first error and returns it again: one of the two says enough.
	err := cli.AwaitEnd(ctx, func() error { return cmp.Or(render(out), out.Flush()) })
	if ctx.Err() == nil { // else it may still be written to
		err = errors.Join(err, s.stream.Close())
	}
	return readerProblem(err)
}
