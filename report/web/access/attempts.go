package access

import (
	"net/netip"
	"sync"
	"time"
)

// Bounds of attempts with passwords that are not known to be right.
const (
	attemptsAtOnce = 10              // from one address
	attemptEvery   = 6 * time.Second // one more after this time
	mostAddresses  = 10_000          // that are kept
	addressBits6   = 64              // of IPv6, which one subscriber has
	attemptsForget = attemptsAtOnce * attemptEvery
)

// attempts counts logons for each address that they come from.
type attempts struct {
	mu   sync.Mutex
	from map[netip.Addr]bucket
}

// bucket is how many attempts are left at a time.
type bucket struct {
	left float64
	at   time.Time
}

func newAttempts() *attempts { return &attempts{from: map[netip.Addr]bucket{}} }

// take takes an attempt of an address, and reports whether one was left.
func (a *attempts) take(from netip.Addr, now time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	from = network(from)
	b, known := a.from[from]
	if !known {
		if len(a.from) >= mostAddresses {
			a.forget(now)
		}
		if len(a.from) >= mostAddresses {
			return false
		}
		b = bucket{attemptsAtOnce, now}
	}
	b.left = min(attemptsAtOnce, b.left+now.Sub(b.at).Seconds()/attemptEvery.Seconds())
	b.at = now
	ok := b.left >= 1
	if ok {
		b.left--
	}
	a.from[from] = b
	return ok
}

// give returns the attempt of a password that was right.
func (a *attempts) give(from netip.Addr) {
	a.mu.Lock()
	defer a.mu.Unlock()
	from = network(from)
	if b, ok := a.from[from]; ok {
		b.left = min(attemptsAtOnce, b.left+1)
		a.from[from] = b
	}
}

// forget drops the addresses that have all their attempts again.
func (a *attempts) forget(now time.Time) {
	for from, b := range a.from {
		if now.Sub(b.at) > attemptsForget {
			delete(a.from, from)
		}
	}
}

// network is an address, or the part of it that one subscriber has.
func network(a netip.Addr) netip.Addr {
	if p, err := a.Prefix(addressBits6); err == nil && a.Is6() {
		return p.Addr()
	}
	return a
}
