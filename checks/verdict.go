package checks

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// verdict is what a check concludes, before the requirement's own words are added.
type verdict struct {
	status   Status
	got      string
	value    *Value // got as a value; nil: it is none
	reason   string
	evidence []Evidence
	missing  []facts.Gap
	fix      string // replaces the requirement's, when set
	now      string // the values that the fix may change, as they are; put before its steps
	brief    string // the step of the requirement's fix that is for what was observed, when set
	// byHand: what was observed is not what the requirement's remedy fixes.
	byHand bool
	remedy *baselines.Remedy // of a fix that replaces the requirement's
	// severity is that of the drift that was observed, when it is less grave than
	// the requirement's.
	severity baselines.Severity
	// lesser: the severity is that of a lesser case, which a moment may make as grave as
	// the others, and no excuse.
	lesser bool
	age    time.Duration // of the last event; 0: none was seen

	steady *Steady  // nil: what was observed does not vary by itself
	about  []string // the nodes that the drift of a cluster speaks of; nil: it speaks of more

	differences []Difference
	timeline    []Moment
	paths       []Path
}

func passed(got, reason string, e ...Evidence) verdict {
	return verdict{status: Pass, got: got, reason: reason, evidence: e}
}

func drifted(got, reason string, e ...Evidence) verdict {
	return verdict{status: Drift, got: got, reason: reason, evidence: e}
}

func inapplicable(reason string, e ...Evidence) verdict {
	return verdict{status: NotApplicable, reason: reason, evidence: e}
}

// unknown wants at least one missing thing: a verdict that is not given has to
// say what would have given it.
func unknown(reason string, missing facts.Gap, more ...facts.Gap) verdict {
	return verdict{status: Unknown, reason: reason, missing: append([]facts.Gap{missing}, more...)}
}

// restart is the remedy for what is installed but not yet in effect.
const restart = "Restart the node."

// needsRestart says that a restart is all that is wanting.
func (v verdict) needsRestart() verdict {
	v.fix, v.remedy = restart, &baselines.Remedy{Scope: baselines.OnNode, Restart: true}
	return v
}

// fixedByHand says that the requirement's remedy does not fix what was observed.
func (v verdict) fixedByHand() verdict {
	v.byHand = true
	return v
}

// Steady is the part of a verdict that stays as it is while nothing changes on the node,
// where what was observed has clocks, ages or measurements in it.
type Steady struct{ Got, Reason string }

// steadily says what the verdict comes to without what varies by itself.
func (v verdict) steadily(got, reason string) verdict {
	v.steady = &Steady{got, reason}
	return v
}

// with adds what was observed.
func (v verdict) with(e ...Evidence) verdict {
	v.evidence = append(slices.Clip(v.evidence), e...)
	return v
}

// finding adds the requirement's words. What is not confirmed is not a ground
// for calling a node drifted.
func (v verdict) finding(r baselines.Requirement, want string) Finding {
	if v.status == Drift && r.Provenance == baselines.Unconfirmed {
		v.status, v.missing = Unknown, []facts.Gap{facts.GapUnconfirmed.Of("a source that confirms this requirement")}
	}
	name, _, _ := strings.Cut(r.ID, "/")
	f := Finding{
		ID: r.ID, Family: name, Title: r.Title,
		Status: v.status, Severity: r.Severity,
		Want: want, Got: v.got, GotValue: v.value, Reason: v.reason,
		Evidence: v.evidence, Missing: v.missing,
		Why: r.Why, Brief: r.Brief, LeadsTo: r.LeadsTo, Fix: r.Fix, Reference: r.Reference,
		Provenance: r.Provenance, Origin: r.Origin,
		DueTo: v.dueTo(), Steady: v.steady,
		Weighing:    Weighing{Own: r.At, Family: r.FamilyAt, Age: v.age},
		Differences: v.differences, Timeline: v.timeline, Paths: v.paths,
	}
	if v.brief != "" {
		f.Brief = v.brief
	}
	remedy := r.Remedy
	if v.fix != "" {
		f.Fix, f.Brief, remedy = baselines.Instruction(v.fix), strings.TrimSuffix(v.fix, "."), v.remedy
	}
	if f.Status == Drift && v.now != "" {
		f.Fix = append(baselines.Instruction(v.now), f.Fix...)
	}
	if f.Status == Drift && !v.byHand {
		f.Remedy = remedy
	}
	if f.Status == Drift && v.severity != "" && v.severity.Rank() > f.Severity.Rank() {
		f.Severity, f.Weighing.Excused = v.severity, !v.lesser
	}
	return f
}

// dueTo are the nodes that the drift, or what is missing, speaks of, sorted; nil if any
// of it speaks of none, or of something else.
func (v verdict) dueTo() []string {
	if v.status != Drift && v.status != Unknown || v.status == Drift && v.about == nil {
		return nil
	}
	nodes := wording.Set{}
	nodes.Add(v.about...)
	for _, g := range v.missing {
		if g.Node == "" {
			return nil
		}
		nodes.Add(g.Node)
	}
	return nodes.Sorted()
}

// observed is one observation from a section.
func observed(s facts.Section, format string, args ...any) Evidence {
	return Evidence{Observed: fmt.Sprintf(format, args...), Source: s.Source, At: s.At}
}
