package serving

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"
)

// idleAfter is how long no request comes until memory is given back.
const idleAfter = 20 * time.Second

// whenIdle calls do each time when requests were answered, and then none came for a while. The
// goroutine ends with ctx, for which stopped waits.
func whenIdle(ctx context.Context, next http.Handler, after time.Duration, do func()) (h http.Handler, stopped func()) {
	var requests atomic.Int64
	done := make(chan struct{})
	go func() {
		defer close(done)
		ticks := time.NewTicker(after)
		defer ticks.Stop()
		seen, handled := int64(0), int64(0)
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticks.C:
			}
			if now := requests.Load(); now != seen {
				seen = now
			} else if seen != handled {
				handled = seen
				do()
			}
		}
	}()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		next.ServeHTTP(w, r)
	}), func() { <-done }
}
