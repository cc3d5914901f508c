package report

import (
	"io"
	"path/filepath"
	"strings"
)

// Options say how a report is laid out.
type Options struct {
	// Of the text form; the others ignore them.
	Width   int  // columns; 0 means 100, and less than 60 means 60
	Color   bool // colour severity and status words
	Details bool // print each finding in full
	Verbose bool // as Details, and print what passes or does not apply, too
	Quiet   bool // print only one line for each cluster

	// Gate is what counted for the exit code. Test results show the rest as left out.
	Gate Gate

	// Of metrics.
	Scan    string // tells the series of this scan from those of others on the machine
	Earlier []byte // the report that this one replaces; nil: none, or it could not be read
	// Pending are the notices of the scope that are not delivered, by the name of the sink; a
	// sink without any may have 0. Nil: no history was asked.
	Pending map[string]int

	// Of what points at lines of files.
	Repository string // the absolute path of the checkout's root; empty: not known
	Directory  string // the absolute path that relative paths are relative to
}

// InRepository returns a path as the repository has it, with forward slashes, and whether
// the file is in the repository. Where that is not known, a relative path is taken for one
// of the repository.
func (o Options) InRepository(file string) (string, bool) {
	if drive := len(file) > 1 && file[1] == ':'; drive && !filepath.IsAbs(file) { // recorded on Windows
		return file, false
	}
	if o.Repository == "" {
		return filepath.ToSlash(file), filepath.IsLocal(file)
	}
	at := file
	if !filepath.IsAbs(at) {
		at = filepath.Join(o.Directory, at)
	}
	inside, err := filepath.Rel(o.Repository, at)
	if err != nil || inside == ".." || strings.HasPrefix(inside, ".."+string(filepath.Separator)) {
		return filepath.ToSlash(at), false
	}
	return filepath.ToSlash(inside), true
}

// Renderer writes a result in one format.
type Renderer func(w io.Writer, r *Result, o Options) error
