package access_test

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"github.com/clusterdrift/clusterdrift/report/web/access"
)

// clock is a time that tests move.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func hashed(t *testing.T, password string, cost int) string {
	t.Helper()
	hash, err := bcrypt.GenerateFromPassword([]byte(password), cost)
	if err != nil {
		t.Fatal(err)
	}
	return string(hash)
}

func basic(user, password string) []string {
	return []string{"Authorization", "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))}
}

// TestUsers: the right password admits, nothing else does, and who guesses too often waits.
func TestUsers(t *testing.T) {
	file, at := filepath.Join(t.TempDir(), "users"), &clock{at: time.Unix(1_800_000_000, 0)}
	long := strings.Repeat("x", 72)
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("# readers\nann:" + hashed(t, "right", 10) + "\n\nlong:" + hashed(t, long, 10) + "\n")
	var complaints []string
	users, err := access.OpenUsers(file, at.now, func(line string) { complaints = append(complaints, line) })
	if err != nil {
		t.Fatal(err)
	}
	g := access.NewGuard(access.Config{Method: access.Basic, Users: file}, local(), "", users)
	for _, tt := range []struct {
		user, password string
		want           int
	}{
		{"ann", "right", 200}, {"ann", "right", 200}, {"ann", "wrong", 401}, {"ann", "", 401}, {"", "right", 401}, {"bob", "right", 401}, {"long", long, 200}, {"long", long + "y", 401}, {"ann", "right\x00x", 401},
	} {
		at.pass(time.Minute)
		if got := asked(t, g, basic(tt.user, tt.password)...); got != tt.want {
			t.Errorf("%s with %.10q: %d, want %d", tt.user, tt.password, got, tt.want)
		}
	}
	if got := asked(t, g); got != 401 {
		t.Errorf("nothing: %d", got)
	}
	at.pass(time.Hour)
	for n := range 12 {
		want := 401
		if n >= 10 {
			want = 429
		}
		if got := asked(t, g, basic("ann", "guess")...); got != want {
			t.Errorf("guess %d: %d, want %d", n, got, want)
		}
	}
	if got := asked(t, g, append(basic("ann", "right"), "From", "192.0.2.9:1")...); got != 200 {
		t.Errorf("another address meanwhile: %d", got)
	}
	if got := asked(t, g, basic("ann", "right")...); got != 200 {
		t.Errorf("a password that is known meanwhile: %d", got)
	}
	at.pass(time.Hour)
	write("ann:" + hashed(t, "other", 10) + "\n")
	later(t, file)
	if got := asked(t, g, basic("ann", "right")...); got != 401 {
		t.Errorf("the old password after a change: %d", got)
	}
	if got := asked(t, g, basic("ann", "other")...); got != 200 {
		t.Errorf("the new password: %d", got)
	}
	at.pass(time.Hour)
	write("ann\n")
	if got := asked(t, g, basic("ann", "other")...); got != 200 || len(complaints) != 1 {
		t.Errorf("a file that is damaged: %d, %q", got, complaints)
	}
}

// later gives a file a time of its own, whatever the clock of the disk is like.
func later(t *testing.T, file string) {
	t.Helper()
	if err := os.Chtimes(file, time.Time{}, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
}

func TestUsersRefused(t *testing.T) {
	good := hashed(t, "x", 10)
	for text, want := range map[string]string{
		"":                           "has no user",
		"# none\n":                   "has no user",
		"ann:{SHA}abc\n":             "1: the password is not hashed by bcrypt",
		"ann:$apr1$x$y\n":            "1: the password is not hashed by bcrypt",
		"ann:right\n":                "1: the password is not hashed by bcrypt",
		"\nann\n":                    "2: the password is not hashed by bcrypt",
		":" + good:                   "1: the line does not begin",
		"a:" + hashed(t, "x", 4):     "1: the hash has the cost 4",
		"a:" + good + "\na:" + good:  "2: the user is in the file twice",
		"\xff:" + good:               "1: the line does not begin",
		strings.Repeat("a", 1<<20+1): "cannot read",
	} {
		file := filepath.Join(t.TempDir(), "users")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := access.OpenUsers(file, time.Now, func(string) {})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "right") {
			t.Errorf("%.40q: %v, want %s", text, err, want)
		}
	}
}
