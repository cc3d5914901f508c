package kerberos_test

import (
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/kerberos"
)

func hostileRows() []row {
	return slices.Concat(damagedRows(), framedRows(), demandRows(), errorRows(), forgedRows())
}

// Whatever a key distribution centre does, the log-on ends with an error of ours, in
// time, with one proof of the password at most and none of the reply's words.
func TestHostileControllers(t *testing.T) {
	honest, key := honestRealm(t), userKey(t)
	count := 0
	for _, r := range hostileRows() {
		for _, way := range []string{"udp", "tcp"} {
			if r.ways != nil && !slices.Contains(r.ways, way) {
				continue
			}
			count++
			t.Run(strings.Join([]string{r.stage.String(), r.name, way}, ", "), func(t *testing.T) {
				t.Parallel()
				f := &forger{t: t, user: key}
				rogue := startRogue(t, way, honest.Address(), r.answering(f), r.streaming(f))
				client := clientOf(t, way, rogue.address)
				if slices.Contains(r.want, kerberos.NoAnswer) {
					client.Hurry(150 * time.Millisecond)
				}
				err := logOnAndAsk(t, client)
				checkHostile(t, err, r.want)
				if n := rogue.requests(proven); n > 1 || r.stage == first && n > 0 && err != nil {
					t.Errorf("%d proofs of the password went out", n)
				}
			})
		}
	}
	if count < 400 {
		t.Errorf("%d rows, want at least 400", count)
	}
}

// answering answers at the row's stage, and passes on what is of another.
func (r row) answering(f *forger) func(stage, []byte, []byte) []byte {
	return func(s stage, request, good []byte) []byte {
		if s == proven {
			f.learn(good)
		}
		if s != r.stage || r.answer == nil {
			return good
		}
		return r.answer(f, request, good)
	}
}

func (r row) streaming(f *forger) func(stage, net.Conn, []byte) bool {
	if r.stream == nil {
		return nil
	}
	return func(s stage, conn net.Conn, good []byte) bool {
		if s != r.stage {
			return false
		}
		r.stream(conn, good)
		return true
	}
}

func checkHostile(t *testing.T, err error, want []kerberos.Reason) {
	t.Helper()
	var e *kerberos.Error
	if !errors.As(err, &e) {
		t.Fatalf("%v, want an error of the package", err)
	}
	if !slices.Contains(want, e.Reason) {
		t.Errorf("reason %s, want one of %s: %v", e.Reason, want, err)
	}
	if e.Op == "" || e.Text == "" || e.Hint == "" {
		t.Errorf("what happened, or what to do, is missing: %+v", *e)
	}
	for _, word := range []string{string(userPassword), foreignText, "asn1", "KRB Error"} {
		if strings.Contains(e.Error()+e.Hint, word) {
			t.Errorf("%q is in %v, %s", word, e, e.Hint)
		}
	}
}

// The rogue that changes nothing is one that all succeeds with, over both ways.
func TestHonestControllers(t *testing.T) {
	honest, key := honestRealm(t), userKey(t)
	for _, way := range []string{"udp", "tcp"} {
		for _, rewritten := range []bool{false, true} {
			f := &forger{t: t, user: key}
			rogue := startRogue(t, way, honest.Address(), func(s stage, _, good []byte) []byte {
				if s == proven {
					f.learn(good)
				}
				if s != first && rewritten {
					return f.reply(s, good, nil)
				}
				return good
			}, nil)
			if err := logOnAndAsk(t, clientOf(t, way, rogue.address)); err != nil {
				t.Errorf("%s: %v", way, err)
			}
			for s, n := range map[stage]int{first: 1, proven: 1, ticket: 1} {
				if got := rogue.requests(s); got != n {
					t.Errorf("%s: %d requests of the stage %s, want %d", way, got, s, n)
				}
			}
		}
	}
}
