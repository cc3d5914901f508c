package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/agext/levenshtein"
)

// Options say how the text form is laid out; the other forms ignore them.
type Options struct {
	Width   int  // columns; 0 means 100, and less than 60 means 60
	Color   bool // colour severity and status words
	Verbose bool // print what passes or does not apply, too
	Quiet   bool // print only one line for each cluster
}

// Renderer writes a result in one format.
type Renderer func(w io.Writer, r *Result, o Options) error

// Formats lists the names that Lookup knows: the one for people, the one with
// everything, then the others.
func Formats() []string {
	return []string{"text", "json", "csv", "github", "html", "junit", "markdown", "plan", "prometheus", "sarif", "tap"}
}

// Lookup returns the renderer of a format that is one file.
func Lookup(format string) (Renderer, error) {
	switch format {
	case "text":
		return Text, nil
	case "json":
		return JSON, nil
	case "csv":
		return CSV, nil
	case "github":
		return GitHub, nil
	case "junit":
		return JUnit, nil
	case "html":
		return HTML, nil
	case "markdown":
		return Markdown, nil
	case "plan":
		return Plan, nil
	case "prometheus":
		return Prometheus, nil
	case "sarif":
		return SARIF, nil
	case "tap":
		return TAP, nil
	}
	return nil, fmt.Errorf("unknown report format %q: %sthe formats are %s",
		format, nearest(format), strings.Join(allFormats(), ", "))
}

// allFormats lists those that are one file, then those that are a folder.
func allFormats() []string { return append(Formats(), DirectoryFormats()...) }

// nearest asks whether another format was meant; it is empty when none is near.
func nearest(format string) string {
	best, distance := "", len(format)/2+1
	for _, f := range allFormats() {
		if d := levenshtein.Distance(strings.ToLower(format), f, nil); d < distance {
			best, distance = f, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("did you mean %q? ", best)
}
