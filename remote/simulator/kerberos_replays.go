package simulator

import (
	"crypto/sha256"
	"sync"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/simulator/kdc"
)

// replays remembers authenticators for as long as they could be used again.
type replays struct {
	mu   sync.Mutex
	seen map[[sha256.Size]byte]time.Time
}

// first reports whether the encrypted authenticator has not been seen before.
func (r *replays) first(cipher []byte, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for id, at := range r.seen {
		if now.Sub(at) > 2*kdc.MaxSkew {
			delete(r.seen, id)
		}
	}
	id := sha256.Sum256(cipher)
	if _, again := r.seen[id]; again {
		return false
	}
	if r.seen == nil {
		r.seen = map[[sha256.Size]byte]time.Time{}
	}
	r.seen[id] = now
	return true
}
