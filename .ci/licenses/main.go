// Command licenses writes the licences of everything that is linked into clusterdrift to
// one file: of Go itself, and of each module on any system that releases are built for.
// It reads the module cache, and fails when a module has no licence.
//
//	go run ./.ci/licenses THIRD-PARTY-LICENSES.txt
package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

// program is the package that is shipped.
const program = "github.com/clusterdrift/clusterdrift/cmd/clusterdrift"

// targets are the systems of .goreleaser.yaml.
var targets = []string{"linux/amd64", "linux/arm64", "windows/amd64", "windows/arm64", "darwin/amd64", "darwin/arm64"}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: licenses FILE")
		os.Exit(2)
	}
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "licenses:", err)
		os.Exit(1)
	}
}

func write(file string) error {
	text, err := collect(targets)
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o644)
}

// collect is the text for all targets, sorted by module. The same go.mod and the same
// version of Go give the same text.
func collect(targets []string) ([]byte, error) {
	linked := map[string]*module{}
	for _, target := range targets {
		if err := addLinked(linked, target); err != nil {
			return nil, fmt.Errorf("list the packages for %s: %w", target, err)
		}
	}
	var out bytes.Buffer
	out.WriteString("clusterdrift contains the following third-party software.\n")
	for _, path := range slices.Sorted(maps.Keys(linked)) {
		if err := linked[path].write(&out); err != nil {
			return nil, err
		}
	}
	return out.Bytes(), nil
}

// write prints the name of a module and its licences.
func (m *module) write(out *bytes.Buffer) error {
	files, err := m.licences()
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("%s has no licence in %s: it must not be shipped", m.Path, m.Dir)
	}
	rule := strings.Repeat("=", 80)
	fmt.Fprintf(out, "\n%s\n%s %s\n%s\n", rule, m.Path, m.Version, rule)
	for _, f := range files {
		fmt.Fprintf(out, "\n--- %s\n\n%s\n", f.name, strings.Trim(f.text, "\n"))
	}
	return nil
}
