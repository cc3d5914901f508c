package notify

import (
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/diff"
)

// turn is what became of a finding since k was reported of it, nil for nothing: a class,
// empty when there is nothing to report, and what is known from now on, nil for nothing.
func (c *comparison) turn(k *reportedFinding, f *report.Finding) (diff.Class, *reportedFinding) {
	switch f.Status {
	case checks.Drift:
		return c.drift(k, f)
	case checks.Unknown:
		return c.unknown(k, f)
	case checks.Waived:
		return c.waived(k, f)
	}
	switch {
	case k == nil:
		return "", nil
	case k.Status == checks.Unknown && !k.Drifted:
		return diff.KnownAgain, nil
	case f.Status == checks.NotApplicable:
		return diff.NoLongerApplies, nil
	case c.otherRules && k.Got == f.Got:
		return diff.RequirementChanged, nil
	}
	return diff.Fixed, nil
}

// entry is what the sink knows of a finding once it was reported.
func (c *comparison) entry(k *reportedFinding, f *report.Finding) *reportedFinding {
	e := &reportedFinding{Node: f.Node, ID: f.ID, Title: f.Title, Status: f.Status, Severity: f.Severity, Got: f.Got, Fingerprint: f.Fingerprint, Since: c.now}
	if k != nil {
		e.Reported = k.Reported
		if k.Status == f.Status || k.Status == checks.Unknown && k.Drifted {
			e.Since = k.Since
		}
	}
	return e
}

func (c *comparison) drift(k *reportedFinding, f *report.Finding) (diff.Class, *reportedFinding) {
	wanted := c.gate.Counts(f.Severity)
	switch {
	case !wanted && k != nil && k.Status == checks.Drift:
		return diff.SeverityChanged, nil
	case !wanted:
		return "", nil
	}
	e := c.entry(k, f)
	switch {
	case c.first && f.Waiver != nil && f.Waiver.Expired, k != nil && k.Status == checks.Waived:
		return diff.WaiverEnded, e
	case k == nil, k.Status == checks.Unknown && !k.Drifted:
		return diff.New, e
	case k.Severity != f.Severity:
		return diff.SeverityChanged, e
	case k.Got != f.Got && (k.Fingerprint == "" || k.Fingerprint != f.Fingerprint):
		return diff.DriftChanged, e
	case k.Status == checks.Unknown:
		return diff.KnownAgain, e
	}
	return diff.Still, e
}

func (c *comparison) unknown(k *reportedFinding, f *report.Finding) (diff.Class, *reportedFinding) {
	switch {
	case !c.gate.Counts(f.Severity), k != nil && k.Status != checks.Drift:
		return "", k
	case k == nil:
		return diff.BecameUnknown, c.entry(nil, f)
	}
	e := *k // what it was when it drifted
	e.Status, e.Drifted = checks.Unknown, true
	return diff.BecameUnknown, &e
}

// waived: what was waived from the start is not reported.
func (c *comparison) waived(k *reportedFinding, f *report.Finding) (diff.Class, *reportedFinding) {
	e := c.entry(k, f)
	if k == nil || k.Status == checks.Waived {
		return "", e
	}
	return diff.Waived, e
}
