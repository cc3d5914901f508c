package checks

import (
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
)

// Weighing is what a moment may make of the severity of a finding.
type Weighing struct {
	Own, Family baselines.At  // those of the requirement, and of its family
	Age         time.Duration // of the last event when it was read; 0: none was seen
	// Excused: what was observed lessens the severity, and no moment raises it again.
	Excused bool
}

// weigh gives the finding the severity that its requirement has at a moment. The
// verdict stays as it is.
func (f *Finding) weigh(m baselines.Moment) {
	severity, at := f.Weighing.Own.Over(f.Weighing.Family, m)
	switch {
	case severity == "", severity == f.Severity:
	case f.Weighing.Excused && severity.Rank() < f.Severity.Rank():
	case !at.IsOld(f.Weighing.Age):
	default:
		f.Written, f.Severity = f.Severity, severity
	}
}
