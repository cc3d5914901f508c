package baselines

import (
	"cmp"
	"fmt"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// DefaultSourcesDays is how many days the sources of updates and vulnerabilities count
// as current where a baseline states nothing else. Updates come each month.
const DefaultSourcesDays = 120

// SourcesAge is how many days ago the sources of updates and vulnerabilities were
// read, and whether that is too long for a statement on the newest ones. Without a
// day on either side the age is 0 and current.
func (b *Baseline) SourcesAge(today time.Time) (days int, stale bool) {
	if b.SourcesRead.IsZero() || today.IsZero() {
		return 0, false
	}
	days = max(0, int(today.Sub(b.SourcesRead)/(24*time.Hour)))
	return days, days > b.SourcesLimit()
}

// EmbeddedSourcesRead is the latest day when the sources of an embedded baseline were
// read, UTC.
func EmbeddedSourcesRead() time.Time {
	var latest time.Time
	for _, name := range Names() {
		if read := date(strict.Get(embeddedRoot(name), "sources_read")); read.After(latest) {
			latest = read
		}
	}
	return latest
}

// SourcesLimit is how many days the sources count as current.
func (b *Baseline) SourcesLimit() int { return cmp.Or(b.SourcesDays, DefaultSourcesDays) }

// verifySources notes files that were reviewed after the sources were last read: what
// such a review could not know, it does not confirm. A site's file that states no
// such day answers for itself.
func (t *tree) verifySources() {
	n := strict.Get(t.root, "sources_read")
	if n == nil {
		return
	}
	stated := t.layer(n)
	for _, l := range t.layers {
		reviewed := strict.Get(l.Root, "reviewed")
		concerned := l == stated || l.embedded && stated.embedded
		if !l.overlay && concerned && date(reviewed).After(date(n)) {
			t.problems = append(t.problems, reviewedLater(l, reviewed, n))
		}
	}
}

func reviewedLater(l *layer, reviewed, read *yaml.Node) *Error {
	return &Error{Position: l.At(reviewed), Message: fmt.Sprintf("reviewed %s is later than sources_read %s", reviewed.Value, read.Value),
		Hint: "read the sources of updates and vulnerabilities again, and state the day"}
}
