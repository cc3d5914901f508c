package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flagname"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/eventlogs"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/report"
)

// Bounds of the event logs of one node.
const (
	usualLogDays  = 3
	usualLogSize  = 8  // MiB
	mostLogSize   = 32 // MiB; as base64 in answers they are two thirds of what a node may send
	mostLogPeriod = 10 * 365 * 24 * time.Hour
)

// logCollection reads event logs and writes them into the folder of the facts.
type logCollection struct {
	on    bool
	since string
	size  int // MiB

	dir    string
	from   time.Time
	now    func() time.Time
	mu     sync.Mutex
	used   map[string]bool // names of files, in lower case
	read   map[*facts.Node][]*eventlogs.Log
	failed cli.Losses
}

func (l *logCollection) register(c *cobra.Command) {
	f := c.Flags()
	f.BoolVar(&l.on, "logs", false, "also read the event logs that show the cause of an incident, for clusterdrift diagnose")
	f.StringVar(&l.since, "since", fmt.Sprintf("%dh", 24*usualLogDays), "with --logs: read events from `TIME` on: a duration back from now, such as 12h, or 2026-03-01T02:00:00Z")
	f.IntVar(&l.size, "log-size", usualLogSize, fmt.Sprintf("with --logs: read at most `MIB` of each node, up to %d; older events are left out", mostLogSize))
	flags.Complete(c, "since", cobra.NoFileCompletions)
}

// check refuses what cannot be meant.
func (l *logCollection) check(c *cobra.Command, t term.Terminal) error {
	if !l.on {
		for _, name := range []string{"since", "log-size"} {
			if c.Flags().Changed(name) {
				return cli.Usage("--"+name+" is given without --logs", "add --logs, or leave it out")
			}
		}
		return nil
	}
	if l.size < 1 || l.size > mostLogSize {
		return cli.Usage(fmt.Sprintf("--log-size %d is not from 1 to %d", l.size, mostLogSize), "")
	}
	now := t.Now().UTC()
	if ago, err := time.ParseDuration(l.since); err == nil {
		l.from = now.Add(-ago)
	} else if l.from, err = parseMoment("since", l.since); err != nil {
		var bad *cli.UsageError
		if errors.As(err, &bad) {
			bad.Hint = "write how long ago, such as 12h, or a time such as 2026-03-01T02:00:00Z"
		}
		return err
	}
	switch {
	case !l.from.Before(now):
		return cli.Usage(fmt.Sprintf("--since %s is not in the past", l.since), "write how long ago, such as 12h, or a time such as 2026-03-01T02:00:00Z")
	case now.Sub(l.from) > mostLogPeriod:
		return cli.Usage(fmt.Sprintf("--since %s is more than ten years ago", l.since), "write how long ago, such as 12h, or a time such as 2026-03-01T02:00:00Z")
	}
	return nil
}

// prepare lets nodes be read with their logs, which go to a folder.
func (l *logCollection) prepare(nodes *flags.Nodes, t term.Terminal, dir string) {
	if !l.on {
		return
	}
	l.dir, l.now, l.failed.What = dir, t.Now, "unwritten event logs"
	l.used, l.read = map[string]bool{}, map[*facts.Node][]*eventlogs.Log{}
	nodes.ReadMore(&flags.More{Read: l.node, Bytes: l.bytes()})
}

func (l *logCollection) bytes() int64 { return int64(l.size) << 20 }

// node reads the logs of a node and writes each that has events.
func (l *logCollection) node(ctx context.Context, j fleet.Job, s *remote.Session, n *facts.Node) {
	logs := eventlogs.Read(ctx, s, eventlogs.Request{Since: l.from, Bytes: l.bytes(), Now: l.now})
	base := l.base(j)
	for _, log := range logs {
		if log.Events == 0 {
			continue
		}
		if err := report.WritePrivateFile(filepath.Join(l.dir, base+"_"+log.Name()+".xml"), log.Write); err != nil {
			l.failed.Add(n.Name, err)
		}
		log.Release()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.read[n] = logs
}

// base is how the names of a node's files begin. No two nodes have the same.
func (l *logCollection) base(j fleet.Job) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	first := strings.TrimSuffix(factsFile(&facts.Node{Name: j.Name, Cluster: j.Cluster}), ".json")
	base := first
	for i := 2; l.used[strings.ToLower(base)]; i++ {
		base = fmt.Sprintf("%s_%d", first, i)
	}
	l.used[strings.ToLower(base)] = true
	return base
}

// print says what was read of each node, what is missing, and what an administrator
// has to write. It returns how many nodes lack a log that could not be read.
func (l *logCollection) print(t term.Terminal, nodes []*facts.Node) (lacking int, err error) {
	if !l.on {
		return 0, nil
	}
	fmt.Fprintf(t.Out, "event logs since %s UTC, in files of %s that only you can read:\n", l.from.Format("2006-01-02 15:04"), report.Clean(l.dir))
	for _, n := range nodes {
		logs, entered := l.read[n]
		if !entered {
			fmt.Fprintf(t.Out, "  %s: not read\n", report.Clean(n.Name))
			lacking++
			continue
		}
		printLogs(t.Out, n.Name, logs)
		if printProblems(t.Err, n.Name, logs) {
			lacking++
		}
	}
	_, err = fmt.Fprintf(t.Out, `Cluster logs are not read: writing them puts a file on every node. An administrator
writes those of all nodes from one of them, and copies them here:
%sThen: clusterdrift diagnose %s --facts %[2]s
`, clusterLogCommands(nodes), report.Clean(l.dir))
	return lacking, err
}

// printLogs prints a line for a node, and one for each log of which something is missing.
func printLogs(w io.Writer, node string, logs []*eventlogs.Log) {
	var counts, lacks []string
	for _, log := range logs {
		counts = append(counts, fmt.Sprintf("%s %d", log.Name(), log.Events))
		for _, lack := range log.Lacks() {
			lacks = append(lacks, log.Name()+": "+flagname.In(lack))
		}
	}
	fmt.Fprintf(w, "  %s: events of %s\n", report.Clean(node), strings.Join(counts, ", "))
	for _, lack := range lacks {
		fmt.Fprintf(w, "    %s\n", report.Clean(lack))
	}
}

// printProblems says why logs were not read, each reason once, and whether there is one.
func printProblems(w io.Writer, node string, logs []*eventlogs.Log) bool {
	names := map[string]wording.Set{}
	for _, log := range logs {
		if log.Problem == nil {
			continue
		}
		text := flagname.In(strings.TrimSpace(log.Problem.Message + "\n  " + log.Problem.Hint))
		if names[text] == nil {
			names[text] = wording.Set{}
		}
		names[text].Add(log.Name())
	}
	for _, text := range slices.Sorted(maps.Keys(names)) {
		problem, hint, _ := strings.Cut(text, "\n")
		fmt.Fprintf(w, "%s: event logs %s: %s\n", report.Clean(node), strings.Join(names[text].Sorted(), ", "), report.Clean(problem))
		if hint = strings.TrimSpace(hint); hint != "" {
			fmt.Fprintf(w, "  %s\n", report.Clean(hint))
		}
	}
	return len(names) > 0
}

// firstGetClusterLog is the first build whose nodes are asked with Get-ClusterLog here.
const firstGetClusterLog = 9200

// clusterLogCommands are the commands by which an administrator writes cluster logs, for
// the versions of Windows that the nodes have.
func clusterLogCommands(nodes []*facts.Node) string {
	old, recent := false, false
	for _, n := range nodes {
		old = old || n.OS.Build > 0 && n.OS.Build < firstGetClusterLog
		recent = recent || n.OS.Build >= firstGetClusterLog
	}
	text := ""
	if recent || !old {
		text += "  Get-ClusterLog -Destination C:\\Temp\n"
	}
	if old {
		text += "  cluster log /gen        (into C:\\Windows\\Cluster\\Reports\\Cluster.log of each node)\n"
	}
	return text
}
