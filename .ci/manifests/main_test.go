package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const version = "1.4.0"

// made writes a release as goreleaser does: archives in files, manifests in dist.
func made(t *testing.T) (files, dist string) {
	t.Helper()
	files, dist = t.TempDir(), t.TempDir()
	values := []string{"@VERSION@", version}
	var sums strings.Builder
	for _, target := range []string{"linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64", "windows_amd64", "windows_arm64"} {
		name := "clusterdrift_" + version + "_" + target
		pack, ending, program := packTar, ".tar.gz", "clusterdrift"
		if strings.HasPrefix(target, "windows") {
			pack, ending, program = packZip, ".zip", "clusterdrift.exe"
		}
		pack(t, filepath.Join(files, name+ending), name+"/"+program)
		data, err := os.ReadFile(filepath.Join(files, name+ending))
		if err != nil {
			t.Fatal(err)
		}
		sum := fmt.Sprintf("%x", sha256.Sum256(data))
		fmt.Fprintf(&sums, "%s  %s\n", sum, name+ending)
		values = append(values, "@"+target+"@", sum)
	}
	write(t, filepath.Join(files, "checksums.txt"), sums.String())
	fill := strings.NewReplacer(values...)
	templates := os.DirFS("testdata")
	if err := os.CopyFS(dist, templates); err != nil {
		t.Fatal(err)
	}
	change(t, dist, fill.Replace)
	return files, dist
}

// change changes the text of each manifest.
func change(t *testing.T, dist string, by func(string) string) {
	t.Helper()
	err := filepath.WalkDir(dist, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			var text []byte
			if text, err = os.ReadFile(path); err == nil {
				write(t, path, by(string(text)))
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func packZip(t *testing.T, file, inside string) {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z := zip.NewWriter(f)
	if _, err := z.Create(inside); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
}

func packTar(t *testing.T, file, inside string) {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z := gzip.NewWriter(f)
	w := tar.NewWriter(z)
	if err := w.WriteHeader(&tar.Header{Name: inside, Typeflag: tar.TypeReg, Mode: 0o755}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
}

const realSchemas = "../packaging/schemas"

func TestManifests(t *testing.T) {
	files, dist := made(t)
	if err := check(files, dist, realSchemas); err != nil {
		t.Error(err)
	}
}

// What a package manager would trip over is found.
func TestWrongManifests(t *testing.T) {
	for name, tc := range map[string]struct{ old, by, want string }{
		"winget: a machine that it does not have": {"Architecture: arm64", "Architecture: arm63", "winget: "},
		"winget: no licence":                      {"License: Apache-2.0", "Licence: Apache-2.0", "missing property 'License'"},
		"winget: another version of the schema":   {"ManifestVersion: 1.12.0", "ManifestVersion: 1.9.0", `version "1.9.0"`},
		"winget: another program":                 {`amd64\clusterdrift.exe`, `amd64\clusterdrift2.exe`, `does not have the program "clusterdrift_1.4.0_windows_amd64/clusterdrift2.exe"`},
		"winget: no day":                          {`ReleaseDate: "2026-11-28"`, `ReleaseDate: "yesterday"`, "winget: "},
		"scoop: a key that it does not have":      {`"homepage"`, `"home"`, "scoop: "},
		"scoop: no program":                       {`"bin": ["`, `"bin": ["x/`, "scoop: clusterdrift_1.4.0_windows_"},
		"scoop: a digest cut short":               {`"hash": "`, `"hash": "0`, "scoop: "},
		"Homebrew: a block that does not end":     {"on_macos do", "on_macos do\n  on_x do", "blocks begin"},
		"Homebrew: a machine is missing":          {`url "https://github.com/clusterdrift/clusterdrift/releases/download/v1.4.0/clusterdrift_#{version}_linux_arm64`, `url "https://github.com/clusterdrift/clusterdrift/releases/download/v1.4.0/clusterdrift_#{version}_linux_arm63`, "clusterdrift_1.4.0_linux_arm63.tar.gz is not in checksums.txt"},
		"Homebrew: no program":                    {`binary "clusterdrift"`, `binary "drift"`, "does not name its version and its program"},
		"from another place":                      {"https://github.com/clusterdrift/clusterdrift/releases/download/", "https://example.org/", "is not a file of a release"},
	} {
		t.Run(name, func(t *testing.T) {
			files, dist := made(t)
			changed := false
			change(t, dist, func(text string) string {
				changed = changed || strings.Contains(text, tc.old)
				return strings.ReplaceAll(text, tc.old, tc.by)
			})
			if !changed {
				t.Fatalf("no manifest has %q", tc.old)
			}
			if err := check(files, dist, realSchemas); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("%v, want %q", err, tc.want)
			}
		})
	}
}

// A file that was changed after the manifests were made is found by each of them.
func TestManifestsOfOtherFiles(t *testing.T) {
	files, dist := made(t)
	sums, err := os.ReadFile(filepath.Join(files, "checksums.txt"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(files, "checksums.txt"), strings.NewReplacer("0", "1", "1", "0").Replace(string(sums)))
	err = check(files, dist, realSchemas)
	for _, want := range []string{"winget: ", "scoop: ", "Homebrew: "} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	if err := os.RemoveAll(filepath.Join(dist, "winget")); err != nil {
		t.Fatal(err)
	}
	if err := check(files, dist, realSchemas); err == nil || !strings.Contains(err.Error(), "winget: ") {
		t.Errorf("%v without the folder of winget", err)
	}
}
