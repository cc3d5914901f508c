package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every row of the threat model names a test, and every test that it names is
// there.
func TestThreatModelIsTested(t *testing.T) {
	page, err := os.ReadFile("THREAT-MODEL.md")
	if err != nil {
		t.Fatal(err)
	}
	tests := namesOfTests(t)
	named := regexp.MustCompile("`((?:Test|Fuzz)\\w+|\\w+\\.txtar)`")
	for i, line := range strings.Split(string(page), "\n") {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| attempt") {
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		found := named.FindAllStringSubmatch(cells[len(cells)-1], -1)
		if len(found) == 0 {
			t.Errorf("THREAT-MODEL.md:%d: no test holds this", i+1)
		}
		for _, f := range found {
			if !tests[f[1]] {
				t.Errorf("THREAT-MODEL.md:%d: there is no %s", i+1, f[1])
			}
		}
	}
}

// namesOfTests are all tests, fuzz targets and scripts of the module.
func namesOfTests(t *testing.T) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	function := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	err := filepath.WalkDir(moduleRoot, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if strings.HasSuffix(path, ".txtar") {
			all[filepath.Base(path)] = true
		}
		if entry.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		source, err := os.ReadFile(path)
		for _, f := range function.FindAllSubmatch(source, -1) {
			all[string(f[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
