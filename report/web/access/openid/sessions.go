package openid

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"sync"
	"time"
)

// Bounds of sessions.
const (
	sessionTime     = 8 * time.Hour // after which a reader signs in again
	mostSessions    = 5_000
	sessionsPerUser = 20 // the oldest ends when a user begins another
)

// session is that of one browser.
type session struct {
	user  string
	until time.Time
}

// sessions are kept by the digest of their names, so that memory holds nothing to sign in
// with. Several goroutines may use them.
type sessions struct {
	mu  sync.Mutex
	all map[[sha256.Size]byte]session
	now func() time.Time
}

func newSessions(now func() time.Time) *sessions {
	return &sessions{all: map[[sha256.Size]byte]session{}, now: now}
}

// begin begins a session, and returns its name: 256 random bits.
func (s *sessions) begin(user string) string {
	name := randomText()
	s.mu.Lock()
	defer s.mu.Unlock()
	for digest, one := range s.all {
		if !s.now().Before(one.until) {
			delete(s.all, digest)
		}
	}
	s.drop(sessionsPerUser, func(one session) bool { return one.user == user })
	s.drop(mostSessions, func(session) bool { return true })
	s.all[sha256.Sum256([]byte(name))] = session{user, s.now().Add(sessionTime)}
	return name
}

// drop ends the oldest of some sessions when there are as many as there may be.
func (s *sessions) drop(most int, of func(session) bool) {
	var oldest [sha256.Size]byte
	count, until := 0, time.Time{}
	for digest, one := range s.all {
		if !of(one) {
			continue
		}
		if count++; count == 1 || one.until.Before(until) {
			oldest, until = digest, one.until
		}
	}
	if count >= most {
		delete(s.all, oldest)
	}
}

// has reports whether a session of the name has not ended.
func (s *sessions) has(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	one, ok := s.all[sha256.Sum256([]byte(name))]
	return ok && s.now().Before(one.until)
}

func (s *sessions) end(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.all, sha256.Sum256([]byte(name)))
}

// randomText is 256 random bits, for an address or a cookie.
func randomText() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // it never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}
