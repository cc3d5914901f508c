package diff

import (
	"cmp"
	"time"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
)

// findings compares those on one node, or on the cluster as a whole. OtherRules: they
// were judged by other baselines, or by another version of the program.
func (c *clusterComparison) findings(was, now []*report.Finding, otherRules bool) {
	type slot struct{ was, now *report.Finding }
	slots := map[key]*slot{}
	var order []key
	at := func(k key) *slot {
		if slots[k] == nil {
			slots[k] = &slot{}
			order = append(order, k)
		}
		return slots[k]
	}
	for k, f := range numbered(now) {
		at(k).now = f
	}
	for k, f := range numbered(was) {
		at(k).was = f
	}
	for _, k := range order {
		c.finding(slots[k].was, slots[k].now, otherRules)
	}
}

// numbered yields findings with what pairs them, in their order.
func numbered(all []*report.Finding) func(yield func(key, *report.Finding) bool) {
	return func(yield func(key, *report.Finding) bool) {
		counts := map[string]int{}
		for _, f := range all {
			k := key{f.ID, counts[f.ID]}
			counts[f.ID]++
			if !yield(k, f) {
				return
			}
		}
	}
}

// finding compares one; was or now is nil where a result does not have it.
func (c *clusterComparison) finding(was, now *report.Finding, otherRules bool) {
	switch {
	case was == nil && !c.before.judges(now.ID):
		c.omit(now, "after", "left out before, which was "+c.before.selection.String())
		return
	case now == nil && !c.after.judges(was.ID):
		c.omit(was, "before", "left out after, which is "+c.after.selection.String())
		return
	}
	c.out.Counts.Compared++
	class := c.classify(was, now, otherRules)
	switch class {
	case "":
		c.out.Counts.Unchanged++
	case KnownAgain:
		c.knownAgain(was, now, otherRules)
	default:
		c.add(class, was, now, otherRules)
	}
}

// classify is what became of a finding; empty when nothing did that matters.
func (c *clusterComparison) classify(was, now *report.Finding, otherRules bool) Class {
	switch {
	case was == nil:
		return appearedClass(now, otherRules)
	case now == nil:
		return goneClass(was, otherRules)
	case was.Status == now.Status:
		return c.sameStatus(was, now)
	}
	switch now.Status {
	case checks.Unknown:
		return BecameUnknown
	case checks.Waived:
		return Waived
	}
	switch {
	case was.Status == checks.Unknown || was.Status == checks.Waived && len(was.Missing) > 0 && now.Status != checks.Drift:
		return KnownAgain
	case now.Status == checks.Drift && was.Status == checks.Waived:
		return WaiverEnded
	case now.Status == checks.Drift:
		return either(otherRules && (was.Want != now.Want || sameObserved(was, now)), RequirementChanged, New)
	case was.Status != checks.Drift && was.Status != checks.Waived:
		return "" // it passed, or did not apply, before and after
	case now.Status == checks.NotApplicable:
		return either(otherRules, RequirementChanged, NoLongerApplies)
	}
	return either(otherRules && (was.Want != now.Want || was.Got == now.Got), RequirementChanged, Fixed)
}

func either(first bool, yes, no Class) Class {
	if first {
		return yes
	}
	return no
}

// appearedClass is what a finding is that only the later result has.
func appearedClass(now *report.Finding, otherRules bool) Class {
	switch {
	case otherRules:
		return RequirementAdded
	case now.Status == checks.Drift:
		return New
	case now.Status == checks.Waived:
		return Waived
	case now.Status == checks.Unknown:
		return BecameUnknown
	}
	return ""
}

// goneClass is what a finding is that only the earlier result has.
func goneClass(was *report.Finding, otherRules bool) Class {
	switch {
	case otherRules:
		return RequirementDropped
	case was.Status == checks.Drift, was.Status == checks.Waived:
		return NoLongerApplies
	}
	return ""
}

// sameStatus compares drift with drift; anything else is unchanged. A severity that
// follows from another moment is not a change of the finding.
func (c *clusterComparison) sameStatus(was, now *report.Finding) Class {
	switch {
	case now.Status != checks.Drift:
		return ""
	case was.Severity != now.Severity && c.out.Moment == c.out.WasMoment:
		return SeverityChanged
	case was.Got != now.Got && (was.Fingerprint == "" || was.Fingerprint != now.Fingerprint):
		return DriftChanged
	}
	return Still
}

// sameObserved reports whether both results say what was observed, and it is the same. What
// neither says proves nothing: drift is then new, and what passes is not fixed.
func sameObserved(was, now *report.Finding) bool { return now.Got != "" && was.Got == now.Got }

// knownAgain is a finding that was unknown. Drift of it is new when a history knows that
// it began after the earlier result, and unsure without one.
func (c *clusterComparison) knownAgain(was, now *report.Finding, otherRules bool) {
	class := KnownAgain
	if now.Status == checks.Drift {
		switch since := c.since(now); {
		case since.IsZero():
			c.unsure(now)
		case since.After(c.diff.Before.Judged):
			class = New
		}
	}
	c.add(class, was, now, otherRules)
}

// since is when drift began; zero when it is not known.
func (c *clusterComparison) since(now *report.Finding) time.Time {
	if c.options.Since == nil || now == nil || now.Status != checks.Drift {
		return time.Time{}
	}
	at, _ := c.options.Since(c.pair.after.Name, now.Node, now.ID)
	return at
}

func (c *clusterComparison) add(class Class, was, now *report.Finding, otherRules bool) {
	shown := now
	if shown == nil {
		shown = was
	}
	change := Change{
		Class: class, ID: shown.ID, Family: cmp.Or(shown.Family, checks.FamilyOf(shown.ID)), Node: shown.Node, Title: shown.Title,
		Severity: shown.Severity, OtherRules: otherRules, Since: c.since(now), Fingerprint: shown.Fingerprint, Waiver: waiverText(was, now),
	}
	if now != nil {
		change.Now, change.Want, change.Got, change.Reason = now.Status, now.Want, now.Got, now.Reason
		if now.Status == checks.Drift {
			change.Brief = now.Brief
		}
	}
	if now == nil && class == BecameUnknown {
		change.Now, change.Reason = checks.Unknown, "nodes of the cluster were not read"
	}
	if was != nil {
		change.Was = was.Status
		change.WasWant, change.WasGot = otherText(was.Want, change.Want), otherText(was.Got, change.Got)
		if now != nil && was.Severity != now.Severity {
			change.WasSeverity = was.Severity
		}
	}
	if class == RequirementChanged && change.Now == checks.Drift && !sameObserved(was, now) {
		c.unsure(now) // what was observed may be new as well
	}
	if change.Counts = c.counts(change); change.Counts {
		c.diff.NewDrift[change.Severity]++
		c.mark(now, report.IsNew)
	}
	c.out.Findings = append(c.out.Findings, change)
}

// otherText is a text that is not the later one.
func otherText(was, now string) string {
	if was == now {
		return ""
	}
	return was
}

// waiverText is the waiver that holds, or that has ended.
func waiverText(was, now *report.Finding) string {
	for _, f := range []*report.Finding{now, was} {
		if f != nil && f.Waiver != nil {
			return f.Waiver.String()
		}
	}
	return ""
}
