package baselines

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/clusterdrift/clusterdrift/remote/observe"
)

// SiteRule is a requirement of a site's own: what to look at, what is wanted of it, and
// what its absence means. Exactly one of All and Any is set.
type SiteRule struct {
	Requirement `baseline:",default=provenance:site,optional=fix"`
	Name        string    `baseline:"id,item,sorted"` // "tcp-timed-wait"
	Scope       SiteScope `baseline:"scope,default=node"`
	// Same requires the nodes of a cluster to answer alike besides.
	Same bool     `baseline:"same"`
	When SiteWhen `baseline:"when,aside,whole"`
	// SiteProbe is the only thing that the rule looks at, as it is written. All has it.
	SiteProbe
	All []SiteProbe `baseline:"all"` // each must pass
	Any []SiteProbe `baseline:"any"` // one that passes is enough
}

// SiteScope is what a rule speaks of.
type SiteScope string

// Scopes of rules.
const (
	SiteNode    SiteScope = "node"    // each node
	SiteCluster SiteScope = "cluster" // the cluster as a whole: read on one node, compared on a second
)

// SiteWhen narrows a rule to some nodes, those for which each of its fields holds. An
// empty field does not narrow.
type SiteWhen struct {
	Service      string `baseline:"service"`       // a service or driver that is installed, "msdsm"
	BuildMin     int    `baseline:"build_min"`     // the first build of Windows, 9600
	BuildMax     int    `baseline:"build_max"`     // the last one
	Installation string `baseline:"installation"`  // "core" or "full"
	ResourceType string `baseline:"resource_type"` // a type of resource that the cluster has
}

// SiteProbe is one thing to look at, in the spelling of observe.Target.Normal.
type SiteProbe struct {
	Observe observe.Target `baseline:"observe,whole"`
	Want    SiteWant       `baseline:"want,whole"`
	Absent  SiteAbsent     `baseline:"absent,whole"`
}

// SiteWant is what is wanted of what was read. All that is set must hold. What it is
// compared with is the value of a registry value, of a property of the cluster or of a
// file, or that of Column in a row. Of events nothing but their count is compared, and
// of a service its state and start mode. The case of letters counts in the text of a
// registry value and nowhere else.
//
// Of several strings (multi_sz) Contains wants one that is the text, Not none that is one
// of the texts, and CountMin and CountMax bound how many there are; nothing else fits
// them. A column with several values has in WMI the same form as one with one value, so
// Contains wants a part of one of them, OneOf the whole of one, and Not none that is one of
// the texts. CountMin and CountMax bound the rows.
type SiteWant struct {
	Equals *Scalar  `baseline:"equals"`
	OneOf  []Scalar `baseline:"one_of"`
	Not    []Scalar `baseline:"not"` // none of them
	Min    *int64   `baseline:"min"` // both ends inclusive
	Max    *int64   `baseline:"max"`
	// Matches is a regular expression (RE2) for the whole text or a part of it, as it is
	// written: ^ and $ bind it to the ends.
	Matches string `baseline:"matches"`
	// Drifts is one, too: text that does not match Matches drifts only if it matches this
	// one, and is otherwise not known to be wrong. Empty: all such text drifts.
	Drifts   string `baseline:"drifts"`
	Contains string `baseline:"contains"` // a part of the text
	// VersionMin is the least version, one to four numbers; see ParseSiteVersion.
	VersionMin string `baseline:"version_min"`
	// CountMin and CountMax bound the number of rows, of events, or of strings.
	CountMin  *int     `baseline:"count_min"`
	CountMax  *int     `baseline:"count_max"`
	State     string   `baseline:"state"`      // of a service: "running" or "stopped"
	StartMode []string `baseline:"start_mode"` // of a service: "boot", "system", "auto", "manual", "disabled"
	// Column is the column of a row that is compared; letter case does not count in its name.
	Column string `baseline:"column"`
	// Every compares each row. Without it one row is expected, and of several, unless
	// they are only counted, none is judged.
	Every bool `baseline:"every"`
}

// SiteAbsent says what it means that the thing is proven not to be there: no such value
// or key, no row, no such service or file, no event in the window, no such property.
// Exactly one of its fields is set.
type SiteAbsent struct {
	Default *Scalar     // judge this value, the default of Windows
	Verdict SiteVerdict // "drift"
}

// SiteVerdict is what absence means.
type SiteVerdict string

// Verdicts of absence.
const (
	AbsentDrift         SiteVerdict = "drift"
	AbsentPass          SiteVerdict = "pass"
	AbsentNotApplicable SiteVerdict = "not-applicable"
	AbsentUnknown       SiteVerdict = "unknown"
	AbsentUndecided     SiteVerdict = "undecided" // inside All and Any: this one says nothing, the others decide
)

// Scalar is a constant of a rule. Exactly one of its fields is set.
type Scalar struct {
	Text   *string
	Number *int64
	Bool   *bool
}

// SiteTargets are what the rules of a scope look at, without repetition and sorted by
// ID. What decides `when` of a rule is among them. Rules that are for none of the builds
// that the baseline is made for look at nothing.
func (b *Baseline) SiteTargets(scope SiteScope) []observe.Target {
	var all []observe.Target
	for _, r := range b.Site {
		if r.Scope == scope && r.When.meets(b.AppliesTo) {
			all = append(all, r.Targets()...)
		}
	}
	return distinct(all)
}

// distinct sorts targets by ID and drops repetitions.
func distinct(all []observe.Target) []observe.Target {
	slices.SortStableFunc(all, func(a, b observe.Target) int { return cmp.Compare(a.ID(), b.ID()) })
	return slices.CompactFunc(all, func(a, b observe.Target) bool { return a.ID() == b.ID() })
}

// SameID is the id of the finding that compares the nodes by the rule; empty: none does.
func (r *SiteRule) SameID() string {
	if !r.Same {
		return ""
	}
	return "consistency/site-" + r.Name
}

// Targets are what the rule looks at, in the order of the file, then the service of its
// `when`.
func (r *SiteRule) Targets() []observe.Target {
	var all []observe.Target
	for _, p := range slices.Concat(r.All, r.Any) {
		all = append(all, p.Observe)
	}
	if t, ok := r.When.Target(); ok {
		all = append(all, t)
	}
	return all
}

// meets reports whether one of the builds that a baseline is made for is among those of
// the rule.
func (w SiteWhen) meets(a AppliesTo) bool {
	if a.Build != 0 {
		return a.Build >= w.BuildMin && (w.BuildMax == 0 || a.Build <= w.BuildMax)
	}
	return w.BuildMax == 0 || a.From <= w.BuildMax
}

// Target is what decides Service; false without one.
func (w SiteWhen) Target() (observe.Target, bool) {
	return observe.Target{Service: w.Service}, w.Service != ""
}

func (s Scalar) String() string {
	switch {
	case s.Text != nil:
		return *s.Text
	case s.Number != nil:
		return strconv.FormatInt(*s.Number, 10)
	case s.Bool != nil && *s.Bool:
		return "true"
	case s.Bool != nil:
		return "false"
	}
	return ""
}
