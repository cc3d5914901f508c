package main

import (
	"context"
	"flag"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/secrets"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

var update = flag.Bool("update", false, "write what the scripts compare their output with")

// TestMain lets garbage lie longer: the tests make much of it, and keep little. What
// they run takes the embedded baselines for current.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	testscript.Main(m, map[string]func(){"clusterdrift": func() { os.Exit(start(baselines.EmbeddedSourcesRead)) }})
}

// passwordVariable is the environment variable that holds the password.
const passwordVariable = secrets.PasswordVariable

// storyPassword is what the simulated nodes of the scripts ask for.
const storyPassword = "Story-Pa55 <wörd>&"

// TestScripts runs the command lines of testdata/script. Each script finds the
// nodes of the field report running, an inventory of all of them in story.yaml,
// one in HV01.yaml and so on for each, one of HV01 to HV03 in two
// clusters in clusters.yaml, HV02 for an audit in moment.yaml, nodes beside it in GOOD01.yaml and
// CHIM01.yaml, the files of a domain, and in its environment the pin of its nodes'
// certificate in PIN, the address of the first node in HV01, and the password.
//
// With -update, what a script compares its output with is written anew. With the race
// detector only those run that read many nodes.
func TestScripts(t *testing.T) {
	p := testscript.Params{
		UpdateScripts: *update,
		Dir:           "testdata/script",
		Setup:         startStory,
		Cmds:          map[string]func(*testscript.TestScript, bool, []string){"steady": steady, "naming": naming},
	}
	if underRace {
		p.Dir, p.Files = "", nil
		for _, name := range []string{"scan", "discover", "access", "probe", "doctor"} {
			p.Files = append(p.Files, filepath.Join("testdata", "script", name+".txtar"))
		}
	}
	testscript.Run(t, p)
}

func startStory(env *testscript.Env) error {
	nodes, farm, err := story(simulator.Options{})
	if err != nil {
		return err
	}
	env.Defer(farm.Close)
	if err := writeInventories(env.WorkDir, nodes); err != nil {
		return err
	}
	two := slices.Clone(nodes[:3])
	two[0].Cluster, two[1].Cluster, two[2].Cluster = "ONE", "TWO", "TWO"
	if err := writeInventoryFile(env.WorkDir, "clusters", two); err != nil {
		return err
	}
	occasion := nodes[1]
	occasion.Cluster, occasion.Moment = "MOMENT", "audit"
	if err := writeInventoryFile(env.WorkDir, "moment", []inventory.Node{occasion}); err != nil {
		return err
	}
	d, err := startDomain(env.WorkDir)
	if err != nil {
		return err
	}
	env.Defer(d.close)
	env.Setenv("PIN", d.pin.String())
	env.Setenv("HV01", addressOf(nodes[0]))
	env.Setenv(passwordVariable, storyPassword)
	env.Setenv("NO_COLOR", "1")
	return nil
}

// addressOf is where a node is dialled.
func addressOf(n inventory.Node) string { return net.JoinHostPort(n.Address, strconv.Itoa(n.Port)) }

// Nodes beside the field report, each alone in its cluster: one that lacks
// nothing, and one that offloads TCP connections as it likes.
const (
	goodNode    = "GOOD01"
	chimneyNode = "CHIM01"
)

// aloneNode describes a node that is the only one of its cluster.
func aloneNode(name, chimney string) *windows.Node {
	n := windows.Server2008R2(name)
	n.Account = windows.Account{Domain: "CONTOSO", User: "clusteraudit", Password: storyPassword}
	for i := range n.TCP.Rows {
		if n.TCP.Rows[i].Key == "chimney" {
			n.TCP.Rows[i].Value = chimney
		}
	}
	return n
}

// story starts the nodes of the field report and those beside it.
func story(o simulator.Options) ([]inventory.Node, *simulator.Farm, error) {
	described := append(windows.FieldReport(storyPassword), aloneNode(goodNode, "disabled"), aloneNode(chimneyNode, "automatic"))
	farm, err := simulator.Start(described, o)
	if err != nil {
		return nil, nil, err
	}
	d := demoFlags{transport: "http"}
	return d.demoNodes(described, farm.Endpoints()), farm, nil
}

func writeInventoryFile(dir, name string, nodes []inventory.Node) error {
	path := filepath.Join(dir, name+".yaml")
	data, err := inventory.Format(nodes, path)
	if err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o600)
}

func writeInventories(dir string, nodes []inventory.Node) error {
	write := func(name string, nodes []inventory.Node) error { return writeInventoryFile(dir, name, nodes) }
	for i, n := range nodes {
		if err := write(n.Name, nodes[i:i+1]); err != nil {
			return err
		}
	}
	return write("story", slices.DeleteFunc(slices.Clone(nodes), func(n inventory.Node) bool { return n.Name == goodNode || n.Name == chimneyNode }))
}

var moving = []struct{ pattern, steady string }{
	{`127\.0\.0\.1:\d+`, "ADDRESS"},
	{`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, took [0-9.a-zµ]+\.`, "TIME"},
	{`clusterdrift \S+, TIME`, "clusterdrift VERSION, TIME"},
	// What the baselines require grows.
	{`\b[1-9]\d* (passed|pass|not applicable)\b`, "N $1"},
}

// steady FILE replaces what differs from run to run, or with every new requirement,
// in a file.
func steady(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: steady FILE")
	}
	text := ts.ReadFile(args[0])
	for _, m := range moving {
		text = regexp.MustCompile(m.pattern).ReplaceAllString(text, m.steady)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}

// runCommand runs a command line in this process.
func runCommand(ctx context.Context, env map[string]string, args ...string) (code int, stdout, stderr string) {
	var out, errOut safeBuffer
	t := term.Terminal{In: nil, Out: &out, Err: &errOut, Now: time.Now, Today: baselines.EmbeddedSourcesRead,
		Env: func(name string) (string, bool) { v, ok := env[name]; return v, ok }}
	code = run(ctx, args, t)
	return code, out.String(), errOut.String()
}

func mustRun(t *testing.T, want int, env map[string]string, args ...string) string {
	t.Helper()
	code, stdout, stderr := runCommand(t.Context(), env, args...)
	if code != want {
		t.Fatalf("%v exits %d, want %d:\n%s\n%s", args, code, want, stdout, stderr)
	}
	return stdout + fmt.Sprintf("\n%s", stderr)
}

// programEnviron is the environment for a program that a test starts: without the
// variables of the program, and those that say which tests to run.
func programEnviron() []string {
	return slices.DeleteFunc(os.Environ(), func(entry string) bool { return strings.HasPrefix(entry, "CLUSTERDRIFT_") })
}
