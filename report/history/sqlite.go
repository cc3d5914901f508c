package history

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	driver "modernc.org/sqlite"
)

// sqlite is a history in a file.
type sqlite struct{}

// sqliteSettings are those of every connection. A transaction is one for writing from its
// start: one that only read so far and then writes would fail at once, without waiting,
// when another process has written. Nothing is kept in temporary files: a scan may run
// where there is no folder for them.
func sqliteSettings(m mode) string {
	if m.readOnly {
		return url.Values{"mode": {"ro"}, "_pragma": {"busy_timeout(30000)", "query_only(1)", "temp_store(2)", "trusted_schema(0)"}}.Encode()
	}
	return url.Values{
		"_txlock": {"immediate"},
		"_pragma": {"busy_timeout(30000)", "auto_vacuum(2)", "synchronous(FULL)", "foreign_keys(1)", "temp_store(2)", "trusted_schema(0)"},
	}.Encode()
}

// prepare has a file written ahead in a log, which the file remembers.
func (sqlite) prepare(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, `PRAGMA journal_mode = WAL`)
	return err
}

// openSQLite opens a file; the connection follows with the first statement.
func openSQLite(path string, m mode) (*sql.DB, error) {
	if err := refuseNetwork(path); err != nil {
		return nil, err
	}
	if err := provide(path, m.create); err != nil {
		return nil, err
	}
	name := (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()
	db, err := sql.Open("sqlite", "file:"+name+"?"+sqliteSettings(m))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(m.connections)
	return db, nil
}

// provide makes the file, for its owner alone, or reports that there is none.
func provide(path string, create bool) error {
	if err := refuseSpecial(path); err != nil {
		return err
	}
	info, err := os.Stat(path)
	switch {
	case err == nil:
		return refuseShort(info.Size(), create)
	case !errors.Is(err, fs.ErrNotExist):
		return pathError(err)
	case !create:
		return missing()
	}
	if err := makeFolder(filepath.Dir(path)); err != nil {
		return pathError(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return pathError(err)
	}
	return f.Close()
}

// refuseSpecial refuses folders, pipes and devices, which are not even opened.
func refuseSpecial(path string) error {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return &Error{Message: "it is not a regular file", Hint: "name a file for the history", Err: fs.ErrInvalid}
	}
	return nil
}

// smallestSQLite is how many bytes a database of SQLite has at least, its smallest page:
// https://www.sqlite.org/fileformat2.html#page_size.
const smallestSQLite = 512

// refuseShort refuses a file that is too short for a database and not empty, which SQLite
// may take for an empty one, and an empty one unless it is to become a history. The file is
// not opened for that: to close it would end the locks that this process has on it.
func refuseShort(size int64, create bool) error {
	switch {
	case size >= smallestSQLite, size == 0 && create:
		return nil
	case size == 0:
		return missing()
	}
	return notHistory()
}

// notHistory is the error for a file of something else.
func notHistory() *Error {
	return &Error{Message: "the file is not a history", Hint: "name another file for the history", Err: fs.ErrInvalid}
}

// pathError is what is wrong with a path, without it.
func pathError(err error) *Error {
	var p *fs.PathError
	text := "it cannot be reached"
	if errors.As(err, &p) {
		text = p.Err.Error()
	}
	return &Error{Message: text, Hint: "name another file for the history", Err: err}
}

// Result codes of SQLite, https://www.sqlite.org/rescode.html: the low eight bits.
const (
	codeBusy     = 5
	codeLocked   = 6
	codeReadOnly = 8
	codeIO       = 10
	codeCorrupt  = 11
	codeFull     = 13
	codeCantOpen = 14
	codeNotADB   = 26
)

func (sqlite) explain(err error) *Error {
	e, ok := errors.AsType[*driver.Error](err)
	if !ok {
		return nil
	}
	switch e.Code() & 0xff {
	case codeBusy, codeLocked:
		return &Error{Message: "another process has been writing to it for more than 30 s", Hint: "try again when that has ended", passing: true}
	case codeReadOnly:
		return &Error{Message: "it cannot be written", Hint: "check who may write the file and its folder", Err: fs.ErrPermission}
	case codeFull:
		return &Error{Message: "no space left for it", Hint: "make space, or remove old runs with clusterdrift history prune"}
	case codeIO:
		return &Error{Message: "reading or writing it failed", Hint: "check the space that is left, and the disk"}
	case codeCorrupt:
		return &Error{Message: "the file is damaged", Hint: "restore it from a backup, or move it away: the next run that is recorded makes a new one"}
	case codeCantOpen:
		return &Error{Message: "it cannot be opened", Hint: "check that its folder exists and can be written"}
	case codeNotADB:
		return notHistory()
	}
	return nil
}

// size is that of the file and of what was not yet moved into it.
func (sqlite) size(ctx context.Context, db *sql.DB) (int64, error) {
	var pages, pageSize int64
	err := db.QueryRowContext(ctx, `SELECT page_count, page_size FROM pragma_page_count, pragma_page_size`).Scan(&pages, &pageSize)
	return pages * pageSize, err
}

func (sqlite) shrink(ctx context.Context, db *sql.DB) error {
	rows, err := db.QueryContext(ctx, `PRAGMA incremental_vacuum`)
	if err != nil {
		return err
	}
	for rows.Next() { // each step frees a page
	}
	return errors.Join(rows.Err(), rows.Close())
}

// isNetworkName reports whether a path of Windows names a share by itself,
// `\\server\share` or `\\?\UNC\server\share`.
func isNetworkName(path string) bool {
	if rest, ok := strings.CutPrefix(path, `\\?\`); ok {
		return len(rest) > 4 && strings.EqualFold(rest[:4], `UNC\`)
	}
	return strings.HasPrefix(path, `\\`) && !strings.HasPrefix(path, `\\.\`)
}

// refuseNetwork refuses a file on a network file system, where the locks and the shared
// memory of SQLite do not hold. What is not known is allowed.
func refuseNetwork(path string) error {
	kind := networkKind(existing(path))
	if runtime.GOOS == "windows" && isNetworkName(path) {
		kind = "a share"
	}
	if kind == "" {
		return nil
	}
	return &Error{Message: "it is on a network file system (" + kind + "), where SQLite damages its files", Hint: "name a file on a local disk, or use a PostgreSQL database", Err: fs.ErrInvalid}
}

// existing is the path, or the nearest folder above that exists.
func existing(path string) string {
	for {
		if _, err := os.Stat(path); err == nil || filepath.Dir(path) == path {
			return path
		}
		path = filepath.Dir(path)
	}
}
