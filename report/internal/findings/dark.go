package findings

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/report"
)

// DarkGroup is nodes that could not be read for the same reason.
type DarkGroup struct {
	Names          []string
	State, Problem string // Problem names no node when they are several
	Hint           string
}

// DarkGroups are those of a cluster, in the order of its nodes.
func DarkGroups(c report.Cluster) []DarkGroup {
	var all []DarkGroup
	at := map[string]int{}
	for _, n := range c.Nodes {
		if !n.Dark() {
			continue
		}
		problem, hint := "nothing was judged", ""
		if n.Problem != nil {
			problem, hint = n.Problem.Message, n.Problem.Hint
		}
		common := impersonal(problem, n)
		key := n.State.Words() + "\x00" + common + "\x00" + impersonal(hint, n)
		i, known := at[key]
		if !known {
			i, at[key] = len(all), len(all)
			all = append(all, DarkGroup{State: n.State.Words(), Problem: problem, Hint: hint})
		} else if all[i].Problem != problem {
			all[i].Problem, all[i].Hint = common, impersonal(hint, n)
		}
		all[i].Names = append(all[i].Names, n.Name)
	}
	return all
}

// impersonal is a text about a node without its address and its name.
func impersonal(s string, n report.Node) string {
	if n.Address != "" {
		s = strings.ReplaceAll(s, n.Address, "its address")
	}
	return WithoutName(s, n.Name)
}

// Consequences names what nodes that were not read have brought about. Each is due to
// one of them, which is named when they are several. The text goes on from what is wrong
// with the nodes: "; so cluster/members (high) drifts". It is empty when there are none.
func Consequences(nodes []string, aftermath map[string][]report.Finding) string {
	var drift, undecided []string
	for _, n := range nodes {
		by, it := "", "it"
		if len(nodes) > 1 {
			by, it = ", "+n, n
		}
		unknown := 0
		for _, f := range aftermath[n] {
			if f.Status == checks.Drift {
				drift = append(drift, fmt.Sprintf("%s (%s%s)", f.ID, f.Severity, by))
			} else {
				unknown++
			}
		}
		if unknown > 0 {
			undecided = append(undecided, fmt.Sprintf("; %s of the cluster cannot be decided without %s", wording.Counted(unknown, "finding"), it))
		}
	}
	slices.Sort(drift)
	var s string
	if len(drift) > 0 {
		s = "; so " + strings.Join(drift, ", ") + " " + map[bool]string{true: "drifts", false: "drift"}[len(drift) == 1]
	}
	return s + strings.Join(undecided, "")
}
