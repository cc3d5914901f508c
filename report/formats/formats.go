// Package formats writes a result in each format that there is.
//
// A format is one file here, or a package next to this one where it is large,
// and one entry of the table in this file. FORMATS.md describes them.
package formats

import (
	"fmt"
	"strings"

	"github.com/agext/levenshtein"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/html"
	"github.com/clusterdrift/clusterdrift/report/plan"
)

// DirectoryRenderer makes the files of a report that is a folder.
type DirectoryRenderer func(r *report.Result) ([]report.File, error)

// format is one entry of the table: a renderer of one file, or of a folder.
type format struct {
	name   string
	file   report.Renderer
	folder DirectoryRenderer
}

// formats is the table of every format: the one for people, the one with
// everything, then the others, at the end those that are a folder.
func formats() []format {
	return []format{
		{name: "text", file: Text},
		{name: "json", file: JSON},
		{name: "csv", file: CSV},
		{name: "github", file: GitHub},
		{name: "hdf", file: HDF},
		{name: "html", file: html.Write},
		{name: "jsonl", file: JSONL},
		{name: "junit", file: JUnit},
		{name: "junit-all", file: JUnitAll},
		{name: "markdown", file: Markdown},
		{name: "plan", file: plan.Write},
		{name: "prometheus", file: Prometheus},
		{name: "sarif", file: SARIF},
		{name: "tap", file: TAP},
		{name: "html-pages", folder: html.Pages},
		{name: "plan-script", folder: plan.Scripts},
	}
}

// Names lists the names that Lookup knows, in that order.
func Names() []string {
	return names(func(f format) bool { return f.file != nil })
}

// DirectoryNames lists the names that LookupDirectory knows.
func DirectoryNames() []string {
	return names(func(f format) bool { return f.folder != nil })
}

func names(wanted func(format) bool) []string {
	var all []string
	for _, f := range formats() {
		if wanted(f) {
			all = append(all, f.name)
		}
	}
	return all
}

// Lookup returns the renderer of a format that is one file.
func Lookup(name string) (report.Renderer, error) {
	for _, f := range formats() {
		if f.name == name && f.file != nil {
			return f.file, nil
		}
	}
	return nil, fmt.Errorf("unknown report format %q: %sthe formats are %s",
		name, nearest(name), strings.Join(allFormats(), ", "))
}

// LookupDirectory returns the renderer of a format that is a folder.
func LookupDirectory(name string) (DirectoryRenderer, bool) {
	for _, f := range formats() {
		if f.name == name && f.folder != nil {
			return f.folder, true
		}
	}
	return nil, false
}

// allFormats lists every format.
func allFormats() []string { return names(func(format) bool { return true }) }

// nearest asks whether another format was meant; it is empty when none is near.
func nearest(name string) string {
	best, distance := "", len(name)/2+1
	for _, f := range allFormats() {
		if d := levenshtein.Distance(strings.ToLower(name), f, nil); d < distance {
			best, distance = f, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("did you mean %q? ", best)
}
