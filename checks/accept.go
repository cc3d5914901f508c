package checks

import (
	"fmt"
	"slices"

	"github.com/clusterdrift/clusterdrift/baselines"
)

// acceptInstead applies `accept_instead`: a hotfix that is missing or cannot be
// judged passes when a named finding on the same node does. Findings are looked
// up as they were judged, so that acceptance never passes through a third one
// and their order does not matter.
func acceptInstead(found []Finding, b *baselines.Baseline) []Finding {
	judged := func(id string) Finding {
		if i := indexOf(found, id); i >= 0 {
			return found[i]
		}
		return Finding{}
	}
	changed := map[int]Finding{}
	for _, h := range b.Hotfixes {
		if len(h.AcceptInstead) == 0 {
			continue
		}
		if i := indexOf(found, h.ID); i >= 0 {
			changed[i] = accept(found[i], judged, h.AcceptInstead)
		}
	}
	for i, f := range changed {
		found[i] = f
	}
	return found
}

func accept(own Finding, judged func(id string) Finding, instead []string) Finding {
	if own.Status != Drift && own.Status != Unknown {
		return own
	}
	for _, id := range instead {
		if other := judged(id); other.Status == Pass {
			return accepted(own, other)
		}
	}
	if own.Status == Unknown {
		return own
	}
	for _, id := range instead {
		if other := judged(id); other.Status == Unknown {
			return withheld(own, other)
		}
	}
	return own
}

func accepted(own, other Finding) Finding {
	own.Status, own.Remedy = Pass, nil
	own.AcceptedBy = other.ID
	own.Reason = fmt.Sprintf("%s; accepted because %s passes: %s", own.Reason, other.ID, other.Reason)
	own.Missing = nil
	own.Evidence = slices.Concat(own.Evidence, other.Evidence)
	return own
}

// withheld takes back a drift that a finding nobody could judge might excuse.
func withheld(own, other Finding) Finding {
	own.Status, own.Remedy = Unknown, nil
	own.Reason = fmt.Sprintf("%s; %s would be accepted instead and could not be judged", own.Reason, other.ID)
	own.Missing = nil
	for _, m := range other.Missing {
		own.Missing = append(own.Missing, other.ID+": "+m)
	}
	return own
}
