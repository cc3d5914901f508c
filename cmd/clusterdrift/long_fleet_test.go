package main_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/record"
)

// TestLongManyNodes scans a thousand nodes. Each is read within its budget of
// messages, over one connection, and is left as it was.
func TestLongManyNodes(t *testing.T) {
	longSuite(t)
	const nodes, clusterSize = 1000, 8
	needs := nodes + 3*64 + 100 // listeners, the connections under way, and what Go itself needs
	if limit, known := openFiles(); known && limit < needs {
		t.Skipf("this process may open %d files, and the nodes need %d: raise it with ulimit -n", limit, needs)
	}
	program := buildProgram(t)
	file, farm := startNodes(t, windows.Healthy(nodes, longPassword), simulator.Options{})
	result := filepath.Join(t.TempDir(), "result.json")
	mustEnd(t, 0, program, "scan", "-i", file, "-o", "json="+result).bounded(t, "1,000 nodes", 1536)
	r := recordedResult(t, result)
	read, most := 0, 0
	for _, c := range r.Clusters {
		costly := 0
		for _, n := range c.Nodes {
			read++
			messages := verifyVisit(t, n.Name, n.Traffic, farm.Stats(n.Name))
			most = max(most, messages)
			if messages > budgetOf2008R2 {
				costly++
			}
			if n.State != report.Scanned {
				t.Errorf("%s is %s: %+v", n.Name, n.State, n.Problem)
			}
		}
		if costly > clusterReaders {
			t.Errorf("%s: %d nodes saw more than %d messages", c.Name, costly, budgetOf2008R2)
		}
	}
	t.Logf("%d nodes in %d clusters of %d, at most %d messages to one", read, len(r.Clusters), clusterSize, most)
	if read != nodes {
		t.Errorf("%d nodes are in the result, want %d", read, nodes)
	}
}

// What a node of 2008 R2 may be sent, as the README says: that many messages, and
// a few more for the two of each cluster that are asked about it as a whole. What
// fetches further parts of long output is not counted.
const (
	budgetOf2008R2 = 22
	wholeCluster   = 6
	clusterReaders = 2
)

// verifyVisit compares what a node saw with its budget, and with what the program
// says that it cost.
func verifyVisit(t *testing.T, node string, reported facts.Traffic, seen simulator.Stats) (messages int) {
	t.Helper()
	var problems []string
	problem := func(wrong bool, format string, args ...any) {
		if wrong {
			problems = append(problems, fmt.Sprintf(format, args...))
		}
	}
	messages = seen.Messages - furtherParts(seen.Actions)
	problem(messages > budgetOf2008R2+wholeCluster, "%d messages: %q", messages, seen.Actions)
	problem(seen.Connections != 1 || seen.Handshakes != 1 || seen.Refused != 0, "%d connections, %d logons, %d refusals", seen.Connections, seen.Handshakes, seen.Refused)
	problem(seen.ShellsOpen != 0 || seen.Profiles != 0, "%d shells open, %d profiles made", seen.ShellsOpen, seen.Profiles)
	problem(reported.Messages != seen.Messages || reported.Requests != seen.Requests || reported.Connections != seen.Connections,
		"the program tells of %+v, the node saw %d messages, %d requests", reported, seen.Messages, seen.Requests)
	if len(problems) > 0 {
		t.Errorf("%s: %s", node, strings.Join(problems, "; "))
	}
	return messages
}

// furtherParts counts the messages that fetched output of a command after the
// first one did.
func furtherParts(actions []string) int {
	further := 0
	for _, a := range actions {
		switch {
		case strings.HasSuffix(a, "/Receive"):
			further++
		case strings.HasSuffix(a, "/Command"):
			further--
		}
	}
	return max(0, further)
}

func recordedResult(t *testing.T, file string) *report.Result {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := record.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
