package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The date is the packager's, where he gives one.
func TestManualDate(t *testing.T) {
	needsNoRace(t)
	for _, tt := range []struct {
		name, epoch string
		code        int
		want        string // of the page, or of the error
	}{
		{"that of a packager", "1700000000", 0, `.TH "CLUSTERDRIFT-SCAN" "1" "2023-11-14" "clusterdrift `},
		{"the first", "0", 0, `"1970-01-01"`},
		{"not a number", "yesterday", 2, `SOURCE_DATE_EPOCH is not a time: "yesterday"`},
		{"before 1970", "-1", 2, `SOURCE_DATE_EPOCH is not a time: "-1"`},
		{"too far", "99999999999999", 2, `SOURCE_DATE_EPOCH is not a time: `},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "man")
			code, _, stderr := runCommand(t.Context(), map[string]string{"SOURCE_DATE_EPOCH": tt.epoch}, "man", dir)
			got := stderr
			if code == 0 {
				page, err := os.ReadFile(filepath.Join(dir, "clusterdrift-scan.1"))
				if err != nil {
					t.Fatal(err)
				}
				got = string(page)
			}
			if code != tt.code || !strings.Contains(got, tt.want) {
				t.Errorf("exit %d, want %d and %s in\n%.300s", code, tt.code, tt.want, got)
			}
		})
	}
}

// Nothing that a text says is a request, and no line is too long to be read as source.
func TestManualText(t *testing.T) {
	var p roff
	p.prose("a paragraph with a backslash \\n, a -dash, and\n.TH at the start of a line\n\n  .literal  text\n  second\n\nlast")
	want := "a paragraph with a backslash \\en, a \\-dash, and .TH at the start of a line\n.PP\n.nf\n\\&.literal  text\nsecond\n.fi\n.PP\nlast\n"
	if p.String() != want {
		t.Errorf("got\n%s, want\n%s", p.String(), want)
	}
	p.Reset()
	p.text(strings.Repeat("a ", manualColumns/2-1) + "aaaa .b " + strings.Repeat("long", 40))
	for line := range strings.Lines(p.String()) {
		if strings.HasPrefix(line, ".") || len(line) > manualColumns+1 && !strings.HasPrefix(line, "longlong") {
			t.Errorf("a line is %q", line)
		}
	}
}

// TestManualByMandoc has mandoc look for what is wrong with a page.
func TestManualByMandoc(t *testing.T) {
	mandoc := os.Getenv("MANDOC")
	if mandoc == "" {
		t.Skip("MANDOC names no program: .ci/long installs it and sets the variable")
	}
	dir := t.TempDir()
	mustRun(t, 0, nil, "man", dir)
	pages, err := filepath.Glob(filepath.Join(dir, "*.1"))
	if err != nil || len(pages) < 20 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	if out, err := exec.Command(mandoc, append([]string{"-T", "lint", "-W", "style"}, pages...)...).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
}
