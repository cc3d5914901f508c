package fleet

import (
	"sync"
	"time"
)

// ByHand makes the grace of every job end only when expire is called, and then at
// once for those that are in it.
func (f *Fuses) ByHand() (expire func()) {
	var mu sync.Mutex
	running := map[int]func(){}
	next := 0
	f.after = func(_ time.Duration, end func()) func() bool {
		mu.Lock()
		defer mu.Unlock()
		id := next
		next++
		running[id] = end
		return func() bool {
			mu.Lock()
			defer mu.Unlock()
			_, ok := running[id]
			delete(running, id)
			return ok
		}
	}
	return func() {
		mu.Lock()
		ends := running
		running = map[int]func(){}
		mu.Unlock()
		for _, end := range ends {
			end()
		}
	}
}
