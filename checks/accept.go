package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
)

// weighHotfixes applies what a baseline says of a hotfix that is not there:
// `accept_instead`, by which a site lets it pass, and `mitigated_by`, by which the
// drift stays one and is less grave. Findings are looked up as they were judged, so
// that acceptance never passes through a third one and their order does not matter.
func weighHotfixes(found []Finding, b *baselines.Baseline) []Finding {
	judged := func(id string) Finding {
		if i := indexOf(found, id); i >= 0 {
			return found[i]
		}
		return Finding{}
	}
	changed := map[int]Finding{}
	for _, h := range b.Hotfixes {
		if len(h.AcceptInstead)+len(h.MitigatedBy.Findings) == 0 {
			continue
		}
		if i := indexOf(found, h.ID); i >= 0 {
			changed[i] = mitigate(accept(found[i], judged, h.AcceptInstead), judged, h.MitigatedBy)
		}
	}
	for i, f := range changed {
		found[i] = f
	}
	return found
}

// accept lets a hotfix pass that is missing or cannot be judged: the site has
// decided that the other finding will do, whatever became of the hotfix.
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
	own.lean(other)
	own.Reason = fmt.Sprintf("%s; accepted because %s passes: %s", own.Reason, other.ID, other.Reason)
	own.Missing = nil
	own.Evidence = slices.Concat(own.Evidence, other.Evidence)
	return own
}

// withheld takes back a drift that a finding which could not be judged might excuse.
func withheld(own, other Finding) Finding {
	own.Status, own.Remedy = Unknown, nil
	own.Reason = fmt.Sprintf("%s; %s would be accepted instead and could not be judged", own.Reason, other.ID)
	own.Missing = nil
	for _, m := range other.Missing {
		own.Missing = append(own.Missing, m.After(other.ID+": "))
	}
	return own
}

// mitigate gives a drift the severity that it has while another finding passes. A
// mitigation that could not be judged changes nothing and is named.
func mitigate(own Finding, judged func(id string) Finding, m baselines.Mitigation) Finding {
	if own.Status != Drift {
		return own
	}
	var open []string
	for _, id := range m.Findings {
		switch other := judged(id); other.Status {
		case Pass:
			own.MitigatedBy = other.ID
			own.lean(other)
			own.Reason = fmt.Sprintf("%s; mitigated because %s passes: %s", own.Reason, other.ID, other.Reason)
			own.Evidence = slices.Concat(own.Evidence, other.Evidence)
			if m.Severity.Rank() > own.Severity.Rank() {
				own.Severity, own.Weighing.Excused = m.Severity, true
			}
			return own
		case Unknown:
			open = append(open, fmt.Sprintf("%s could not be judged (%s)", other.ID, other.Reason))
		}
	}
	if len(open) > 0 {
		own.Reason = fmt.Sprintf("%s; whether the drift is mitigated is not known: %s", own.Reason, strings.Join(open, ", "))
	}
	return own
}
