package kerberos_test

import (
	"context"
	"errors"
	"net"
	"runtime"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/kerberos"
)

// Whoever waits for a silent key distribution centre stops at once when the context
// ends, and leaves nothing behind: in each stage, over both ways.
func TestLogOnEndsWithItsContext(t *testing.T) {
	honest := honestRealm(t)
	for _, s := range allStages() {
		for _, way := range []string{"udp", "tcp"} {
			for _, cancelled := range []bool{true, false} {
				ctx, cancel := context.WithCancel(t.Context())
				want := kerberos.Ended
				reached := make(chan struct{}, 10)
				rogue := startRogue(t, way, honest.Address(), func(at stage, _, good []byte) []byte {
					if at != s {
						return good
					}
					reached <- struct{}{}
					return nil
				}, nil)
				client := clientOf(t, way, rogue.address)
				if !cancelled { // silence is the cause, whatever ended the waiting
					want = kerberos.NoAnswer
					ctx, cancel = context.WithTimeout(t.Context(), 300*time.Millisecond)
				}
				before := runtime.NumGoroutine()
				done := make(chan error, 1)
				go func() {
					err := client.LogOn(ctx)
					if err == nil {
						_, err = client.Context(ctx, spn, nil)
					}
					done <- err
				}()
				<-reached
				if cancelled {
					cancel()
				}
				select {
				case err := <-done:
					if !kerberos.IsReason(err, want) {
						t.Errorf("%s, %s, cancelled %v: %v", s, way, cancelled, err)
					}
				case <-time.After(time.Minute):
					t.Fatalf("%s, %s: it goes on", s, way)
				}
				cancel()
				awaitGoroutines(t, before)
			}
		}
	}
}

func awaitGoroutines(t *testing.T, before int) {
	t.Helper()
	for range 200 {
		if runtime.NumGoroutine() <= before+1 { // the rogue may serve the client still
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
}

// A context that is over already asks no one.
func TestLogOnWithAnEndedContext(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err = clientOf(t, "tcp", l.Addr().String()).LogOn(ctx)
	if !kerberos.IsReason(err, kerberos.Ended) || !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
