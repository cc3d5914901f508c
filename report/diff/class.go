package diff

import "slices"

// Class is what became of a finding or a node.
type Class string

// Classes of findings.
const (
	// New: what passed, or was not there to judge, drifts by the same rules.
	New Class = "new"
	// WaiverEnded: drift that was waived is not any more.
	WaiverEnded Class = "waiver-ended"
	// SeverityChanged: drift in both, of another severity at the same moment.
	SeverityChanged Class = "severity-changed"
	// DriftChanged: drift in both, of another kind: other values were observed.
	DriftChanged Class = "drift-changed"
	// RequirementAdded and RequirementDropped: one of the baselines has it, and the
	// other not.
	RequirementAdded   Class = "requirement-added"
	RequirementDropped Class = "requirement-dropped"
	// RequirementChanged: the verdict is another because the baseline, or the version of
	// the program, is another.
	RequirementChanged Class = "requirement-changed"
	// BecameUnknown: what was known is not known.
	BecameUnknown Class = "became-unknown"
	// KnownAgain: what was unknown is known; drift of it is neither new nor old.
	KnownAgain Class = "known-again"
	// Waived: a waiver holds that did not.
	Waived Class = "waived"
	// Fixed: drift, waived or not, that passes by the same rules.
	Fixed Class = "fixed"
	// NoLongerApplies: drift on what the node does not have any more.
	NoLongerApplies Class = "no-longer-applies"
	// Still: drift in both, with nothing changed.
	Still Class = "still"
)

// Classes of nodes.
const (
	NodeAppeared  Class = "node-appeared"
	NodeVanished  Class = "node-vanished"
	NodeNotRead   Class = "node-not-read"   // it was known and is not
	NodeReadAgain Class = "node-read-again" // it was not known and is
	NodeStillDark Class = "node-still-not-read"
	NodeRenamed   Class = "node-renamed"
)

// FindingClasses are the classes of findings, the gravest first.
func FindingClasses() []Class {
	return []Class{New, WaiverEnded, SeverityChanged, DriftChanged, RequirementAdded, RequirementChanged, BecameUnknown, KnownAgain,
		Waived, Fixed, NoLongerApplies, RequirementDropped, Still}
}

// NodeClasses are the classes of nodes.
func NodeClasses() []Class {
	return []Class{NodeNotRead, NodeStillDark, NodeVanished, NodeAppeared, NodeReadAgain, NodeRenamed}
}

// Changes are the classes of what changed, findings before nodes: all but those of what
// stayed as it was.
func Changes() []Class {
	return slices.DeleteFunc(slices.Concat(FindingClasses(), NodeClasses()), func(c Class) bool { return c == Still || c == NodeStillDark })
}

// Words is how people write it after a number: "3 new", "2 became unknown".
func (c Class) Words() string {
	if w, ok := words()[c]; ok {
		return w
	}
	return string(c)
}

func words() map[Class]string {
	return map[Class]string{
		New: "new", WaiverEnded: "no longer waived", SeverityChanged: "of another severity", DriftChanged: "drifting otherwise",
		RequirementAdded: "added by a baseline", RequirementDropped: "dropped by a baseline", RequirementChanged: "judged by other rules",
		BecameUnknown: "became unknown", KnownAgain: "known again", Waived: "waived", Fixed: "fixed", NoLongerApplies: "no longer applicable", Still: "still drifting",
		NodeAppeared: "appeared", NodeVanished: "vanished", NodeNotRead: "not read", NodeStillDark: "still not read", NodeReadAgain: "read again", NodeRenamed: "renamed",
	}
}

// Title is what heads a list of the class.
func (c Class) Title() string {
	switch c {
	case New:
		return "New drift"
	case WaiverEnded:
		return "No longer waived"
	case SeverityChanged:
		return "Severity changed"
	case DriftChanged:
		return "Drifting otherwise"
	case RequirementAdded:
		return "Requirements added by a baseline"
	case RequirementDropped:
		return "Requirements dropped by a baseline: not fixed"
	case RequirementChanged:
		return "Judged by other rules: neither new nor fixed"
	case BecameUnknown:
		return "Became unknown: not fixed"
	case KnownAgain:
		return "Known again"
	case Waived:
		return "Waived"
	case Fixed:
		return "Fixed"
	case NoLongerApplies:
		return "No longer applicable"
	case Still:
		return "Still drifting"
	}
	return c.Words()
}
