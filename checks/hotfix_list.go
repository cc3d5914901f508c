package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// addLists judges list articles through the findings on their members: a list
// article is never installed itself.
func addLists(found []Finding, b *baselines.Baseline) []Finding {
	members := slices.Clip(found)
	for _, l := range b.Lists {
		found = append(found, judgeList(members, l).finding(l.Requirement, "every applicable member of "+l.KB))
	}
	return found
}

func judgeList(members []Finding, l baselines.List) verdict {
	var applicable, present, accepted int
	var absent []string
	var open []facts.Gap
	var evidence []Evidence
	for _, kb := range l.Members {
		var f Finding // empty for a member that no baseline requires
		if i := indexOf(members, "hotfix/"+kb); i >= 0 {
			f = members[i]
		}
		if f.Status == NotApplicable {
			continue
		}
		applicable++
		switch {
		case f.ID == "" || f.Status == Unknown:
			open = append(open, verdictOn(kb, f))
		case f.AcceptedBy != "":
			accepted++
		case f.Status == Pass:
			present++
			continue
		default:
			absent = append(absent, kb)
		}
		evidence = append(evidence, memberEvidence(kb, f)...)
	}
	got := fmt.Sprintf("%d of %s present", present, wording.Counted(applicable, "applicable member"))
	if accepted > 0 {
		got = fmt.Sprintf("%s: %d present, %d accepted", wording.Counted(applicable, "applicable member"), present, accepted)
	}
	switch {
	case applicable == 0:
		return inapplicable("none of the article's members applies to this node")
	case len(absent) > 0:
		got += "; missing: " + strings.Join(absent, ", ")
		return drifted(got, "a member that applies to this node is missing", evidence...)
	case len(open) > 0:
		v := unknown("some members could not be judged", open[0], open[1:]...).with(evidence...)
		v.got = got
		return v
	}
	if accepted > 0 {
		return passed(got, "every member that applies to this node is present, or the site accepts another finding instead", evidence...)
	}
	return passed(got, "every member that applies to this node is present")
}

// verdictOn is what a list lacks for want of a verdict on a member: the first thing that
// the member lacks.
func verdictOn(kb string, f Finding) facts.Gap {
	if len(f.Missing) == 0 {
		return facts.GapNoBaseline.Of("a verdict on " + kb)
	}
	return f.Missing[0].After("a verdict on " + kb + ": ")
}

// memberEvidence is why a member is not counted as present.
func memberEvidence(kb string, f Finding) []Evidence {
	if f.ID == "" {
		return nil
	}
	e := Evidence{Observed: kb + ": " + f.Got, Source: f.ID}
	if f.AcceptedBy != "" {
		e.Observed += ", accepted because " + f.AcceptedBy + " passes"
	}
	for _, own := range f.Evidence {
		if own.At.After(e.At) {
			e.At = own.At
		}
	}
	return []Evidence{e}
}
