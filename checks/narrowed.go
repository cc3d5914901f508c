package checks

import (
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// membersID is the finding on the members of a cluster.
const membersID = "cluster/members"

// AlwaysJudged reports whether a finding is in every report, whatever the user leaves
// out: which machine answered, whether a node could be judged, and whether all members
// of the cluster were scanned. Without these no other verdict can be believed.
func AlwaysJudged(id string) bool { return id == membersID || FamilyOf(id) == "node" }

// FamilyOf is the family of a finding by its id.
func FamilyOf(id string) string {
	family, _, _ := strings.Cut(id, "/")
	return family
}

// PlanFor is Plan for a part of the requirements: those whose ids are wanted, those that
// are AlwaysJudged, and what the verdicts on these rest on. Findings on other
// requirements are unknown with what it reads, and must not be reported.
func PlanFor(b *baselines.Baseline, wanted func(id string) bool) facts.Request {
	needed := neededFor(b, wanted)
	return Plan(b.Part(func(id string) bool { return needed[id] }))
}

// neededFor are the ids of the requirements to be read.
func neededFor(b *baselines.Baseline, wanted func(id string) bool) map[string]bool {
	needed := map[string]bool{}
	var add func(id string)
	add = func(id string) {
		if needed[id] {
			return
		}
		needed[id] = true
		for _, word := range drawnBy(b, id) {
			for _, r := range b.Requirements() {
				if r.ID == word || FamilyOf(r.ID) == word {
					add(r.ID)
				}
			}
		}
	}
	for _, r := range b.Requirements() {
		if wanted(r.ID) || AlwaysJudged(r.ID) {
			add(r.ID)
		}
	}
	for _, r := range b.Site {
		if id := r.SameID(); id != "" && wanted(id) {
			add(r.ID)
		}
	}
	return needed
}

// drawnBy are the ids and families that the verdict on a requirement rests on.
func drawnBy(b *baselines.Baseline, id string) []string {
	for _, f := range families() {
		if f.name == FamilyOf(id) && f.draws != nil {
			return f.draws(b, id)
		}
	}
	return nil
}

// drawnByHotfix are the findings that excuse a hotfix.
func drawnByHotfix(b *baselines.Baseline, id string) []string {
	for _, h := range b.Hotfixes {
		if h.ID == id {
			return slices.Concat(h.AcceptInstead, h.MitigatedBy.Findings)
		}
	}
	return nil
}

// drawnByList are the members of a list.
func drawnByList(b *baselines.Baseline, id string) []string {
	var all []string
	for _, l := range b.Lists {
		for _, kb := range l.Members {
			if l.ID == id {
				all = append(all, "hotfix/"+kb)
			}
		}
	}
	return all
}

// drawnByHeartbeat are the properties that are compared, and the events by which a
// default loses its excuse.
func drawnByHeartbeat(*baselines.Baseline, string) []string { return []string{"heartbeat", "event"} }

// drawnByConsistency is the family whose values are compared.
func drawnByConsistency(_ *baselines.Baseline, id string) []string {
	of := map[string]string{
		"hotfixes": "hotfix", "offload": "offload", "firewall": "firewall", "services": "service",
		"drivers": "driver", "adapter-settings": "driver", "network-profile": "network-profile", "smb-signing": "hardening", "cluster-values": "cluster-value",
	}
	if family, ok := of[strings.TrimPrefix(id, "consistency/")]; ok {
		return []string{family}
	}
	return nil // the build is a part of the identity
}
