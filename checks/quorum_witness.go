package checks

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// judgeWitness goes by the resource that the cluster's database names, and never by the
// type of the quorum, which from Windows Server 2016 on is the same with and without a
// witness. An even number of votes needs a witness, and one that there is has to work.
func judgeWitness(e *evaluation, types []string) verdict {
	w, missing := witnessOf(e.nodes, types)
	if !missing.IsZero() {
		return unknown("it is not known whether the cluster has a witness", missing).with(w.evidence...)
	}
	all := e.votes()
	if w.kind == "" {
		return judgeWithoutWitness(w, all)
	}
	got := fmt.Sprintf("%s %q %s", w.kind, w.name, resourceState(w.state))
	seen := slices.Concat(w.evidence, all.evidence)
	switch {
	case !w.missing.IsZero():
		return unknown("it is not known whether the witness is online", w.missing).with(seen...)
	case w.state == facts.ResourceOnline:
		if len(all.missing) == 0 {
			got += ", " + wording.Counted(all.total(), "vote") + " of nodes"
		}
		return passed(got, "the cluster has a witness, and it is online", seen...)
	case w.state == facts.ResourceOffline || w.state == facts.ResourceFailed:
		v := drifted(got, "the witness does not work: its vote is missing when a node fails", seen...)
		v.missing, v.brief = all.missing, "bring the witness online"
		return v
	}
	return unknown("the witness is neither online nor offline", facts.GapUndecided.Of("a state of the witness that lasts: it is "+resourceState(w.state))).with(seen...)
}

// judgeWithoutWitness counts the votes of the members.
func judgeWithoutWitness(w witness, all votes) verdict {
	e := slices.Concat(w.evidence, all.evidence)
	if len(all.missing) > 0 {
		return unknown("the cluster has no witness, and not every vote is known", all.missing[0], all.missing[1:]...).with(e...)
	}
	got := wording.Counted(all.total(), "vote") + ", no witness"
	if all.total()%2 == 0 {
		v := drifted(got, "the number of votes is even, and no witness decides when half of them are lost", e...)
		v.brief = "add a witness"
		return v
	}
	return passed(got, "the number of votes is odd without a witness", e...)
}

// witness is what the nodes say of the quorum resource.
type witness struct {
	kind     string // its type; empty: there is no witness
	name     string
	state    int
	missing  facts.Gap // why its state is not known
	evidence []Evidence
}

// witnessOf takes the account of the nodes that gave one, or says what is missing to know
// whether there is a witness.
func witnessOf(nodes []Subject, types []string) (w witness, missing facts.Gap) {
	config, by, missing := quorumConfigOf(nodes)
	if !missing.IsZero() {
		return w, missing
	}
	w.evidence = []Evidence{observed(config.Section, "%s", quorumText(config))}
	r, gap := quorumResourceOf(nodes)
	kind := cmp.Or(config.Type, r.Type)
	switch {
	case *config.ID == "" || kind == facts.TypeNetworkName:
		return w, facts.Gap{}
	case kind == "":
		return w, facts.GapLeftOut.Of("the type of the quorum resource " + *config.ID + " (" + by + ")")
	case !wording.ContainsFold(types, kind):
		return w, facts.GapUndecided.Of("whether a resource of type " + kind + " is a witness; a baseline may name the type")
	}
	w.kind, w.name, w.state, w.missing = kind, r.Name, r.Condition, gap
	if gap.IsZero() {
		w.evidence = append(w.evidence, observed(r.Section, "%s: state %s", r.Name, resourceState(r.Condition)))
	}
	return w, facts.Gap{}
}

// quorumConfigOf is the one account that the nodes give of the quorum resource.
func quorumConfigOf(nodes []Subject) (config facts.QuorumConfig, by string, missing facts.Gap) {
	for _, s := range nodes {
		own := s.Facts.Quorum.Config
		rows := 0
		if own.ID != nil {
			rows = 1
		}
		gap := own.Gap("the cluster's quorum resource", rows)
		switch {
		case !gap.IsZero() && own.State != "":
			missing = cmp.Or(missing, gap.On(s.Facts.Name))
		case !gap.IsZero():
		case by == "":
			config, by = own, s.Facts.Name
		case facts.NormalGUID(*own.ID) != facts.NormalGUID(*config.ID):
			return config, by, facts.GapContradiction.Of("one quorum resource: two nodes give different accounts (" + by + ": " + quorumText(config) + "; " + s.Facts.Name + ": " + quorumText(own) + ")")
		default:
			config.Type = cmp.Or(config.Type, own.Type)
		}
	}
	if by == "" {
		return config, "", cmp.Or(missing, facts.GapNotCollected.Of("the cluster's quorum resource, which no node was asked for or gave"))
	}
	return config, by, facts.Gap{}
}

// quorumResourceOf is the one account that the nodes give of how that resource is.
func quorumResourceOf(nodes []Subject) (r facts.QuorumResource, missing facts.Gap) {
	first := ""
	for _, s := range nodes {
		own := s.Facts.Quorum.Resource
		gap := own.Gap("the state of the quorum resource", len(own.Name))
		switch {
		case !gap.IsZero() && own.State != "":
			missing = cmp.Or(missing, gap.On(s.Facts.Name))
		case !gap.IsZero():
		case first == "":
			r, first = own, s.Facts.Name
		case own.Condition != r.Condition:
			return r, facts.GapContradiction.Of(fmt.Sprintf("one state of the quorum resource: two nodes give different accounts (%s: %s; %s: %s)",
				first, resourceState(r.Condition), s.Facts.Name, resourceState(own.Condition)))
		}
	}
	if first == "" {
		return r, cmp.Or(missing, facts.GapNotCollected.Of("the state of the quorum resource, which no node was asked for or gave"))
	}
	return r, facts.Gap{}
}

func quorumText(q facts.QuorumConfig) string {
	if *q.ID == "" {
		return "no quorum resource"
	}
	text := "quorum resource " + *q.ID
	if q.Type != "" {
		text += " of type " + q.Type
	}
	if q.Path != "" {
		text += " at " + q.Path
	}
	return text
}

// resourceState is "2 (online)" (clusapi.h, CLUSTER_RESOURCE_STATE).
func resourceState(state int) string {
	switch state {
	case facts.ResourcePending:
		return "128 (pending)"
	case facts.ResourceOnlinePending:
		return "129 (online pending)"
	case facts.ResourceOfflinePending:
		return "130 (offline pending)"
	}
	return named(state, "inherited", "initializing", "online", "offline", "failed")
}
