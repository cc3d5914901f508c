package cve

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/clusterdrift/clusterdrift/baselines/strict/input"
)

// maxRows bounds how many records are taken: the list has some dozens of failover
// clustering.
const maxRows = 10_000

// fileForm is how the files of records are called.
var fileForm = regexp.MustCompile(`^CVE-[0-9]{4}-[0-9]{4,7}\.json$`)

// Import is what came of files of records.
type Import struct {
	rows map[string]row // by CVE
	// Counts of what was left out.
	Rejected, Elsewhere, OtherFiles int
	// Problems name each file that could not be taken, with the reason.
	Problems []error
}

// Read reads a file, or every record below a folder, without following links. The
// only error is that ctx ends, or that the path cannot be read at all.
func Read(ctx context.Context, path string) (*Import, error) {
	m := &Import{rows: map[string]row{}}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		m.file(path, true)
		return m, nil
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real // the folder itself may be a link
	}
	err = filepath.WalkDir(path, func(file string, d fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			m.Problems = append(m.Problems, fmt.Errorf("%s: it cannot be read", file))
			return nil
		case d.IsDir():
			return nil
		case !d.Type().IsRegular() || !fileForm.MatchString(d.Name()):
			m.OtherFiles++
			return nil
		}
		m.file(file, false)
		return nil
	})
	return m, err
}

// Taken is the number of records that the rows are from.
func (m *Import) Taken() int { return len(m.rows) }

// file takes one file. Something other than a record is not a mistake in a folder.
func (m *Import) file(path string, alone bool) {
	data, err := input.ReadFile(path, maxSize)
	if err != nil {
		m.problem(path, readable(err))
		return
	}
	w, what, err := newRow(data)
	switch {
	case err != nil:
		m.problem(path, err)
	case what == otherFile && alone:
		m.problem(path, errors.New("it is not a CVE record: dataType is not CVE_RECORD"))
	case what == otherFile:
		m.OtherFiles++
	case what == rejected:
		m.Rejected++
	case what == elsewhere:
		m.Elsewhere++
	default:
		m.take(path, w)
	}
}

// take adds a row. A record that is there twice must say the same.
func (m *Import) take(path string, w row) {
	before, twice := m.rows[w.id]
	switch {
	case !twice && len(m.rows) == maxRows:
		m.problem(path, fmt.Errorf("there are more than %d records of failover clustering", maxRows))
	case twice && (!slices.Equal(before.fixed, w.fixed) || before.severity != w.severity || !before.published.Equal(w.published)):
		m.problem(path, fmt.Errorf("%s is there twice and says something else", w.id))
	default:
		m.rows[w.id] = w
	}
}

func (m *Import) problem(path string, err error) {
	m.Problems = append(m.Problems, fmt.Errorf("%s: %w", path, err))
}

// readable is the cause of an error without the path.
func readable(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
