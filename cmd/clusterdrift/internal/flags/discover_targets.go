package flags

import (
	"cmp"
	"fmt"
	"net"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
	"github.com/clusterdrift/clusterdrift/report"
)

// Hosts that the user did not name are about to be shown credentials, so the
// search for members prints where each will go before it goes there.

// announceAsking prints the host that will be asked for members.
func (d discovery) announceAsking(job fleet.Job) {
	fmt.Fprintln(d.terminal.Err, "asking for the members of the cluster:", target(job.Name, job.Target.Host, job.Target.Port))
}

// announce prints the nodes of a cluster, or of none, that will be read.
func (d discovery) announce(nodes []inventory.Node) {
	if len(nodes) == 0 {
		return
	}
	targets := make([]string, len(nodes))
	for i, n := range nodes {
		targets[i] = target(n.Name, n.Address, n.Port)
	}
	whose := "in no cluster"
	if cluster := nodes[0].Cluster; cluster != "" {
		whose = "of the cluster " + report.Clean(cluster)
	}
	fmt.Fprintf(d.terminal.Err, "reading %s %s:\n", wording.Counted(len(nodes), "node"), whose)
	for _, line := range listed(targets, cmp.Or(d.terminal.Width, term.UsualWidth)) {
		fmt.Fprintln(d.terminal.Err, line)
	}
}

// target is a node by its name and where it will be dialled; by the latter alone
// where that says the name as well.
func target(name, address string, port int) string {
	where := net.JoinHostPort(address, strconv.Itoa(port))
	if host, _, _ := strings.Cut(address, "."); strings.EqualFold(name, address) || strings.EqualFold(name, host) {
		return report.Clean(where)
	}
	return report.Clean(name + " at " + where)
}

// listed fills indented lines of at most so many columns with the words, a
// longer word on a line of its own.
func listed(words []string, width int) []string {
	const indent = "  "
	columns := text.StringWidthWithoutEscSequences
	var lines []string
	line := ""
	for i, word := range words {
		if i < len(words)-1 {
			word += ","
		}
		switch {
		case line == "":
			line = indent + word
		case columns(line)+1+columns(word) <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = indent + word
		}
	}
	return append(lines, line)
}
