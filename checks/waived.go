package checks

import (
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
)

// Waiver records who answers for a finding. The finding is waived until the last
// day of the waiver; after it, it keeps the status it was judged to have.
type Waiver struct {
	Reason  string             `json:"reason"`
	Owner   string             `json:"owner"`
	Ticket  string             `json:"ticket,omitempty"`
	Expires Date               `json:"expires,omitzero"`  // the last day on which it holds; zero: permanent
	Expired bool               `json:"expired,omitempty"` // that day is past
	Origin  baselines.Position `json:"origin,omitzero"`
}

// String is why a finding is waived, who answers for it and until when, in one
// line.
func (w Waiver) String() string {
	parts := []string{w.Reason, "owner " + w.Owner}
	if w.Ticket != "" {
		parts = append(parts, "ticket "+w.Ticket)
	}
	switch {
	case w.Expired:
		parts = append(parts, "expired, last day "+w.Expires.String())
	case w.Expires.IsZero():
		parts = append(parts, "permanent")
	default:
		parts = append(parts, "until "+w.Expires.String())
	}
	return strings.Join(parts, "; ")
}
