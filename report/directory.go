package report

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/clusterdrift/clusterdrift/baselines/strict/input"
)

// File is one file of a report that is a folder.
type File struct {
	Name string // without a folder
	Data []byte // all of its content
}

// CheckDirectory says why a folder cannot take a report; nil for one that is there
// or can be made, and can be written to.
func CheckDirectory(dir string) error {
	place := filepath.Clean(dir) // "pages/" is in the same folder as "pages"
	info, err := os.Stat(place)
	if os.IsNotExist(err) {
		place = filepath.Dir(place)
		info, err = os.Stat(place)
	}
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%s is not a folder", dir)
	}
	return CheckFolder(place)
}

// InDirectory reports whether a report that is a folder may contain a file of that name.
func InDirectory(name string) bool {
	return name == PlanFile || scriptName.MatchString(name) || name == IndexPage || pageName.MatchString(name)
}

// WriteDirectory writes the files into a folder, each in one step, and makes the
// folder if need be, with the permissions that the umask leaves. Scripts of an
// earlier plan that this one does not have are renamed to NAME.old, so that they are
// not run by mistake; other files stay as they are.
func WriteDirectory(dir string, files []File) error {
	if err := os.Mkdir(dir, 0o777); err != nil && !os.IsExist(err) {
		return fmt.Errorf("write report %s: %w", dir, err)
	}
	if err := setAside(dir, files); err != nil {
		return fmt.Errorf("write report %s: %w", dir, err)
	}
	for _, f := range files {
		err := WriteFile(filepath.Join(dir, f.Name), func(w io.Writer) error {
			_, err := w.Write(f.Data)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// scriptName and scriptMark tell the scripts of this program from others.
var scriptName = regexp.MustCompile(`^(node|cluster)-[A-Za-z0-9-]+\.(cmd|ps1)$`)

// IndexPage is the page of all clusters in a folder of pages.
const IndexPage = "index.html"

// ClusterPage begins the name of the page of a cluster.
const ClusterPage = "cluster"

// pageName is the name of the page of a cluster.
var pageName = regexp.MustCompile(`^` + ClusterPage + `[a-z0-9-]*\.html$`)

// PlanFile is the name of the document in the folder of a plan.
const PlanFile = "plan.md"

// ScriptMark is in the first lines of every script of a plan.
const ScriptMark = "Made by clusterdrift plan-script "

// maxScript bounds a script of this program, in bytes.
const maxScript = 1 << 20

func setAside(dir string, files []File) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		written := slices.ContainsFunc(files, func(f File) bool { return f.Name == e.Name() })
		if written || !e.Type().IsRegular() || !scriptName.MatchString(e.Name()) {
			continue
		}
		data, err := input.ReadFile(path, maxScript)
		var large *input.TooLargeError
		if errors.As(err, &large) {
			continue // the program writes none of this size
		}
		if err != nil {
			return err
		}
		if bytes.Contains(data[:min(len(data), 200)], []byte(ScriptMark)) {
			if err := os.Rename(path, path+".old"); err != nil {
				return err
			}
		}
	}
	return nil
}
