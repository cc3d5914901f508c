package plan

import (
	"fmt"
	"strings"

	"github.com/clusterdrift/clusterdrift/report"
)

// Action is one thing to do.
type Action struct {
	Text  string   // a sentence
	Lines []string // to enter, each a command; may be none
}

// procedure is what is done for the node, in this order.
func (n nodePlan) procedure() []Action {
	if n.restart {
		return restartProcedure(n)
	}
	return applyProcedure(n)
}

// applyProcedure fixes a node that keeps running, or the cluster by way of it.
func applyProcedure(n nodePlan) []Action {
	return []Action{n.allUp(), n.apply(), n.verify()}
}

// restartProcedure drains a node, fixes it, restarts it once for all that ask for
// it, and takes it back.
func restartProcedure(n nodePlan) []Action {
	all := []Action{n.allUp(), n.drain()}
	if len(n.steps) > 0 {
		all = append(all, n.apply())
	}
	if len(n.packages) > 0 {
		all = append(all, n.install())
	}
	return append(all,
		Action{"Restart it, once for everything.", n.pick("shutdown.exe /r /t 0", "Restart-Computer -Force")},
		Action{"When its cluster service runs again, let it take roles, and wait until every node is up.",
			n.pick("cluster.exe node %COMPUTERNAME% /resume\ncluster.exe node", "Resume-ClusterNode -Name $env:COMPUTERNAME -Failback Immediate\nGet-ClusterNode")},
		n.verify())
}

// pick chooses the lines for the node's shell.
func (n nodePlan) pick(cmd, ps string) []string {
	if n.shell == commandPrompt {
		return strings.Split(cmd, "\n")
	}
	return strings.Split(ps, "\n")
}

func (n nodePlan) allUp() Action {
	return Action{"See that every node of the cluster is up; if one is not, stop here.", n.pick("cluster.exe node", "Get-ClusterNode")}
}

func (n nodePlan) drain() Action {
	if n.shell == commandPrompt {
		return Action{"Pause the node, then move every group that it owns to another node, machines by live migration. Which node takes what is for you to decide.",
			[]string{"cluster.exe node %COMPUTERNAME% /pause", "cluster.exe group"}}
	}
	return Action{"Drain the node.", []string{"Suspend-ClusterNode -Name $env:COMPUTERNAME -Drain -Wait"}}
}

func (n nodePlan) apply() Action {
	var ids, lines []string
	for _, s := range n.steps {
		ids = append(ids, s.id)
		lines = append(lines, s.lines...)
	}
	return Action{"Fix " + strings.Join(ids, ", ") + ".", lines}
}

// install names the updates: their files are for a person to fetch.
func (n nodePlan) install() Action {
	var lines []string
	for _, kb := range n.packages {
		lines = append(lines, "wusa.exe FILE-OF-"+kb+".msu /quiet /norestart")
	}
	return Action{"Install " + strings.Join(n.packages, ", ") + ". Fetch the files from Microsoft first.", lines}
}

func (n nodePlan) verify() Action {
	return Action{"Verify from where you scan, with the options of this scan. Go on only when what was fixed passes.",
		[]string{"clusterdrift scan " + n.scanned()}}
}

// scanned are the arguments of the scan that verifies the node. A selection stays
// one, with the same nodes: what they have in common is judged again.
func (n nodePlan) scanned() string {
	if n.selection == nil {
		return "--partial " + scanName(n.node)
	}
	args := []string{"--partial"}
	for _, node := range n.selection {
		if name := scanName(node); name != "" {
			args = append(args, name)
		}
	}
	if line := strings.Join(args, " "); len(line) <= mostArguments {
		return line
	}
	return "--partial " + scanName(n.node)
}

// mostArguments keeps the line of a script below the 8191 characters that cmd.exe
// reads.
const mostArguments = 4000

// scanName is the node as the user calls it, when that is plain, else as it calls
// itself; empty when neither is plain.
func scanName(n report.Node) string {
	for _, name := range []string{n.Name, n.Host} {
		if plainName(name) {
			return name
		}
	}
	return ""
}

// script is the name of the node's script.
func (n nodePlan) script() string { return fmt.Sprintf("node-%s.%s", n.node.Host, n.shell) }

// onceScript is the name of the script that is run once for the cluster.
func (n nodePlan) onceScript() string { return fmt.Sprintf("cluster-%s.%s", n.node.Host, n.shell) }
