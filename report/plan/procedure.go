package plan

import (
	"fmt"
	"strings"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/markdown"
)

// action is one thing to do, with its lines.
type action struct {
	text  string
	lines []string
}

// applyProcedure fixes a node that keeps running, or the cluster by way of it.
func applyProcedure(n nodePlan) []action {
	return []action{n.allUp(), n.apply(), n.verify()}
}

// restartProcedure drains a node, fixes it, restarts it once for all that ask for
// it, and takes it back.
func restartProcedure(n nodePlan) []action {
	all := []action{n.allUp(), n.drain()}
	if len(n.steps) > 0 {
		all = append(all, n.apply())
	}
	if len(n.packages) > 0 {
		all = append(all, n.install())
	}
	return append(all,
		action{"Restart it, once for everything.", n.pick("shutdown.exe /r /t 0", "Restart-Computer -Force")},
		action{"When its cluster service runs again, let it take roles, and wait until every node is up.",
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

func (n nodePlan) allUp() action {
	return action{"See that every node of the cluster is up; if one is not, stop here.", n.pick("cluster.exe node", "Get-ClusterNode")}
}

func (n nodePlan) drain() action {
	if n.shell == commandPrompt {
		return action{"Pause the node, then move every group that it owns to another node, machines by live migration. Which node takes what is for you to decide.",
			[]string{"cluster.exe node %COMPUTERNAME% /pause", "cluster.exe group"}}
	}
	return action{"Drain the node.", []string{"Suspend-ClusterNode -Name $env:COMPUTERNAME -Drain -Wait"}}
}

func (n nodePlan) apply() action {
	var ids, lines []string
	for _, s := range n.steps {
		ids = append(ids, markdown.Escape(s.id))
		lines = append(lines, s.lines...)
	}
	return action{"Fix " + strings.Join(ids, ", ") + ".", lines}
}

// install names the updates: their files are for a person to fetch.
func (n nodePlan) install() action {
	var lines []string
	for _, kb := range n.packages {
		lines = append(lines, "wusa.exe FILE-OF-"+kb+".msu /quiet /norestart")
	}
	return action{"Install " + strings.Join(n.packages, ", ") + ". Fetch the files from Microsoft first.", lines}
}

func (n nodePlan) verify() action {
	return action{"Verify from where you scan, with the options of this scan. Go on only when what was fixed passes.",
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
		if plainName.MatchString(name) {
			return name
		}
	}
	return ""
}

// script is the name of the node's script.
func (n nodePlan) script() string { return fmt.Sprintf("node-%s.%s", n.node.Host, n.shell) }

// onceScript is the name of the script that is run once for the cluster.
func (n nodePlan) onceScript() string { return fmt.Sprintf("cluster-%s.%s", n.node.Host, n.shell) }
