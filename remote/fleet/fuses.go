package fleet

import (
	"strings"
	"sync"
	"time"

	"github.com/clusterdrift/clusterdrift/remote"
)

// Fuses end the use of credentials that too many nodes have refused, so that the
// account is not locked. They last for one run: its phases share them, each
// account having one fuse. A refusal is an answer to the password, or to anything
// derived from it; a node that does not take the scheme refuses nothing. They may
// be used by several goroutines.
type Fuses struct {
	limit int
	after func(time.Duration, func()) (stop func() bool)

	mu    sync.Mutex
	fuses map[account]*fuse
}

// NewFuses makes fuses that blow at the given number of refusals; 0: never.
func NewFuses(limit int) *Fuses {
	after := func(d time.Duration, f func()) func() bool { return time.AfterFunc(d, f).Stop }
	return &Fuses{limit: limit, after: after, fuses: map[account]*fuse{}}
}

// account is whom a domain controller would lock. Whoever logs on without a
// password, by a keytab, is known by the principal: different keytabs may hold the
// same stale key of one account. The current user is known by the name of the account.
type account struct {
	user     string
	password remote.Secret
}

func accountOf(c remote.Credentials) account {
	a := account{user: strings.ToLower(c.User), password: c.Password}
	switch {
	case c.CurrentUser != nil:
		a.user = strings.ToLower(c.CurrentUser.Name())
	case c.Password.Empty() && c.Tickets != nil:
		a.user = c.Tickets.Principal()
	}
	return a
}

// ofDomain reports whether the account is one of a named domain. A bare name can be
// a local account on one node and an account of the domain on another.
func (a account) ofDomain() bool {
	if domain, _, ok := strings.Cut(a.user, `\`); ok {
		return domain != "" && domain != "."
	}
	_, realm, _ := strings.Cut(a.user, "@")
	return realm != ""
}

// Turn registers a job that uses the credentials after all that were registered
// before. The caller must Begin and End every Turn, and begin them in their order:
// later ones wait for earlier ones.
func (f *Fuses) Turn(c remote.Credentials) *Turn {
	if f == nil || f.limit <= 0 {
		return &Turn{}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	a := accountOf(c)
	one := f.fuses[a]
	if one == nil {
		one = &fuse{limit: f.limit, domain: a.ofDomain()}
		f.fuses[a] = one
	}
	return &Turn{fuses: f, fuse: one, place: one.add()}
}

// Blown reports whether the credentials are used no more, and how many refusals
// they have met.
func (f *Fuses) Blown(c remote.Credentials) (refusals int, blown bool) {
	if f == nil {
		return 0, false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	one := f.fuses[accountOf(c)]
	if one == nil {
		return 0, false
	}
	return one.refusals, one.refusals >= one.limit && !one.lifted
}
