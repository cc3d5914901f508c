package flags

import (
	"fmt"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
)

// What reading takes of the files and connections that a process may have open.
const (
	nodeDescriptors  = 2  // the connection, and one more: a second lane on a long link, or while it is replaced or a name is looked up
	laneDescriptors  = 1  // of a second connection that every node has
	traceDescriptors = 1  // of each node
	spareDescriptors = 20 // reports, name servers, a KDC, the keyring, and what Go itself needs
)

// fitDescriptors lowers the concurrency to what the limit on open files allows, and
// says so. A limit that is too low for a single node is an error.
func (n *Nodes) fitDescriptors(t term.Terminal) error {
	limit, open, known := descriptorLimit()
	if !known {
		return nil
	}
	each := nodeDescriptors
	if n.lanes == fleet.TwoLanes {
		each += laneDescriptors
	}
	if n.traces.dir != "" {
		each += traceDescriptors
	}
	fits := (limit - open - spareDescriptors) / each
	if fits < 1 {
		return cli.Usage(fmt.Sprintf("this process may open only %d files, too few to read a single node", limit),
			fmt.Sprintf("raise the limit to at least %d with ulimit -n", open+spareDescriptors+each))
	}
	if given := n.concurrency.nodes; n.concurrency.limit(fits) {
		fmt.Fprintf(t.Err, "--concurrency lowered from %d to %d: this process may open only %d files; raise it with ulimit -n\n", given, fits, limit)
	}
	return nil
}
