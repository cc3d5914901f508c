package access

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/bcrypt"
)

// Bounds of a file of users.
const (
	maxUsersFile = 1 << 20 // bytes
	maxUser      = 256     // bytes of a name
	// maxPassword is how many bytes bcrypt looks at. A longer password would be as good as its
	// beginning, and is refused.
	maxPassword = 72
	leastCost   = 10 // of a hash: about 50 ms of work for each guess
	mostCost    = 15 // about 2 s for each logon
)

// rememberTime is how long a password that was right is known without the work of bcrypt.
const rememberTime = 10 * time.Minute

// Users are those who may read, each with the bcrypt hash of a password. A change of their file
// is noticed. Several goroutines may use them.
type Users struct {
	file     *watched[userList]
	attempts *attempts
	turn     chan struct{} // for the work of bcrypt
	now      func() time.Time
	key      [32]byte // of the digests in known

	mu    sync.Mutex
	known map[string]remembered // by name
}

// remembered is a password that was right: a digest of it and of the hash that it fits.
type remembered struct {
	digest [sha256.Size]byte
	until  time.Time
}

// userList is a file as it was read.
type userList struct {
	hashes map[string][]byte
	// other is a hash that no password fits, for names that are not in the list: it takes as
	// much work as the others.
	other []byte
}

// bcryptAtOnce is how many passwords are tried at the same time.
const bcryptAtOnce = 2

// OpenUsers reads a file of users, in lines as htpasswd -B writes them: a name, a colon and a
// hash. What is wrong is an *Error. Complain is called with what is wrong with the file after
// a change, when the users stay those of before.
func OpenUsers(path string, now func() time.Time, complain func(string)) (*Users, error) {
	u := &Users{attempts: newAttempts(), turn: make(chan struct{}, bcryptAtOnce), now: now, known: map[string]remembered{}}
	_, _ = rand.Read(u.key[:]) // it never fails
	var err error
	u.file, err = watch([]string{path}, maxUsersFile, now, complain, func(data [][]byte) (userList, error) { return parseUsers(path, string(data[0])) })
	return u, err
}

// parseUsers reads a file of users.
func parseUsers(path, text string) (userList, error) {
	l := userList{hashes: map[string][]byte{}}
	cost, number := 0, 0
	for line := range strings.Lines(text) {
		number++
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		fail := func(what string) error {
			return &Error{fmt.Sprintf("%s:%d: %s", path, number, what), "write the line again with htpasswd -B -C 12"}
		}
		name, hash, _ := strings.Cut(line, ":")
		of, err := bcrypt.Cost([]byte(hash))
		_, twice := l.hashes[name]
		switch {
		case name == "" || len(name) > maxUser || !utf8.ValidString(name):
			return userList{}, fail("the line does not begin with the name of a user and a colon")
		case err != nil:
			return userList{}, fail("the password is not hashed by bcrypt")
		case of < leastCost || of > mostCost:
			return userList{}, fail(fmt.Sprintf("the hash has the cost %d, and must have one from %d to %d", of, leastCost, mostCost))
		case twice:
			return userList{}, fail("the user is in the file twice")
		}
		l.hashes[name], cost = []byte(hash), max(cost, of)
	}
	if len(l.hashes) == 0 {
		return userList{}, &Error{path + " has no user", "add one with htpasswd -B -C 12 " + path + " NAME"}
	}
	var err error
	l.other, err = bcrypt.GenerateFromPassword([]byte(rand.Text()), cost)
	if err != nil {
		return userList{}, &Error{"no hash could be made", ""}
	}
	return l, nil
}

// check reports whether a password is that of a user. Who guesses wrongly too often waits.
func (u *Users) check(ctx context.Context, from netip.Addr, user, password string) verdict {
	list := u.file.get()
	hash, known := list.hashes[user]
	if !known {
		hash = list.other
	}
	digest := u.digest(user, password, hash)
	if known && u.remembers(user, digest) {
		return admitted
	}
	if !u.attempts.take(from, u.now()) {
		return tooMany
	}
	select {
	case u.turn <- struct{}{}:
	case <-ctx.Done():
		return wrong
	}
	err := bcrypt.CompareHashAndPassword(hash, []byte(password)[:min(len(password), maxPassword)])
	<-u.turn
	if err != nil || !known || len(password) > maxPassword {
		return wrong
	}
	u.attempts.give(from)
	u.mu.Lock()
	defer u.mu.Unlock()
	u.known[user] = remembered{digest, u.now().Add(rememberTime)}
	return admitted
}

func (u *Users) digest(user, password string, hash []byte) (sum [sha256.Size]byte) {
	mac := hmac.New(sha256.New, u.key[:])
	fmt.Fprintf(mac, "%d %d %s%s%s", len(user), len(password), user, password, hash)
	mac.Sum(sum[:0])
	return sum
}

func (u *Users) remembers(user string, digest [sha256.Size]byte) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	r, ok := u.known[user]
	if ok && !u.now().Before(r.until) {
		delete(u.known, user)
		return false
	}
	return ok && hmac.Equal(r.digest[:], digest[:])
}
