package main_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/inventory"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

const longPassword = "Long-Pa55 <wörd>&"

// longSuite skips what takes too long for every run of the tests.
func longSuite(t *testing.T) {
	t.Helper()
	if os.Getenv("CLUSTERDRIFT_LONG") == "" {
		t.Skip("left out: it takes minutes; set CLUSTERDRIFT_LONG=1, or run .ci/long")
	}
}

// buildProgram builds the program as it is shipped, without the tests.
func buildProgram(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "clusterdrift")
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	build := exec.CommandContext(t.Context(), "go", "build", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return path
}

// programEnv is the environment of a run: nothing of the caller's own settings.
func programEnv(tmp string) []string {
	own := slices.DeleteFunc(os.Environ(), func(entry string) bool { return strings.HasPrefix(entry, "CLUSTERDRIFT_") })
	return append(own, "CLUSTERDRIFT_PASSWORD="+longPassword, "TMPDIR="+tmp, "NO_COLOR=1", "XDG_CONFIG_HOME="+tmp,
		"CLUSTERDRIFT_CONFIG=", "DBUS_SESSION_BUS_ADDRESS=", "XDG_RUNTIME_DIR=", "KRB5CCNAME=")
}

// outcome is how a run ended.
type outcome struct {
	code           int
	stdout, stderr string
	peak           int64 // of its memory in bytes; 0 where the system does not tell
}

// runProgram runs a command line to its end.
func runProgram(t *testing.T, path string, args ...string) outcome {
	t.Helper()
	c := exec.CommandContext(t.Context(), path, args...)
	c.Env = programEnv(t.TempDir())
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	peak := make(chan int64)
	go func() { peak <- watchMemory(c.Process.Pid, ended) }()
	err := c.Wait()
	close(ended)
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return outcome{c.ProcessState.ExitCode(), stdout.String(), stderr.String(), <-peak}
}

// mustEnd runs a command line that ends with a certain code.
func mustEnd(t *testing.T, want int, path string, args ...string) outcome {
	t.Helper()
	o := runProgram(t, path, args...)
	if o.code != want {
		t.Fatalf("%.200q exits %d, want %d:\n%.2000s\n%.2000s", args, o.code, want, o.stdout, o.stderr)
	}
	return o
}

var highWater = regexp.MustCompile(`(?m)^VmHWM:\s+(\d+) kB$`)

// watchMemory follows the most memory that a process has had resident, until it
// has ended. The value only grows, so what is missed is its last moments at most.
func watchMemory(pid int, ended <-chan struct{}) (peak int64) {
	for {
		status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		if m := highWater.FindSubmatch(status); m != nil {
			kib, _ := strconv.ParseInt(string(m[1]), 10, 64)
			peak = kib << 10
		}
		select {
		case <-ended:
			return peak
		case <-time.After(2 * time.Millisecond):
		}
	}
}

// bounded fails when a run had more memory than it may, in MiB.
func (o outcome) bounded(t *testing.T, what string, mib int64) {
	t.Helper()
	if o.peak == 0 {
		t.Logf("%s: this system does not tell how much memory it took", what)
		return
	}
	t.Logf("%s: at most %d MiB of memory, may be %d", what, o.peak>>20, mib)
	if o.peak > mib<<20 {
		t.Errorf("%s took %d MiB of memory, may be %d", what, o.peak>>20, mib)
	}
}

// startNodes runs simulated nodes and writes their inventory.
func startNodes(t *testing.T, nodes []*windows.Node, o simulator.Options) (file string, farm *simulator.Farm) {
	t.Helper()
	farm, err := simulator.Start(nodes, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(farm.Close)
	var listed []inventory.Node
	for i, e := range farm.Endpoints() {
		listed = append(listed, inventory.Node{Name: e.Node, Cluster: nodes[i].Cluster.Name, Address: e.Host,
			Settings: inventory.Settings{Port: e.Port, Transport: "http", Auth: "ntlm", User: `CONTOSO\clusteraudit`}})
	}
	return writeInventory(t, listed), farm
}

func writeInventory(t *testing.T, nodes []inventory.Node) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "inventory.yaml")
	data, err := inventory.Format(nodes, file)
	if err != nil {
		t.Fatal(err)
	}
	writeData(t, file, data)
	return file
}

func writeData(t *testing.T, file string, data []byte) {
	t.Helper()
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
}
