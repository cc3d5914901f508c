package history

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"time"

	"github.com/clusterdrift/clusterdrift/report"
)

// Lock keeps other processes from auditing a scope in a history at the same time. The
// operating system, or the database server, gives it back when the process ends.
type Lock struct {
	held    func(ctx context.Context) bool
	release func()
}

// Holder is who holds a lock, and since when.
type Holder struct {
	Name  string // "process 4711 on SCANNER01"; empty: it is not known
	Since time.Time
}

// LockedError says that another process holds the lock of a scope.
type LockedError struct {
	Scope string
	By    Holder
}

func (e *LockedError) Error() string {
	by := "another process"
	if e.By.Name != "" {
		by = e.By.Name + ", since " + e.By.Since.UTC().Format("2006-01-02 15:04:05") + " UTC"
	}
	return "an audit of the scope " + e.Scope + " is running: " + by
}

// lockPause is how long a process waits before it tries once more to get a lock.
const lockPause = 200 * time.Millisecond

// LockScope takes the lock of a scope, and waits for it so long. For a history in a file it
// is a lock of the operating system on a file of its own next to that, which stays; on a
// PostgreSQL server it is an advisory lock. A *LockedError says who holds it; any other error
// is an *Error, unless ctx ended.
func LockScope(ctx context.Context, p Place, scope string, as Holder, wait time.Duration) (*Lock, error) {
	scope = report.CleanWhole(scope)
	as.Name = report.Clean(as.Name)
	try, release, err := lockOf(ctx, p, scope, as)
	if err != nil {
		return nil, err
	}
	until := time.Now().Add(wait)
	for {
		lock, by, err := try(ctx)
		switch {
		case lock != nil:
			return lock, nil
		case ctx.Err() != nil:
			release()
			return nil, ctx.Err()
		case err != nil:
			release()
			return nil, err
		case !time.Now().Before(until):
			release()
			return nil, &LockedError{Scope: scope, By: by}
		}
		pause(ctx, min(lockPause, time.Until(until)))
	}
}

// lockOf is how to lock a scope of a history, and how to give up.
func lockOf(ctx context.Context, p Place, scope string, as Holder) (attempt, func(), error) {
	if p.url != nil {
		return lockServer(ctx, p, scope, as)
	}
	return lockFile(p, scope, as)
}

// attempt tries to take a lock. Without one and without an error, another process has it.
type attempt func(ctx context.Context) (lock *Lock, by Holder, err error)

// Held reports whether the lock is still held: a connection to a server may be lost.
func (l *Lock) Held(ctx context.Context) bool { return l.held(ctx) }

// Release gives the lock back.
func (l *Lock) Release() { l.release() }

// scopeDigest replaces the name of a scope where that cannot be used.
func scopeDigest(scope string) []byte {
	sum := sha256.Sum256([]byte("clusterdrift audit\x00" + scope))
	return sum[:]
}

// lockKey is the number of the advisory lock of a scope.
func lockKey(scope string) int64 {
	return int64(binary.BigEndian.Uint64(scopeDigest(scope)))
}

// lockName is the end of the name of the file that is locked for a scope.
func lockName(scope string) string { return "-" + hex.EncodeToString(scopeDigest(scope)[:6]) + ".lock" }
