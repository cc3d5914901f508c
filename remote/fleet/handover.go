package fleet

import (
	"strings"
	"sync"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// handover gives the facts of clusters away as they are complete. Without a taker it
// does nothing, and all facts stay.
type handover struct {
	take   func(cluster string, nodes []*facts.Node)
	drop   func(*facts.Node) // a node that was given away
	giving sync.Mutex        // one cluster at a time

	mu      sync.Mutex
	nodes   []*facts.Node
	members map[string][]int // the jobs of a cluster, by its name in lower case
	left    map[string]int   // of them, those that are not finished
}

func newHandover(jobs []Job, nodes []*facts.Node, take func(string, []*facts.Node), drop func(*facts.Node)) *handover {
	h := &handover{take: take, drop: drop, nodes: nodes, members: map[string][]int{}, left: map[string]int{}}
	for i, j := range jobs {
		name := strings.ToLower(j.Cluster)
		h.members[name] = append(h.members[name], i)
		h.left[name]++
	}
	return h
}

// finished notes that a job is, and gives its cluster away if it was the last one of it.
// Which cluster the jobs without one belong to is not known before all are finished: they
// wait for rest.
func (h *handover) finished(j Job) {
	name := strings.ToLower(j.Cluster)
	if h.take == nil || name == "" {
		return
	}
	h.mu.Lock()
	h.left[name]--
	complete := h.left[name] == 0
	h.mu.Unlock()
	if complete {
		h.give(name)
	}
}

// rest gives away the nodes whose cluster was not known.
func (h *handover) rest() {
	if h.take != nil && len(h.members[""]) > 0 {
		h.give("")
	}
}

func (h *handover) give(name string) {
	var nodes []*facts.Node
	for _, i := range h.members[name] {
		nodes = append(nodes, h.nodes[i])
		h.nodes[i] = nil
	}
	cluster := ""
	if name != "" {
		cluster = nodes[0].Cluster
	}
	h.giving.Lock()
	defer h.giving.Unlock()
	h.take(cluster, nodes)
	for _, n := range nodes {
		h.drop(n)
	}
}
