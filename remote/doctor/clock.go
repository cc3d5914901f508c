package doctor

import (
	"fmt"
	"time"

	"github.com/clusterdrift/clusterdrift/remote"
)

// Skews of the node's clock against ours. Kerberos refuses tickets beyond five
// minutes unless the domain's policy says otherwise.
const (
	skewGrain   = 5 * time.Second // the header has whole seconds, and was a while on its way
	skewWarning = 2 * time.Minute
	skewFailed  = 5 * time.Minute
)

// clock compares the node's clock with ours.
func (e *examination) clock(node, ours time.Time) {
	step := Step{Name: Clock, Status: OK}
	if node.IsZero() {
		step.Status, step.Text = Skipped, "the node does not report the time"
		e.note(step)
		return
	}
	skew := node.Sub(ours).Round(skewGrain)
	switch {
	case skew == 0:
		step.Text = "the clocks agree"
	case skew > 0:
		step.Text = fmt.Sprintf("the node's clock is %s ahead of ours", skew)
	default:
		step.Text = fmt.Sprintf("the node's clock is %s behind ours", -skew)
	}
	if skew.Abs() > skewWarning {
		step.Status = Warning
		step.Fix = []string{"Compare both clocks with the domain's: w32tm /query /status on the node; then w32tm /resync where it is wrong."}
	}
	if skew.Abs() > skewFailed && e.target.Auth == remote.Kerberos {
		step.Status = Failed
	}
	e.note(step)
}
