package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
	"github.com/clusterdrift/clusterdrift/report"
)

// startSilent writes the inventory of a node that accepts requests and never
// answers, and returns its farm.
func startSilent(t *testing.T) (inventory string, farm *simulator.Farm) {
	t.Helper()
	described := windows.FieldReport(storyPassword)[:1]
	described[0].Conduct.Fault = simulator.FaultSilent
	farm, err := simulator.Start(described, simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(farm.Close)
	dir := t.TempDir()
	if err := writeInventories(dir, demoFlags{transport: "http"}.demoNodes(described, farm.Endpoints())); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "story.yaml"), farm
}

// An interrupted scan ends with what it has, and closes its traces.
func TestInterruptEndsCleanly(t *testing.T) {
	inventory, farm := startSilent(t)
	traces := filepath.Join(t.TempDir(), "traces")
	for _, args := range [][]string{
		{"scan", "-i", inventory, "--trace", traces},
		{"collect", "-i", inventory, "-d", t.TempDir()},
		{"doctor", "-i", inventory},
		{"query", "-i", inventory, "HV01", "SELECT Name FROM Win32_Service"},
	} {
		before := farm.Stats("HV01").Requests
		ctx, interrupt := context.WithCancel(t.Context())
		go func() {
			for farm.Stats("HV01").Requests == before {
				time.Sleep(time.Millisecond)
			}
			interrupt()
		}()
		code, stdout, stderr := runCommand(ctx, map[string]string{passwordVariable: storyPassword}, args...)
		interrupt()
		if code != 130 || !strings.Contains(stderr, "clusterdrift: exit 130: ") {
			t.Errorf("%s exits %d:\n%s%s", args[0], code, stdout, stderr)
		}
		if args[0] == "scan" && !strings.HasPrefix(stdout, "INTERRUPTED") {
			t.Errorf("no partial report:\n%s", stdout)
		}
	}
	entries, err := os.ReadDir(traces)
	if err != nil || len(entries) != 1 {
		t.Errorf("traces %v, %v", entries, err)
	}
}

// A report that is being written when the interruption comes leaves no file, however
// long the rest of it would take.
func TestInterruptLeavesNoHalfReport(t *testing.T) {
	dir := t.TempDir()
	ctx, interrupt := context.WithCancel(t.Context())
	endless := make(chan struct{})
	defer close(endless)
	s := sink{output: "json", file: filepath.Join(dir, "result.json"), render: func(w io.Writer, _ *report.Result, _ report.Options) error {
		if _, err := io.WriteString(w, "{"); err != nil {
			return err
		}
		interrupt()
		<-endless
		return nil
	}}
	if err := s.write(ctx, terminal{}, nil, report.Options{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("%v is left, %v", left, err)
	}
}

// Whatever a command was waiting for, and whatever became of it, the interruption
// decides how it ends.
func TestInterruptDecidesTheExit(t *testing.T) {
	for name, err := range map[string]error{
		"success": nil, "bad input": usageError("no such file", ""), "drift": &exit{1, "drift"}, "another error": errors.New("no space"),
	} {
		var printed safeBuffer
		ctx, interrupt := context.WithCancel(t.Context())
		interrupt()
		if code := conclude(ctx, &printed, err); code != 130 || printed.String() != "clusterdrift: exit 130: interrupted\n" {
			t.Errorf("%s: exit %d, %s", name, code, printed.String())
		}
	}
}

func TestAwait(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	if got, err := await(ctx, func() (int, error) { return 7, io.EOF }); got != 7 || err != io.EOF {
		t.Errorf("%d, %v", got, err)
	}
	endless := make(chan struct{})
	defer close(endless)
	got, err := await(ctx, func() (int, error) { interrupt(); <-endless; return 7, nil })
	if got != 0 || !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %d, %v", got, err)
	}
	if err := awaitEnd(ctx, func() error { t.Error("it begins after the interruption"); return nil }); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// A command that does not end is ended, and only once it was interrupted.
func TestGiveUp(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	ended := make(chan bool, 1)
	interrupted := false
	giveUp(ctx, time.Millisecond, func() { ended <- interrupted })
	interrupted = true
	interrupt()
	if !<-ended {
		t.Error("ended before it was interrupted")
	}
}

// There is little time for last words, and as much as it takes otherwise.
func TestFinishing(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	before, end := finishing(ctx)
	defer end()
	interrupt()
	if before.Err() == nil {
		t.Error("an interruption does not end what was begun before it")
	}
	after, end := finishing(ctx)
	defer end()
	if _, limited := after.Deadline(); after.Err() != nil || !limited {
		t.Error("there are no last words, or no end to them")
	}
}
