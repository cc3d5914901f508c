//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"time"
)

// scans are the rows of scans over the network: so many nodes, and how many are read at a
// time.
func scans(nodes int) []scan {
	return []scan{{1, "64", "1"}, {8, "64", "1"}, {8, "64", "2"}, {nodes, "64", "1"}, {nodes, "auto", "1"}}
}

type scan struct {
	nodes              int
	concurrency, lanes string
}

func (s scan) name() string {
	return fmt.Sprintf("scan, %d nodes, concurrency %s, lanes %s", s.nodes, s.concurrency, s.lanes)
}

// atATime is how many nodes are read at a time at least.
func (s scan) atATime() int {
	n, err := strconv.Atoi(s.concurrency)
	if err != nil {
		n = 64
	}
	return min(n, s.nodes)
}

// online prints the table of the scans.
func (b bench) online(nodes int) error {
	f, err := startNodes(nodes)
	if err != nil {
		return err
	}
	fmt.Printf("\nEvery HTTP answer takes %s.\n\n", latency)
	fmt.Print("| what | wall s | CPU s | peak MB | CPU ms a node | messages a node | requests a node | ideal s |\n|---|---|---|---|---|---|---|---|\n")
	for _, s := range scans(nodes) {
		if err == nil && b.wants(s.name()) {
			err = b.scan(f, s)
		}
	}
	if end := f.end(); err == nil {
		err = end
	}
	return err
}

// scan prints the row of a scan. Ideal is what its requests take where all are in one
// chain for each node and nothing else takes time.
func (b bench) scan(f *farm, s scan) error {
	from, to := b.path("online.yaml"), b.path("online.json")
	if err := f.inventory(s.nodes, from); err != nil {
		return err
	}
	c := b.command("scan", "-i", from, "-o", "json="+to, "--concurrency", s.concurrency, "--lanes", s.lanes)
	c.Env = append(os.Environ(), "CLUSTERDRIFT_PASSWORD="+password)
	cost, err := measure(c, 0, 1, 3, 4)
	if err != nil {
		return fmt.Errorf("%s: %w", s.name(), err)
	}
	messages, requests, err := traffic(to)
	if err != nil {
		return err
	}
	ideal := time.Duration(requests) * latency / time.Duration(s.atATime())
	each := func(n int) float64 { return float64(n) / float64(s.nodes) }
	fmt.Printf("| %s | %.2f | %.2f | %d | %.1f | %.1f | %.1f | %.2f |\n", s.name(), cost.wall.Seconds(), cost.cpu.Seconds(), cost.peak,
		1000*cost.cpu.Seconds()/float64(s.nodes), each(messages), each(requests), ideal.Seconds())
	return nil
}

// traffic is what reading all nodes of a result has cost.
func traffic(file string) (messages, requests int, err error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return 0, 0, err
	}
	var result struct {
		Clusters []struct {
			Nodes []struct {
				State   string
				Traffic struct{ Messages, Requests int }
			}
		}
	}
	if err := json.Unmarshal(data, &result); err != nil {
		return 0, 0, err
	}
	for _, c := range result.Clusters {
		for _, n := range c.Nodes {
			if n.Traffic.Messages == 0 {
				return 0, 0, fmt.Errorf("a node was not read: it is %s", n.State)
			}
			messages, requests = messages+n.Traffic.Messages, requests+n.Traffic.Requests
		}
	}
	return messages, requests, nil
}
