package flags

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines/strict/input"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/formats"
)

// Sink is where one report goes: a file, standard output, a pipe or, for a format of
// several files, a folder.
type Sink struct {
	output string // as it was given, "json=result.json"
	render report.Renderer
	folder formats.DirectoryRenderer // in place of render
	file   string
	stream *os.File // of what is written straight; nil: file is replaced in one step
}

// Sinks returns where the reports go, before anything is scanned: each format is
// known and can be written there, and none replaces another.
func (r *Report) Sinks() ([]Sink, error) {
	var sinks []Sink
	for _, o := range r.outputs {
		s, err := newSink(o)
		if err == nil {
			err = s.check()
		}
		if err != nil {
			return nil, err
		}
		sinks = append(sinks, s)
	}
	return sinks, distinct(sinks)
}

func newSink(output string) (Sink, error) {
	format, file, toFile := strings.Cut(output, "=")
	if render, ok := formats.LookupDirectory(format); ok {
		if file == "" {
			return Sink{}, cli.Usage(fmt.Sprintf("--output %s names no folder for its files", output), "write --output "+format+"=DIR")
		}
		return Sink{output: output, folder: render, file: file}, nil
	}
	render, err := formats.Lookup(format)
	if err != nil {
		return Sink{}, cli.Usage(err.Error(), "")
	}
	if toFile && file == "" {
		return Sink{}, cli.Usage(fmt.Sprintf("--output %s names no file", output), "write --output "+format+"=FILE")
	}
	return Sink{output: output, render: render, file: file}, nil
}

// check refuses a place that cannot take the report.
func (s *Sink) check() error {
	format, _, _ := strings.Cut(s.output, "=")
	if s.folder == nil && s.file != "" {
		if err := s.openStream(readerWait); err != nil {
			return s.streamProblem(err)
		}
	}
	switch {
	case s.stream != nil:
	case s.folder != nil:
		if err := report.CheckDirectory(s.file); err != nil {
			return cli.Usage(fmt.Sprintf("--output %s: %v", s.output, err), "write --output "+format+"=DIR")
		}
	case s.file != "":
		if err := report.CheckFile(s.file); err != nil {
			return cli.Usage(fmt.Sprintf("--output %s: %v", s.output, err), "write --output "+format+"=FILE, in a folder that exists and is writable")
		}
	}
	return nil
}

// distinct refuses two reports of which one would replace the other.
func distinct(sinks []Sink) error {
	for i, s := range sinks {
		for _, earlier := range sinks[:i] {
			switch {
			case s.file == "" && earlier.file == "":
				return cli.Usage("two reports would go to standard output", "give all but one of them a file: --output FORMAT=FILE")
			case s.file != "" && earlier.file != "" && s.clashes(earlier):
				return cli.Usage(fmt.Sprintf("--output %s and --output %s would be written to the same file", earlier.output, s.output), "give each its own file")
			}
		}
	}
	return nil
}

// clashes reports whether two sinks write the same file, however it is spelled.
func (s Sink) clashes(other Sink) bool {
	a, b := s.place(), other.place()
	return a == b || sameFile(a, b) || s.folder != nil && isFileOf(a, b) || other.folder != nil && isFileOf(b, a)
}

// sameFile reports whether both are there and are one file, as hard links are.
func sameFile(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(infoA, infoB)
}

// isFileOf reports whether path is a file that a report in the folder may contain.
func isFileOf(folder, path string) bool {
	return filepath.Dir(path) == folder && report.InDirectory(filepath.Base(path))
}

// place is where the sink's file or folder really is. On Windows and macOS names
// that differ only in case are usually the same file.
func (s Sink) place() string {
	path, err := filepath.Abs(s.file)
	if err != nil {
		return s.file
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	} else if dir, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil { // the file is not there yet
		path = filepath.Join(dir, filepath.Base(path))
	}
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		path = strings.ToLower(path)
	}
	return path
}

// Write prints a result to all sinks, with what a history knows of it, records it if that is
// wanted, and ends with its exit code. A report that cannot be written costs the others nothing.
func (r *Report) Write(ctx context.Context, t term.Terminal, sinks []Sink, result *report.Result) error {
	ctx, cancel := cli.WithGrace(ctx)
	defer cancel()
	unread := r.recording.look(ctx, result)
	reports, metrics := r.recording.inOrder(sinks)
	lost := r.print(ctx, t, reports, result)
	if err := cmp.Or(r.recording.save(ctx, t, result), unread, r.count(ctx, result, metrics)); err != nil {
		lost = append(lost, err.Error())
	}
	lost = append(lost, r.print(ctx, t, metrics, result)...)
	end := result.Exit.Lost(lost...)
	if (result.Selection != nil || result.Since != nil || result.Shard != nil) && end.Code == report.ExitPass { // which must not look like that of a whole run
		return &cli.ExitError{Code: end.Code, Reason: end.Reason}
	}
	return cli.ExitWith(end)
}

// Print prints a result to all sinks, whatever its exit code is.
func (r *Report) Print(ctx context.Context, t term.Terminal, sinks []Sink, result *report.Result) error {
	return cli.ExitWith(report.Exit{}.Lost(r.print(ctx, t, sinks, result)...))
}

// print says which reports were not written.
func (r *Report) print(ctx context.Context, t term.Terminal, sinks []Sink, result *report.Result) (lost []string) {
	options := t.TextOptions()
	options.Details, options.Verbose, options.Quiet = r.details, r.verbose, r.quiet
	options.Repository, options.Directory = repository()
	options.Gate, _ = r.Gate() // wrong flags were refused before the scan
	options.Pending = r.pending
	for _, s := range sinks {
		if err := s.write(ctx, t, result, options); err != nil {
			lost = append(lost, fmt.Sprintf("--output %s was not written: %v", s.output, err))
		}
	}
	return lost
}

// repository returns the root of the checkout in which a job of GitHub Actions runs, and the
// working directory; nothing elsewhere.
func repository() (root, here string) {
	root = os.Getenv("GITHUB_WORKSPACE")
	here, err := os.Getwd()
	if root == "" || err != nil {
		return "", ""
	}
	for _, path := range []*string{&root, &here} {
		if real, err := filepath.EvalSymlinks(*path); err == nil {
			*path = real
		}
	}
	return root, here
}

// write lets go of a report that is half written when ctx ends. No file of it is
// left then.
func (s Sink) write(ctx context.Context, t term.Terminal, result *report.Result, o report.Options) error {
	if s.folder != nil {
		files, err := cli.Await(ctx, func() ([]report.File, error) { return s.folder(result) })
		if err != nil {
			return err
		}
		return report.WriteDirectory(s.file, files)
	}
	render := func(w io.Writer) error {
		return cli.AwaitEnd(ctx, func() error { return s.render(w, result, o) })
	}
	if s.file == "" {
		return render(t.Out)
	}
	o.Color = false
	if s.stream != nil {
		return s.writeStream(ctx, func(w io.Writer) error { return s.render(w, result, o) })
	}
	if s.isMetrics() {
		o.Scan, o.Earlier = s.series()
	}
	return report.WriteFile(s.file, render)
}

// maxMetrics bounds the file of metrics that is read before it is replaced.
const maxMetrics = 64 << 20

// series returns the name that the series of the file go by, which is that of the file, and
// what the file holds now.
func (s Sink) series() (scan string, earlier []byte) {
	scan = strings.TrimSuffix(filepath.Base(s.file), filepath.Ext(s.file))
	f, err := input.Open(s.file, maxMetrics)
	if err != nil { // it is not there, or writing will say what is wrong with it
		return scan, nil
	}
	defer f.Close()
	earlier, err = io.ReadAll(f)
	if err != nil {
		return scan, nil
	}
	return scan, earlier
}
