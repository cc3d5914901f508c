package checks

import (
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/internal/match"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// condition is one condition of a `when`.
type condition struct {
	met      match.Match
	reason   string    // why it is not met or cannot be decided
	missing  facts.Gap // what would have decided it
	evidence []Evidence
}

// judgeWhen decides whether a requirement concerns the node. When it does, the
// result is false and the requirement is still to be judged.
func judgeWhen(n *facts.Node, w baselines.When) (verdict, bool) {
	return judgeConditions([]condition{installationIs(n, w.Installation), hasResource(n, w.ResourceType)})
}

// judgeConditions is the verdict when one of the conditions is not met, or not known to
// be; false when all are.
func judgeConditions(conditions []condition) (verdict, bool) {
	for _, c := range conditions {
		if c.met == match.No {
			return inapplicable(c.reason, c.evidence...), true
		}
	}
	for _, c := range conditions {
		if c.met == match.Maybe {
			return unknown(c.reason, c.missing), true
		}
	}
	return verdict{}, false
}

func installationIs(n *facts.Node, want string) condition {
	if want == "" {
		return condition{met: match.Yes}
	}
	got := n.OS.Installation
	missing := n.OS.Gap("the operating system's identity", 1)
	if missing.IsZero() && got == "" {
		missing = facts.GapLeftOut.Of("whether the node is a core or a full installation")
	}
	if !missing.IsZero() {
		return condition{met: match.Maybe, missing: missing, reason: "the requirement concerns " + want + " installations only, and it is not known whether this is one"}
	}
	return condition{
		met:      match.If(strings.EqualFold(got, want)),
		reason:   "the requirement concerns " + want + " installations only; this is a " + got + " installation",
		evidence: []Evidence{observed(n.OS.Section, "%s installation", got)},
	}
}

func hasResource(n *facts.Node, want string) condition {
	if want == "" {
		return condition{met: match.Yes}
	}
	only := "the requirement concerns clusters with a resource of type " + want + " only"
	r := n.Resources
	if r.State == facts.Absent {
		return resourcesAbsent(n, only)
	}
	// Every cluster has resources, its name and its address at least.
	if missing := r.Gap("the types of the cluster's resources", len(r.Types)); !missing.IsZero() {
		return condition{met: match.Maybe, missing: missing, reason: only + ", and its resources are not known"}
	}
	has := slices.ContainsFunc(r.Types, func(t string) bool { return strings.EqualFold(t, want) })
	return condition{
		met:      match.If(has),
		reason:   only + "; this cluster has none",
		evidence: []Evidence{observed(r.Section, "%d resource types, without %s", len(r.Types), want)},
	}
}

// resourcesAbsent decides for a node that has no cluster hive. The hive is
// loaded only while the cluster service runs, so its absence means "no cluster"
// only together with the absence of the service.
func resourcesAbsent(n *facts.Node, only string) condition {
	svc, missing := lookUpService(n.Services, facts.ClusterService)
	if missing.IsZero() && svc != nil {
		missing = facts.GapNotCollected.Of("the cluster's resources, which are visible only while the cluster service runs")
	}
	if !missing.IsZero() {
		return condition{met: match.Maybe, missing: missing, reason: only + ", and its resources are not known"}
	}
	return condition{
		met:      match.No,
		reason:   only + "; this node has no cluster service",
		evidence: []Evidence{observed(n.Services.Section, "no service %s", facts.ClusterService)},
	}
}
