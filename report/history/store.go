package history

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"time"
)

// Store is an open history. It may be used by one goroutine at a time, unless it is open
// for reading alone; several processes may have the same one open.
type Store struct {
	db     *sql.DB
	engine engine
	place  Place
}

// engine is what differs from one database to another.
type engine interface {
	// explain says in our words what an error of the driver means; nil: it is not one
	// of the driver.
	explain(err error) *Error
	// prepare changes what the database keeps of its settings. It is not called of a
	// database of something else.
	prepare(ctx context.Context, db *sql.DB) error
	// size is how many bytes the database takes.
	size(ctx context.Context, db *sql.DB) (int64, error)
	// shrink gives back what deleted rows took, where that costs little.
	shrink(ctx context.Context, db *sql.DB) error
	// insert adds rows in their order. Into is a table with its columns, "node (cluster_id,
	// name)"; the rows, of which there is at least one, have int, int64, string, []byte or
	// nil. Conflict is a clause of that name, or empty.
	insert(ctx context.Context, tx *sql.Tx, into string, rows [][]any, conflict string) error
	// lockFacts keeps runs that are recorded with facts and the sweeping of facts apart,
	// until the transaction ends.
	lockFacts(ctx context.Context, tx *sql.Tx, sweeping bool) error
}

// Create opens a history for recording, and makes it when there is none. A file gets
// the mode 0600, and a folder that is made for it 0700. Every error is an *Error,
// unless ctx ended.
func Create(ctx context.Context, p Place) (*Store, error) {
	return open(ctx, p, mode{create: true, connections: connections})
}

// Open opens a history that is there. One that is not is an *Error, and fs.ErrNotExist.
func Open(ctx context.Context, p Place) (*Store, error) {
	return open(ctx, p, mode{connections: connections})
}

// OpenForReading opens a history that is there, of the schema that this version has, and
// lets the database refuse every change. Several goroutines may use it, up to so many at a
// time; others wait. An older schema is an *Error, since bringing it up to date is a change.
func OpenForReading(ctx context.Context, p Place, connections int) (*Store, error) {
	return open(ctx, p, mode{readOnly: true, connections: connections})
}

// mode is what a history is opened for.
type mode struct {
	create, readOnly bool
	connections      int // at most
}

func open(ctx context.Context, p Place, m mode) (*Store, error) {
	s := &Store{place: p}
	var err error
	if p.url != nil {
		s.engine = postgres{}
		s.db, err = openPostgres(p.url, m)
	} else {
		s.engine = sqlite{}
		s.db, err = openSQLite(p.File(), m)
	}
	if err == nil {
		err = s.migrate(ctx, m)
	}
	if err != nil {
		s.Close()
		return nil, s.inOurWords(ctx, "open the history "+p.String(), err)
	}
	return s, nil
}

// Close closes the history. It may be called of one that is not open.
func (s *Store) Close() {
	if s != nil && s.db != nil {
		_ = s.db.Close() // each run was committed when it was recorded
	}
}

// inOurWords is an error of a database as the user reads it. What the driver says
// is dropped: it may repeat statements, values and settings.
func (s *Store) inOurWords(ctx context.Context, doing string, err error) error {
	var ours *Error
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &ours):
	case errors.Is(err, fs.ErrPermission):
		ours = &Error{Message: "no permission", Hint: "check who may write the file and its folder", Err: fs.ErrPermission}
	default:
		if ours = s.engine.explain(err); ours == nil {
			ours = &Error{Message: "the database failed in a way that is not known"}
		}
	}
	return &Error{Message: doing + ": " + ours.Message, Hint: ours.Hint, Err: ours.Err}
}

// connections are how many a store has at most.
const connections = 2

// begin begins a transaction. Connections that a server has ended since they were used, as
// when it was started anew, are replaced: nothing was done yet that could be done twice.
func (s *Store) begin(ctx context.Context) (*sql.Tx, error) {
	for try := 1; ; try++ {
		tx, err := s.db.BeginTx(ctx, nil)
		if err == nil || ctx.Err() != nil || try > connections {
			return tx, err
		}
		if e := s.engine.explain(err); e == nil || !e.lost {
			return nil, err
		}
	}
}

// inTransaction does something whole or not at all.
func (s *Store) inTransaction(ctx context.Context, doing string, do func(tx *sql.Tx) error) error {
	tx, err := s.begin(ctx)
	if err != nil {
		return s.inOurWords(ctx, doing, err)
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	if err := do(tx); err != nil {
		return s.inOurWords(ctx, doing, err)
	}
	return s.inOurWords(ctx, doing, tx.Commit())
}

// seconds is a time as the database has it, in seconds; 0 for the zero time.
func seconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

// fromUnix is the other way round.
func fromUnix(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}

// missing is the error for a history that is not there.
func missing() *Error {
	return &Error{Message: "it does not exist", Hint: "it is made when the first run is recorded", Err: fs.ErrNotExist}
}

// makeFolder makes the folder of a file for its owner alone, and those above as they are usual.
func makeFolder(dir string) error { return os.MkdirAll(dir, 0o700) }
