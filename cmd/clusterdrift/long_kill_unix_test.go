//go:build unix

package main_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// hung is far beyond the 15 s after which an interrupted command gives up.
const hung = time.Minute

// ground is what the runs that are killed work with.
type ground struct {
	program   string
	inventory string
	facts     string // collected before
	out       string // where they write
	tmp       string // their folder for temporary files
}

// victims are the command lines that are killed. Each writes below g.out, and ends
// with the code if it is left alone; -1: it never ends by itself.
func victims() []struct {
	name string
	code int
	args func(g ground) []string
} {
	return []struct {
		name string
		code int
		args func(g ground) []string
	}{
		{"collect", 3, func(g ground) []string {
			return []string{"collect", "-i", g.inventory, "-d", filepath.Join(g.out, "facts"), "--trace", filepath.Join(g.out, "traces")}
		}},
		{"scan", 4, func(g ground) []string {
			return append([]string{"scan", "-i", g.inventory, "--trace", filepath.Join(g.out, "traces")}, g.reports()...)
		}},
		{"check", 4, func(g ground) []string { return append([]string{"check", g.facts}, g.reports()...) }},
		{"demo", 0, func(ground) []string { return []string{"demo", "--transport", "https"} }},
		{"demo --serve", -1, func(g ground) []string {
			return []string{"demo", "--serve", "--transport", "https", "-i", filepath.Join(g.out, "demo.yaml")}
		}},
	}
}

// reports are one of each format that is a file, and the folder of scripts.
func (g ground) reports() []string {
	var args []string
	for _, o := range []string{"json=r.json", "html=r.html", "junit=r.junit.xml", "sarif=r.sarif", "csv=r.csv", "plan=r.md", "plan-script=scripts"} {
		format, name, _ := strings.Cut(o, "=")
		args = append(args, "-o", format+"="+filepath.Join(g.out, name))
	}
	return args
}

// TestLongKilledRuns kills commands at random moments. Whatever they had come to,
// each file under its final name is whole; after a signal that a program can
// answer, nothing is left open on the nodes and nothing temporary on the disk.
func TestLongKilledRuns(t *testing.T) {
	longSuite(t)
	const rounds, seed = 12, 1
	program := buildProgram(t)
	for i, v := range victims() {
		t.Run(v.name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, uint64(i)))
			ends := map[string]int{}
			for _, s := range []syscall.Signal{syscall.SIGKILL, syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP} {
				k := killing{signal: s, code: v.code, args: v.args}
				k.prepare(t, program)
				for range rounds {
					ends[k.round(t, time.Duration(random.Float64()*1.1*float64(k.whole)))]++
				}
				k.farm.Close()
			}
			t.Logf("%d rounds for each signal: %v", rounds, ends)
			if ends["interrupted"] == 0 || ends["killed"] == 0 {
				t.Errorf("no run was interrupted, or none killed: %v", ends)
			}
		})
	}
}

// killing is a series of runs that are ended by one signal.
type killing struct {
	signal syscall.Signal
	code   int
	args   func(ground) []string

	ground
	farm  *simulator.Farm
	whole time.Duration // that an undisturbed run takes, or its start
}

// prepare starts the nodes, and takes the time of a run that is left alone. Its
// files are those that the killed runs replace.
func (k *killing) prepare(t *testing.T, program string) {
	t.Helper()
	k.ground = ground{program: program, out: t.TempDir(), tmp: t.TempDir(), facts: filepath.Join(t.TempDir(), "facts")}
	k.inventory, k.farm = k.start(t)
	mustEnd(t, 3, program, "collect", "-i", k.inventory, "-d", k.facts)
	begun := time.Now()
	if k.code < 0 { // what it does until its signal
		p := k.run(t)
		p.until(t, func() bool { _, err := os.Stat(filepath.Join(k.out, "demo.yaml")); return err == nil })
		k.whole = time.Since(begun)
		p.end(t, syscall.SIGTERM)
		return
	}
	mustEnd(t, k.code, program, k.args(k.ground)...)
	k.whole = time.Since(begun)
	k.whole += 20 * time.Millisecond // so that some runs end by themselves
}

// start starts the nodes of the field report, slow enough to be met in any state.
func (k *killing) start(t *testing.T) (inventory string, farm *simulator.Farm) {
	t.Helper()
	return startNodes(t, windows.FieldReport(longPassword), simulator.Options{Latency: 5 * time.Millisecond})
}

// round kills one run and looks at what is left. It says how the run ended:
// "killed", "interrupted" or "finished".
func (k *killing) round(t *testing.T, after time.Duration) string {
	t.Helper()
	p := k.run(t)
	time.Sleep(after)
	how := k.judge(t, p, after, p.end(t, k.signal))
	what := fmt.Sprintf("%v after %s (%s)", k.signal, after, how)
	temporary := verifyFiles(t, what, k.out, k.signal != syscall.SIGKILL)
	if err := syscall.Kill(-p.Process.Pid, 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("%s: a process is left of its group: %v", what, err)
	}
	if k.signal == syscall.SIGKILL { // which nothing can answer: begin with nodes without shells
		removeAll(t, temporary...)
		removeAll(t, listed(t, k.tmp)...)
		k.farm.Close()
		k.inventory, k.farm = k.start(t)
		return how
	}
	for _, file := range append(temporary, listed(t, k.tmp)...) {
		t.Errorf("%s: %s is left", what, file)
	}
	for _, e := range k.farm.Endpoints() {
		if s := k.farm.Stats(e.Node); s.ShellsOpen > 0 || s.Profiles > 0 {
			t.Errorf("%s: %s has %d shells open and made %d profiles", what, e.Node, s.ShellsOpen, s.Profiles)
		}
	}
	return how
}

// judge says how a run ended, if it may end so.
func (k *killing) judge(t *testing.T, p *killed, after time.Duration, status syscall.WaitStatus) string {
	t.Helper()
	stderr := p.stderr.String()
	switch {
	case status.Signaled() && status.Signal() == k.signal: // before the program heeds signals, when it has ended, or SIGKILL
		return "killed"
	case status.ExitStatus() == 130 && k.signal != syscall.SIGKILL && strings.Contains(stderr, "clusterdrift: exit 130: ") && !strings.Contains(stderr, "did not stop within"):
		return "interrupted"
	case status.ExitStatus() == k.code && k.code >= 0:
		return "finished"
	}
	t.Errorf("%v after %s: status %#x, exit %d:\n%s", k.signal, after, int(status), status.ExitStatus(), stderr)
	return "wrong"
}

// killed is a run in a group of processes of its own.
type killed struct {
	*exec.Cmd
	stdout, stderr bytes.Buffer
	done           chan error
}

func (k *killing) run(t *testing.T) *killed {
	t.Helper()
	p := &killed{Cmd: exec.Command(k.program, k.args(k.ground)...), done: make(chan error, 1)}
	p.Env = programEnv(k.tmp)
	p.Stdout, p.Stderr = &p.stdout, &p.stderr
	p.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.done <- p.Wait() }()
	return p
}

// until waits until something is there.
func (p *killed) until(t *testing.T, there func() bool) {
	t.Helper()
	for !there() {
		select {
		case err := <-p.done:
			t.Fatalf("it ended: %v\n%s", err, &p.stderr)
		case <-time.After(time.Millisecond):
		}
	}
}

// end sends the signal and waits for the end.
func (p *killed) end(t *testing.T, s syscall.Signal) syscall.WaitStatus {
	t.Helper()
	if err := p.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
	select {
	case <-p.done:
	case <-time.After(hung):
		p.Process.Signal(syscall.SIGQUIT) // which prints where it hangs
		<-p.done
		t.Fatalf("it hangs after %v:\n%s", s, &p.stderr)
	}
	return p.ProcessState.Sys().(syscall.WaitStatus)
}
