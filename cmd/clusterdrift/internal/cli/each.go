package cli

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// Each calls do with every number from 0 to n-1, as many at a time as there are
// processors for the program, and returns when all calls have. In which order they run
// is not fixed: do keeps what it makes under its number. Once ctx has ended no further
// call begins, and Each returns its error.
func Each(ctx context.Context, n int, do func(int)) error {
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				do(i)
			}
		})
	}
	workers.Wait()
	return ctx.Err()
}
