package term

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
)

const (
	// patience is how long a scan may take without anything being shown.
	patience = 500 * time.Millisecond
	// redrawEvery is how often the display changes: calmly.
	redrawEvery = 250 * time.Millisecond
	// maxReading is how many of the nodes that are being read are shown.
	maxReading = 5
	// parts is how many lines a log gets of a scan of so many nodes at least.
	parts = 10
)

// Progress shows on the terminal how far a scan is: how many nodes are read,
// and those that are being read with what is done there, the slowest first. It
// disappears at the end. Without a terminal, as in a CI system, a line stays for each
// tenth of the nodes, and of a few nodes none.
type Progress struct {
	screen *screen
	log    io.Writer // nil: there is a screen
	now    func() time.Time
	total  int

	mu      sync.Mutex // guards what follows
	started time.Time
	read    int
	failed  int // of those that are read
	reading map[*facts.Node]*nodeRead

	stop, ended chan struct{} // nil: nothing is drawn
}

// nodeRead is a node that is being read.
type nodeRead struct {
	name, step string
	since      time.Time
}

// NewProgress shows the reading of so many nodes until End is called.
func NewProgress(t Terminal, total int) *Progress {
	p := &Progress{screen: t.screen, now: t.Now, total: total, started: t.Now(), reading: map[*facts.Node]*nodeRead{}}
	if t.screen == nil {
		p.log = t.Err
		return p
	}
	ticker := time.NewTicker(redrawEvery)
	p.draw(ticker.C, ticker.Stop)
	return p
}

// draw starts to draw at every tick.
func (p *Progress) draw(ticks <-chan time.Time, stopTicking func()) {
	p.stop, p.ended = make(chan struct{}), make(chan struct{})
	go func() {
		defer close(p.ended)
		defer stopTicking()
		for {
			select {
			case <-ticks:
				p.screen.show(p.lines)
			case <-p.stop:
				p.screen.clear()
				return
			}
		}
	}()
}

// End leaves the terminal as it was before.
func (p *Progress) End() {
	if p.stop == nil {
		return
	}
	close(p.stop)
	<-p.ended
}

// Step notes what is done next at a node.
func (p *Progress) Step(n *facts.Node, step string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	r := p.reading[n]
	if r == nil {
		r = &nodeRead{name: report.Clean(n.Name), since: p.now()}
		p.reading[n] = r
	}
	r.step = step
}

// Done notes that a node is finished.
func (p *Progress) Done(n *facts.Node) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.reading, n)
	before := p.read * parts / p.total
	p.read++
	if n.Problem != nil {
		p.failed++
	}
	if p.log != nil && p.total >= parts && p.read*parts/p.total > before {
		fmt.Fprintln(p.log, p.logLine())
	}
}

// logLine is "40 of 100 nodes read, 3 of them in vain".
func (p *Progress) logLine() string {
	line := fmt.Sprintf("%d of %d nodes read", p.read, p.total)
	if p.failed > 0 {
		line += fmt.Sprintf(", %d of them in vain", p.failed)
	}
	return line
}

// lines are what there is to show in at most so many lines; none as long as the
// scan may turn out to be short.
func (p *Progress) lines(height int) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	elapsed := now.Sub(p.started)
	if elapsed < patience {
		return nil
	}
	lines := []string{fmt.Sprintf("reading nodes: %d of %d, %s", p.read, p.total, seconds(elapsed))}
	slowest := p.slowest()
	shown := min(len(slowest), maxReading, max(0, height-2)) // one line for the first, one for the last
	for _, r := range slowest[:shown] {
		lines = append(lines, fmt.Sprintf("  %s  %s  %s", r.name, r.step, seconds(now.Sub(r.since))))
	}
	if more := len(slowest) - shown; more > 0 && height > 1 {
		lines = append(lines, fmt.Sprintf("  and %d more", more))
	}
	return lines
}

// slowest are the nodes that are being read, those first that take the longest.
func (p *Progress) slowest() []*nodeRead {
	var all []*nodeRead
	for _, r := range p.reading {
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b *nodeRead) int {
		return cmp.Or(a.since.Compare(b.since), strings.Compare(a.name, b.name), strings.Compare(a.step, b.step))
	})
	return all
}

// seconds writes a time in full seconds, from a minute on in minutes too: "9 s", "2 min 5 s".
func seconds(d time.Duration) string {
	s := int(d / time.Second)
	if s < 60 {
		return fmt.Sprintf("%d s", s)
	}
	return fmt.Sprintf("%d min %d s", s/60, s%60)
}
