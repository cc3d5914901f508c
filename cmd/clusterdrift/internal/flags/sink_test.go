package flags

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
)

// TestSinksAreChecked refuses, before anything is scanned, reports that could not be
// written or that would replace each other.
func TestSinksAreChecked(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	err := errors.Join(os.Mkdir(in("fix"), 0o700), os.WriteFile(in("file"), []byte("kept"), 0o600), os.Symlink(in("fix"), in("link")), os.Symlink(in("file"), in("alias")), os.Link(in("file"), in("hard")))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name    string
		outputs []string
		want    string // of the error; empty: none
	}{
		{"different files", []string{"text", "json=" + in("a"), "csv=" + in("b"), "plan-script=" + in("fix"), "html=" + in("fix/report.html")}, ""},
		{"a file that is replaced", []string{"json=" + in("file")}, ""},
		{"a folder that is not there", []string{"json=" + in("none/a")}, "cannot create files in " + in("none")},
		{"a file for a folder", []string{"json=" + in("file/a")}, "not a directory"},
		{"a folder for a file", []string{"json=" + in("fix")}, in("fix") + " is not a regular file"},
		{"a file for the folder of scripts", []string{"plan-script=" + in("file")}, in("file") + " is not a folder"},
		{"one file twice", []string{"json=" + in("a"), "csv=" + in("a")}, "would be written to the same file"},
		{"spelled otherwise", []string{"json=" + in("a"), "csv=" + dir + "/fix/../a"}, "would be written to the same file"},
		{"by a link to the folder", []string{"json=" + in("fix/a"), "csv=" + in("link/a")}, "would be written to the same file"},
		{"by a link to the file", []string{"json=" + in("file"), "csv=" + in("alias")}, "would be written to the same file"},
		{"by a hard link", []string{"json=" + in("file"), "csv=" + in("hard")}, "would be written to the same file"},
		{"one folder twice", []string{"plan-script=" + in("fix"), "plan-script=" + in("link")}, "would be written to the same file"},
		{"a file of the folder", []string{"plan-script=" + in("fix"), "plan=" + in("link/plan.md")}, "would be written to the same file"},
		{"a script of the folder", []string{"json=" + in("fix/node-HV01.cmd"), "plan-script=" + in("fix")}, "would be written to the same file"},
		{"standard output twice", []string{"text", "json"}, "two reports would go to standard output"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			flags := Report{outputs: tt.outputs}
			sinks, err := flags.Sinks()
			if tt.want == "" && (err != nil || len(sinks) != len(tt.outputs)) {
				t.Error(err)
			}
			if tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("%v, want %s", err, tt.want)
			}
		})
	}
	var left []string
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		left = append(left, e.Name())
	}
	if !slices.Equal(left, []string{"alias", "file", "fix", "hard", "link"}) {
		t.Errorf("checking leaves %v", left)
	}
	if text, err := os.ReadFile(in("file")); err != nil || string(text) != "kept" {
		t.Errorf("checking changes a file to %q, %v", text, err)
	}
}

// A report that fails at last costs the others nothing: they are written, and the
// program says which one is not.
func TestFailingSinkCostsNoOther(t *testing.T) {
	dir := t.TempDir()
	fails := Sink{output: "html=report.html", file: filepath.Join(dir, "report.html"), render: func(io.Writer, *report.Result, report.Options) error {
		return errors.New("no space left")
	}}
	good, err := newSink("json=" + filepath.Join(dir, "result.json"))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	console := term.Terminal{Out: &out, Err: &out, Env: func(string) (string, bool) { return "", false }}
	text, err := newSink("text")
	if err != nil {
		t.Fatal(err)
	}
	result := report.New(report.Input{})
	var end *cli.ExitError
	err = new(Report).Write(t.Context(), console, []Sink{fails, good, text}, result)
	if !errors.As(err, &end) || end.Code != 2 || !strings.HasPrefix(end.Reason, "local failure: --output html=report.html was not written: ") ||
		!strings.HasSuffix(end.Reason, "no space left; "+result.Exit.Reason) {
		t.Errorf("%+v", end)
	}
	data, err := os.ReadFile(good.file)
	if err != nil || !json.Valid(data) {
		t.Errorf("%v: %s", err, data)
	}
	if out.String() == "" {
		t.Error("nothing is printed")
	}
	if _, err := os.Lstat(fails.file); err == nil {
		t.Error("half a report is left")
	}
}

// A folder that goes while the nodes are read costs the reports in other places nothing.
func TestFolderThatGoesCostsNoOther(t *testing.T) {
	dir := t.TempDir()
	gone, kept := filepath.Join(dir, "gone"), filepath.Join(dir, "kept.json")
	if err := os.Mkdir(gone, 0o700); err != nil {
		t.Fatal(err)
	}
	flags := Report{outputs: []string{"html=" + filepath.Join(gone, "report.html"), "json=" + kept}}
	sinks, err := flags.Sinks()
	if err := errors.Join(err, os.Remove(gone)); err != nil {
		t.Fatal(err)
	}
	var end *cli.ExitError
	err = flags.Write(t.Context(), term.Terminal{Env: func(string) (string, bool) { return "", false }}, sinks, report.New(report.Input{}))
	if !errors.As(err, &end) || end.Code != 2 || !strings.HasPrefix(end.Reason, "local failure: --output html="+gone) {
		t.Errorf("%+v", end)
	}
	if _, err := os.Stat(kept); err != nil {
		t.Error(err)
	}
}

// A report that is being written when the interruption comes leaves no file, however
// long the rest of it would take.
func TestInterruptLeavesNoHalfReport(t *testing.T) {
	dir := t.TempDir()
	ctx, interrupt := context.WithCancel(t.Context())
	endless := make(chan struct{})
	defer close(endless)
	s := Sink{output: "json", file: filepath.Join(dir, "result.json"), render: func(w io.Writer, _ *report.Result, _ report.Options) error {
		if _, err := io.WriteString(w, "{"); err != nil {
			return err
		}
		interrupt()
		<-endless
		return nil
	}}
	if err := s.write(ctx, term.Terminal{}, nil, report.Options{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("%v is left, %v", left, err)
	}
}

// A report of metrics is told its name and what it replaces; whatever else is there is not.
func TestSinkSeries(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "nightly.prom")
	if scan, earlier := (Sink{file: file}).series(); scan != "nightly" || earlier != nil {
		t.Errorf("without a file: %q, %q", scan, earlier)
	}
	if err := os.WriteFile(file, []byte("x 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if scan, earlier := (Sink{file: file}).series(); scan != "nightly" || string(earlier) != "x 1\n" {
		t.Errorf("with a file: %q, %q", scan, earlier)
	}
	if _, earlier := (Sink{file: dir}).series(); earlier != nil {
		t.Errorf("a folder: %q", earlier)
	}
}
