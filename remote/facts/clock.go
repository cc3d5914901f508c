package facts

import "time"

// Clock is the time on the node's clock next to that of the machine that reads it.
// It is not collected in documents of earlier versions.
type Clock struct {
	Section
	Node    time.Time `json:"node,omitzero"`    // LocalDateTime of Win32_OperatingSystem, UTC
	Scanner time.Time `json:"scanner,omitzero"` // UTC; halfway between the question and the answer
	// OffsetMS is how far the node's clock is ahead of the scanner's, in ms; negative:
	// behind. It is right to within UncertaintyMS, half of what the question took.
	OffsetMS      int64 `json:"offset_ms,omitempty"`
	UncertaintyMS int64 `json:"uncertainty_ms,omitempty"`
}

// longestOffset bounds what is reckoned with, so that no sum of a few is too long for
// a time.Duration.
const longestOffset = 50 * 365 * 24 * time.Hour

// Reported reports whether the node reported the time.
func (c Clock) Reported() bool {
	return c.State == Collected && !c.Node.IsZero() && !c.Scanner.IsZero()
}

// Offset is how far the node's clock is ahead of the scanner's, fifty years at most; 0
// when that is not known.
func (c Clock) Offset() time.Duration { return milliseconds(c.OffsetMS) }

// Uncertainty is by how much the offset may be wrong, either way.
func (c Clock) Uncertainty() time.Duration { return milliseconds(c.UncertaintyMS).Abs() }

func milliseconds(n int64) time.Duration {
	const most = int64(longestOffset / time.Millisecond)
	return time.Duration(min(max(n, -most), most)) * time.Millisecond
}

// ByNode turns a time of the scanner's clock into that of the node's.
func (c Clock) ByNode(scanner time.Time) time.Time { return scanner.Add(c.Offset()) }
