package history

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/pressly/goose/v3"
)

//go:embed migrations
var migrations embed.FS

// versionTable is where the database says which schema it has.
const versionTable = "clusterdrift_schema"

// migrateTries is how often a migration is begun anew, because another process did the
// same at the same time.
const migrateTries = 40

const migratePause = 50 * time.Millisecond

// migrate brings the schema up to that of this version, step by step and never back. A
// database without a schema is made one of ours only for recording, and one that is open for
// reading alone stays as it is.
func (s *Store) migrate(ctx context.Context, m mode) error {
	p, err := s.provider()
	if err != nil {
		return err
	}
	if err := s.refuseOthers(ctx, m.create); err != nil {
		return err
	}
	for try := 1; ; try++ {
		err = nil
		if !m.readOnly {
			err = s.engine.prepare(ctx, s.db)
		}
		if err == nil {
			err = s.step(ctx, p, m)
		}
		var ours *Error
		if err == nil || ctx.Err() != nil || errors.As(err, &ours) || try == migrateTries {
			return err
		}
		if e := s.engine.explain(err); e != nil && !e.passing {
			return e
		}
		pause(ctx, migratePause)
	}
}

// pause waits, or until ctx ends.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

func (s *Store) provider() (*goose.Provider, error) {
	dialect, folder := goose.DialectSQLite3, "migrations/sqlite"
	if s.place.url != nil {
		dialect, folder = goose.DialectPostgres, "migrations/postgres"
	}
	files, err := fs.Sub(migrations, folder)
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(dialect, s.db, files, goose.WithTableName(versionTable), goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
}

// step does what is missing. A schema of the future is an *Error.
func (s *Store) step(ctx context.Context, p *goose.Provider, m mode) error {
	current, target, err := p.GetVersions(ctx)
	if err != nil {
		return err
	}
	if current > target {
		return &Error{Message: fmt.Sprintf("it was written by a newer version of clusterdrift (schema %d, this version knows %d)", current, target), Hint: "use that version"}
	}
	if current == target {
		return nil
	}
	if m.readOnly {
		return &Error{Message: fmt.Sprintf("it was written by an older version of clusterdrift (schema %d, this version has %d), and is only read here", current, target), Hint: "bring it up to date once with this version: clusterdrift history list", Err: fs.ErrInvalid}
	}
	_, err = p.Up(ctx)
	return err
}

// refuseOthers leaves alone what has no schema of ours, unless it is to get one and is free
// for it: a file without any table, or a schema on a server without one of that name.
func (s *Store) refuseOthers(ctx context.Context, create bool) error {
	made, err := s.has(ctx, versionTable)
	if made || err != nil {
		return err
	}
	taken, err := s.isTaken(ctx)
	switch {
	case err != nil:
		return err
	case !taken && !create:
		return missing()
	case !taken:
		return nil
	}
	if made, err = s.has(ctx, versionTable); made || err != nil { // another process made it meanwhile
		return err
	}
	return &Error{Message: "it is a database of something else", Hint: "name another file or database", Err: fs.ErrInvalid}
}

// isTaken reports whether a database without a schema of ours holds something else.
func (s *Store) isTaken(ctx context.Context) (taken bool, err error) {
	if s.place.url != nil {
		return s.has(ctx, "run")
	}
	err = s.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM sqlite_master)`).Scan(&taken)
	return taken, err
}

// has reports whether the database has a table.
func (s *Store) has(ctx context.Context, table string) (bool, error) {
	query := `SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = $1`
	if s.place.url != nil {
		query = `SELECT COUNT(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND c.relname = $1`
	}
	var n int
	err := s.db.QueryRowContext(ctx, query, table).Scan(&n)
	return n > 0, err
}
