package openid

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"sync"
	"time"
)

// ticketTime is how long a reader may take at the issuer.
const ticketTime = 10 * time.Minute

// ticket is a login that has begun. The browser keeps it in a cookie, sealed by a key of this
// process: whoever begins logins by the thousand takes no memory here.
type ticket struct {
	State, Nonce, Verifier string
	Target                 string // the path and query to show afterwards
	Until                  time.Time
}

// tickets seals tickets, and knows which have been used. Several goroutines may use it.
type tickets struct {
	seal cipher.AEAD
	now  func() time.Time

	mu   sync.Mutex
	used map[string]time.Time // states, and when they end by themselves
}

func newTickets(now func() time.Time) (*tickets, error) {
	var key [32]byte
	_, _ = rand.Read(key[:]) // it never fails
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	seal, err := cipher.NewGCMWithRandomNonce(block)
	return &tickets{seal: seal, now: now, used: map[string]time.Time{}}, err
}

// write is a ticket as a cookie holds it.
func (t *tickets) write(one ticket) (string, error) {
	data, err := json.Marshal(one)
	return base64.RawURLEncoding.EncodeToString(t.seal.Seal(nil, nil, data, nil)), err //nolint:gosec // the cipher makes its own random nonce
}

// read reads what write wrote, and reports whether it is untouched and still of use.
func (t *tickets) read(text string) (ticket, bool) {
	var one ticket
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return one, false
	}
	data, err := t.seal.Open(nil, nil, sealed, nil)
	if err != nil || json.Unmarshal(data, &one) != nil || !t.now().Before(one.Until) {
		return one, false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return one, t.used[one.State].IsZero()
}

// use marks a ticket, and reports whether it was not used before. Only logins that the issuer
// has confirmed get here, so what is kept stays small.
func (t *tickets) use(one ticket) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for state, until := range t.used {
		if !t.now().Before(until) {
			delete(t.used, state)
		}
	}
	_, used := t.used[one.State]
	t.used[one.State] = one.Until
	return !used
}
