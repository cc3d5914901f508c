package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Each module that the toolchain lists for a program has a licence in the file, whichever
// system it is for.
func TestEveryModuleHasALicence(t *testing.T) {
	text, err := collect(targets)
	if err != nil {
		t.Fatal(err)
	}
	heading := regexp.MustCompile(`\n={80}\n(\S+) (\S+)\n={80}\n\n--- \S+\n\n\s*\S`)
	have := map[string]bool{}
	for _, found := range heading.FindAllStringSubmatch(string(text), -1) {
		have[found[1]+" "+found[2]] = true
	}
	for _, target := range []string{"linux/amd64", "windows/arm64"} { // what differs most
		system, machine, _ := strings.Cut(target, "/")
		list := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", `{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}{{end}}{{end}}`, program)
		list.Env = append(os.Environ(), "GOOS="+system, "GOARCH="+machine, "CGO_ENABLED=0")
		out, err := list.Output()
		if err != nil {
			t.Fatal(err)
		}
		modules := strings.Split(strings.TrimSpace(string(out)), "\n")
		if len(modules) < 50 {
			t.Fatalf("%s: only %d packages", target, len(modules))
		}
		slices.Sort(modules)
		for _, m := range slices.Compact(modules) {
			if m != "" && !have[m] {
				t.Errorf("%s: no licence of %s", target, m)
			}
		}
	}
	for _, part := range []string{"Go go1.", "--- LICENSE-SQLITE", "--- LICENSE-3RD-PARTY.md", "danieljoos/wincred", "godbus/dbus", "--- zstd/internal/xxhash/LICENSE.txt"} {
		if !bytes.Contains(text, []byte(part)) {
			t.Errorf("the file lacks %q", part)
		}
	}
}

func TestLicences(t *testing.T) {
	for _, tt := range []struct {
		name  string
		files []string
		want  string // the names, or the error
	}{
		{"root", []string{"LICENSE", "a/b.go"}, "LICENSE"},
		{"with copied code", []string{"LICENSE", "NOTICE", "a/COPYING", "c/LICENSE"}, "LICENSE NOTICE a/COPYING"},
		{"another spelling", []string{"Licence.md"}, "Licence.md"},
		{"code is not a licence", []string{"license.go", "licenses.json"}, "m has no licence in "},
		{"none", []string{"a/b.go", "README"}, "m has no licence in "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			root := t.TempDir()
			for _, f := range append(tt.files, "a/x/d.go") {
				path := filepath.Join(root, f)
				if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte("text"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			m := &module{Path: "m", Dir: root, folders: map[string]bool{filepath.Join(root, "a", "x"): true, filepath.Join(root, "a"): true}}
			var out bytes.Buffer
			if err := m.write(&out); err != nil {
				if !strings.HasPrefix(err.Error(), tt.want) {
					t.Error(err)
				}
				return
			}
			var names []string
			for _, found := range regexp.MustCompile(`--- (\S+)`).FindAllStringSubmatch(out.String(), -1) {
				names = append(names, found[1])
			}
			if got := strings.Join(names, " "); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}
