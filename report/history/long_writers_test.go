package history_test

import (
	"bufio"
	"context"
	"os/exec"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/report/history"
)

// Four processes make a history and record runs of the same clusters at the same time. All
// of them are in it.
func TestLongWriters(t *testing.T) {
	onlyLong(t)
	const each = 6
	onEachText(t, func(t *testing.T, text string) {
		var all []*exec.Cmd
		for i := range fleetWriters {
			c := child(t.Context(), self(t), text, i, each)
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			all = append(all, c)
		}
		for _, c := range all {
			if err := c.Wait(); err != nil {
				t.Errorf("a writer: %v", err)
			}
		}
		if n := checkWhole(t, create(t, place(t, text))); n != fleetWriters*each {
			t.Errorf("%d runs, want %d", n, fleetWriters*each)
		}
	})
}

// A process that records is killed at any moment, again and again. What it said it had
// recorded is there, and each run is whole or absent.
func TestLongKilledWriter(t *testing.T) {
	onlyLong(t)
	onEachText(t, func(t *testing.T, text string) {
		said := map[string]bool{}
		for i := range 12 {
			for _, id := range killedChild(t, text, i*1000, time.Duration(50+i*70)*time.Millisecond) {
				said[id] = true
			}
		}
		s := create(t, place(t, text))
		runs, err := s.Runs(t.Context(), history.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range runs {
			delete(said, r.ID)
		}
		if len(said) > 0 || len(runs) < 5 {
			t.Errorf("of %d runs these were recorded and are gone: %v", len(runs), said)
		}
		checkWhole(t, s)
	})
}

// killedChild starts a process that records, and kills it some time after its first run. It
// returns the runs that it said were recorded.
func killedChild(t *testing.T, text string, from int, after time.Duration) (ids []string) {
	t.Helper()
	ctx, kill := context.WithCancel(t.Context())
	defer kill()
	c := child(ctx, self(t), text, from, 1000)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if len(ids) == 0 {
			time.AfterFunc(after, kill)
		}
		ids = append(ids, lines.Text())
	}
	_ = c.Wait() // it was killed
	if len(ids) == 0 {
		t.Errorf("the process recorded nothing: %v", c.ProcessState)
	}
	return ids
}

// onEachText is onEach for other processes, which get the place as text.
func onEachText(t *testing.T, test func(t *testing.T, text string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, filePlace(t).File()) })
	t.Run("postgres", func(t *testing.T) { test(t, serverURL(t)) })
}
