package history

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/clusterdrift/clusterdrift/report"
)

// maxHolder bounds what is read of a lock file, in bytes.
const maxHolder = 4096

// holderRecord is what a lock file holds.
type holderRecord struct {
	Name  string    `json:"holder"`
	Since time.Time `json:"since"`
}

// lockFile is how to lock a file for a scope. The file stays when the lock is released: one
// that was removed could be locked by a process that has it open, and made again by another.
func lockFile(p Place, scope string, as Holder) (attempt, func(), error) {
	path := p.File() + lockName(scope)
	refuse := func(err error) error { return asPlace(p, err) }
	if err := p.Check(); err != nil {
		return nil, nil, err
	}
	if err := refuseSpecial(path); err != nil {
		return nil, nil, refuse(&Error{Message: "the file " + filepath.Base(path) + " next to it is not a regular file", Hint: "remove it"})
	}
	if err := makeFolder(filepath.Dir(path)); err != nil {
		return nil, nil, refuse(pathError(err))
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, nil, refuse(pathError(err))
	}
	release := func() { _ = f.Close() } // which gives the lock back
	return func(context.Context) (*Lock, Holder, error) {
		switch locked, err := tryLock(f); {
		case err != nil:
			return nil, Holder{}, refuse(&Error{Message: "the file " + filepath.Base(path) + " next to it cannot be locked", Hint: "name a history on a local disk"})
		case !locked:
			return nil, readHolder(f), nil
		}
		writeHolder(f, as)
		return &Lock{held: func(context.Context) bool { return true }, release: release}, Holder{}, nil
	}, release, nil
}

// readHolder is who wrote a lock file; empty while that is being written.
func readHolder(f *os.File) Holder {
	data := make([]byte, maxHolder)
	n, err := f.ReadAt(data, 0)
	var r holderRecord
	if err != nil && err != io.EOF || json.Unmarshal(data[:n], &r) != nil {
		return Holder{}
	}
	return Holder{Name: report.Clean(r.Name), Since: r.Since}
}

// writeHolder says in a lock file who holds it. That it cannot only costs a message the name.
func writeHolder(f *os.File, as Holder) {
	data, err := json.Marshal(holderRecord{Name: as.Name, Since: as.Since.UTC()})
	if err == nil && f.Truncate(0) == nil {
		_, _ = f.WriteAt(data, 0)
	}
}
