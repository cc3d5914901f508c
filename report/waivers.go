package report

import "strings"

// String is why a finding is waived, who answers for it and until when, in one
// line.
func (w Waiver) String() string {
	parts := []string{w.Reason, "owner " + w.Owner}
	if w.Ticket != "" {
		parts = append(parts, "ticket "+w.Ticket)
	}
	switch {
	case w.Expired:
		parts = append(parts, "expired, last day "+w.Expires)
	case w.Expires == "":
		parts = append(parts, "permanent")
	default:
		parts = append(parts, "until "+w.Expires)
	}
	return strings.Join(parts, "; ")
}

// Target names what the waiver is for.
func (w UnusedWaiver) Target() string {
	s := w.Finding
	if w.Node != "" {
		s += " on " + w.Node
	}
	if w.Cluster != "" {
		s += " in " + w.Cluster
	}
	return s
}

// String is the target and, in brackets, the waiver.
func (w UnusedWaiver) String() string { return w.Target() + " (" + w.Waiver.String() + ")" }
