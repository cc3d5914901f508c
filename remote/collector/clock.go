package collector

import (
	"time"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// clock compares the time that the node reported between a question and its answer with
// the time halfway between them.
func (c *collection) clock(row remote.Row, asked, answered time.Time) facts.Clock {
	reported, ok := row.Time("LocalDateTime")
	if !ok || reported.IsZero() {
		return facts.Clock{Section: c.failed(osQuery, notCredible("Win32_OperatingSystem has no LocalDateTime"))}
	}
	half := answered.Sub(asked) / 2
	clock := facts.Clock{Section: c.section(osQuery, facts.Collected), Node: reported, Scanner: asked.Add(half).UTC()}
	clock.OffsetMS = reported.Sub(clock.Scanner).Milliseconds()
	clock.UncertaintyMS = half.Milliseconds()
	return clock
}
