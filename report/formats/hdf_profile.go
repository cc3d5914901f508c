package formats

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/findings"
)

// Outcomes of a control.
const (
	hdfPassed  = "passed"
	hdfFailed  = "failed"
	hdfSkipped = "skipped"
	hdfError   = "error"
)

// hdfProfiles are that of the cluster as a whole, if something is said of it, and those
// of its nodes.
func hdfProfiles(r *report.Result, c report.Cluster) []hdfProfile {
	found := map[string][]report.Finding{}
	for _, f := range c.AllFindings() {
		found[f.Node] = append(found[f.Node], f)
	}
	var all []hdfProfile
	if whole := found[""]; len(whole) > 0 {
		p := newHDFProfile(c.Name, c.Name+", the cluster as a whole", r, c, whole)
		if c.Selection != nil {
			p.attribute("selection", c.Selection.String())
		}
		all = append(all, p)
	}
	done := map[string]bool{}
	for _, n := range c.Nodes {
		if done[n.Name] { // the findings of two nodes of one name are together
			continue
		}
		done[n.Name] = true
		p := newHDFProfile(c.Name+"/"+n.Name, n.Name+" of "+c.Name, r, c, found[n.Name])
		p.describeNode(r, n)
		if c.Selection != nil {
			p.attribute("selection", c.Selection.String())
		}
		all = append(all, p)
	}
	return all
}

func newHDFProfile(name, title string, r *report.Result, c report.Cluster, found []report.Finding) hdfProfile {
	p := hdfProfile{Name: name, Title: title, Status: "loaded", Supports: []map[string]any{}, Attributes: []hdfAttribute{}, Groups: []hdfGroup{}, Controls: []hdfControl{}}
	if c.Moment != "" {
		p.attribute("moment", string(c.Moment))
	}
	at := map[string]int{}
	for _, f := range found {
		family := findings.FamilyOf(f)
		i, ok := at[family]
		if !ok {
			i, at[family] = len(p.Groups), len(p.Groups)
			p.Groups = append(p.Groups, hdfGroup{ID: family, Title: family, Controls: []string{}})
		}
		p.Groups[i].Controls = append(p.Groups[i].Controls, f.ID)
		p.Controls = append(p.Controls, newHDFControl(r, c, f))
	}
	return p
}

func (p *hdfProfile) attribute(name string, value any) {
	p.Attributes = append(p.Attributes, hdfAttribute{name, map[string]any{"value": value}})
}

// describeNode adds what is known of the node.
func (p *hdfProfile) describeNode(r *report.Result, n report.Node) {
	p.attribute("state", string(n.State))
	for _, a := range []struct{ name, value string }{{"address", n.Address}, {"host", n.Host}, {"os", n.OS}, {"read_as", n.ReadAs}, {"baseline", n.Baseline}} {
		if a.value != "" {
			p.attribute(a.name, a.value)
		}
	}
	if n.AgeSeconds != nil {
		p.attribute("age_seconds", *n.AgeSeconds)
	}
	if n.OS != "" {
		p.Supports = append(p.Supports, map[string]any{"os-family": "windows", "os-name": n.OS})
	}
	if n.Problem != nil {
		p.StatusMessage = n.ProblemText()
	}
	if n.Dark() {
		p.Status, p.StatusMessage = hdfSkipped, string(n.State)+": "+p.StatusMessage
	}
	p.Version = n.Baseline
	used := slices.DeleteFunc(slices.Clone(r.Baselines), func(b report.BaselineUsed) bool { return b.Name != n.Baseline })
	if len(used) == 1 { // of two of one name it is not known which
		p.SHA256 = strings.TrimPrefix(used[0].Digest, "sha256:")
	}
}

func newHDFControl(r *report.Result, c report.Cluster, f report.Finding) hdfControl {
	control := hdfControl{
		ID: f.ID, Title: cmp.Or(f.Title, f.ID), Desc: f.Why, Descriptions: []hdfDescription{}, Impact: hdfImpact(f), Refs: []map[string]any{},
		Tags:           map[string]any{"cluster": c.Name, "family": findings.FamilyOf(f), "severity": string(f.Severity), "status": string(f.Status)},
		SourceLocation: hdfLocation{f.Origin.File, f.Origin.Line}, Results: []hdfResult{newHDFResult(r, c, f)}, Waiver: newHDFWaiver(f),
	}
	for name, value := range map[string]string{"node": f.Node, "provenance": string(f.Provenance), "fingerprint": f.Fingerprint, "accepted_by": f.AcceptedBy, "mitigated_by": f.MitigatedBy} {
		if value != "" {
			control.Tags[name] = value
		}
	}
	for _, d := range []hdfDescription{{"check", f.Want}, {"fix", f.Fix}, {"rationale", f.Why}} {
		if d.Data != "" {
			control.Descriptions = append(control.Descriptions, d)
		}
	}
	for _, ref := range f.References {
		if u, err := url.Parse(ref.Address); err == nil && u.Scheme == "https" && u.Host != "" {
			control.Refs = append(control.Refs, map[string]any{"url": ref.Address})
		} else {
			control.Refs = append(control.Refs, map[string]any{"ref": ref.String()})
		}
	}
	return control
}

// hdfImpact is the severity as a number, in the middle of what viewers take for it; 0
// means that the control does not apply.
func hdfImpact(f report.Finding) float64 {
	if f.Status == checks.NotApplicable {
		return 0
	}
	switch f.Severity {
	case baselines.Critical:
		return 1
	case baselines.High:
		return 0.8
	case baselines.Medium:
		return 0.5
	case baselines.Low:
		return 0.3
	}
	return 0.1
}

func newHDFResult(r *report.Result, c report.Cluster, f report.Finding) hdfResult {
	var m message
	m.addFinding(f, "; ")
	result := hdfResult{CodeDesc: cmp.Or(f.Node, "cluster "+c.Name) + ": " + cmp.Or(f.Want, f.Title, f.ID), StartTime: hdfTime(r, f).UTC().Format(time.RFC3339), Message: m.String()}
	switch f.Status {
	case checks.Pass:
		result.Status = hdfPassed
	case checks.Drift:
		result.Status = hdfFailed
	case checks.Waived:
		result.Status, result.SkipMessage = hdfSkipped, "waived: "+f.WaivedBy()
	case checks.NotApplicable:
		result.Status, result.SkipMessage = hdfSkipped, cmp.Or(f.Reason, "not applicable")
	default:
		result.Status = hdfError
	}
	return result
}

// hdfTime is when the first of the evidence was seen, else when the finding was judged.
func hdfTime(r *report.Result, f report.Finding) time.Time {
	first := r.Judged
	for _, e := range f.Evidence {
		if !e.At.IsZero() && e.At.Before(first) {
			first = e.At
		}
	}
	return first
}

// newHDFWaiver is the waiver of a finding, also one that has expired; nil: there is none.
func newHDFWaiver(f report.Finding) *hdfWaiver {
	w := f.Waiver
	if w == nil {
		return nil
	}
	out := &hdfWaiver{Justification: strings.TrimSpace(w.Reason), Run: true, SkippedDueToWaiver: f.Status == checks.Waived, Message: w.String()}
	if !w.Expires.IsZero() {
		out.ExpirationDate = w.Expires.String()
	}
	return out
}
