package facts

import "cmp"

// GapKind is why something is not known. Reports print it, so its values are part of
// their format.
type GapKind string

// Kinds of gaps. Those up to GapFuture say why a node or a section was not read, the
// others what the evidence lacks that was read.
const (
	GapUnreachable   GapKind = "unreachable"       // no connection, or none that is protected as demanded
	GapNotLoggedOn   GapKind = "not-logged-on"     // the credentials were refused, not accepted, or not tried
	GapDenied        GapKind = "denied"            // logged on, but without the right
	GapMissingClass  GapKind = "missing-class"     // the class, namespace or key does not exist on the node
	GapTimedOut      GapKind = "timed-out"         // a deadline passed, or the node limits its operations
	GapCut           GapKind = "cut"               // the answer is longer than what is read of it
	GapUnreadable    GapKind = "unreadable"        // the answer was not understood
	GapNotCredible   GapKind = "not-credible"      // the answer was understood and cannot be true
	GapNotAllowed    GapKind = "not-allowed"       // the program does not ask for it
	GapInterrupted   GapKind = "interrupted"       // the scan was ended before
	GapLocal         GapKind = "local"             // the machine that scans failed
	GapNotCollected  GapKind = "not-collected"     // it was not asked for, or its facts are missing
	GapAbsent        GapKind = "absent"            // the node does not have what would show it
	GapEmpty         GapKind = "empty"             // the answer was empty, which is not credible
	GapStale         GapKind = "stale"             // the facts are too old
	GapFuture        GapKind = "future"            // the facts are dated in the future
	GapLeftOut       GapKind = "left-out"          // the answer does not have this value
	GapWrongType     GapKind = "wrong-type"        // the value has another form than it should
	GapShortLog      GapKind = "short-log"         // the log does not reach back far enough, or is disabled
	GapContradiction GapKind = "contradiction"     // two observations contradict each other
	GapUndocumented  GapKind = "undocumented"      // no source says what the value means
	GapUndecided     GapKind = "undecided"         // what was read leaves it open
	GapNotScanned    GapKind = "not-scanned"       // a member of the cluster was not part of the scan
	GapOtherMachine  GapKind = "other-machine"     // another machine than the node may have answered
	GapNoBaseline    GapKind = "no-baseline"       // no baseline has what applies
	GapOldBaseline   GapKind = "outdated-baseline" // the sources of the baseline are too old
	GapUnconfirmed   GapKind = "unconfirmed"       // no source confirms the requirement
	GapNotRecorded   GapKind = "not-recorded"      // a result of format 1 does not say why
)

// GapKinds are all of them, in that order.
func GapKinds() []GapKind {
	return []GapKind{
		GapUnreachable, GapNotLoggedOn, GapDenied, GapMissingClass, GapTimedOut, GapCut, GapUnreadable, GapNotCredible,
		GapNotAllowed, GapInterrupted, GapLocal, GapNotCollected, GapAbsent, GapEmpty, GapStale, GapFuture,
		GapLeftOut, GapWrongType, GapShortLog, GapContradiction, GapUndocumented, GapUndecided, GapNotScanned,
		GapOtherMachine, GapNoBaseline, GapOldBaseline, GapUnconfirmed, GapNotRecorded,
	}
}

// Gap is one thing that is not known and would decide a verdict. The zero value is none.
type Gap struct {
	Kind GapKind `json:"kind"`
	// Node is the node that it was not read of, as the user or the cluster names it, where
	// a finding speaks of several.
	Node string `json:"node,omitempty"`
	Text string `json:"text"` // what would have to be known, and why it is not
}

// Of makes a gap of a text, and none of an empty one.
func (k GapKind) Of(text string) Gap {
	if text == "" {
		return Gap{}
	}
	return Gap{Kind: k, Text: text}
}

// IsZero reports whether nothing is missing.
func (g Gap) IsZero() bool { return g == Gap{} }

// Compare orders gaps by their texts, then by kind and node.
func (g Gap) Compare(other Gap) int {
	return cmp.Or(cmp.Compare(g.Text, other.Text), cmp.Compare(g.Kind, other.Kind), cmp.Compare(g.Node, other.Node))
}

// On is the gap of one node among several, whose name its text begins with.
func (g Gap) On(node string) Gap {
	if g.IsZero() {
		return g
	}
	return Gap{g.Kind, node, node + ": " + g.Text}
}

// After puts words before the text of a gap.
func (g Gap) After(words string) Gap {
	if g.IsZero() {
		return g
	}
	g.Text = words + g.Text
	return g
}

// GapTexts are the texts of gaps.
func GapTexts(gaps []Gap) []string {
	var all []string
	for _, g := range gaps {
		all = append(all, g.Text)
	}
	return all
}

// Gap is why a node or a section with the problem is not known.
func (p Problem) Gap() Gap { return p.gapKind().Of(p.Message) }

// gapKind is the kind of gap that a problem of reading leaves. A problem of documents of
// other versions, which may have kinds of their own, leaves an unreadable one.
func (p Problem) gapKind() GapKind {
	switch p.Kind {
	case "unreachable", "tls", "not-sealed":
		return GapUnreachable
	case "auth-refused", "kdc-refused", "auth-failed", KindNotTried:
		return GapNotLoggedOn
	case "access-denied":
		return GapDenied
	case "not-found":
		return GapMissingClass
	case "timeout", "quota":
		return GapTimedOut
	case "wrong-type":
		return GapWrongType
	case "too-big":
		return GapCut
	case "refused":
		return GapNotAllowed
	case "not-credible":
		return GapNotCredible
	case KindInterrupted:
		return GapInterrupted
	case KindLocal:
		return GapLocal
	case KindMissing:
		return GapNotCollected
	case KindStale:
		return GapStale
	case KindFuture:
		return GapFuture
	case KindIdentity:
		return GapOtherMachine
	}
	return GapUnreadable
}
