package term

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// glass is a terminal that understands what the screen sends, and nothing else.
type glass struct {
	t       *testing.T
	columns int

	mu       sync.Mutex // guards what follows
	rows     []string
	row      int
	pictures []string // what was to be seen after each write
}

func (g *glass) Write(p []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	rest := string(p)
	for rest != "" {
		var n int
		switch {
		case strings.HasPrefix(rest, "\r\n"):
			g.row++
			rest = rest[2:]
		case rest[0] == '\r':
			rest = rest[1:]
		case strings.HasPrefix(rest, eraseBelow):
			g.rows = g.rows[:min(g.row, len(g.rows))]
			rest = rest[len(eraseBelow):]
		case rest[0] == '\x1b':
			if _, err := fmt.Sscanf(rest, cursorUp, &n); err != nil {
				g.t.Fatalf("%q is no sequence of ours", rest)
			}
			if g.row -= n; g.row < 0 {
				g.t.Fatal("the cursor went above the first line")
			}
			rest = rest[strings.Index(rest, "A")+1:]
		default:
			line, _, _ := strings.Cut(rest, "\r\n")
			g.put(line)
			rest = rest[len(line):]
		}
	}
	g.pictures = append(g.pictures, strings.Join(g.rows, "\n"))
	return len(p), nil
}

// seen is what is on the terminal, and the row of the cursor.
func (g *glass) seen() ([]string, int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.rows), g.row
}

func (g *glass) put(line string) {
	if strings.ContainsAny(line, "\x1b\r\n\t") || text.StringWidthWithoutEscSequences(line) >= g.columns {
		g.t.Errorf("%q is not fit for %d columns", line, g.columns)
	}
	for len(g.rows) <= g.row {
		g.rows = append(g.rows, "")
	}
	g.rows[g.row] = line
}

// A log gets a line for each tenth of the nodes, and none of a scan of a few.
func TestProgressInALog(t *testing.T) {
	for _, tt := range []struct{ nodes, failed, lines int }{{9, 0, 0}, {10, 0, 10}, {11, 0, 10}, {1000, 3, 10}} {
		var log strings.Builder
		p := NewProgress(Terminal{Now: time.Now, Err: &log}, tt.nodes)
		for i := range tt.nodes {
			n := &facts.Node{Name: fmt.Sprint(i)}
			p.Step(n, "identity")
			if i < tt.failed {
				n.Problem = &facts.Problem{}
			}
			p.Done(n)
		}
		p.End()
		lines := strings.Split(strings.TrimSuffix(log.String(), "\n"), "\n")
		last := fmt.Sprintf("%d of %d nodes read", tt.nodes, tt.nodes)
		if tt.failed > 0 {
			last += fmt.Sprintf(", %d of them in vain", tt.failed)
		}
		if got := strings.Count(log.String(), "\n"); got != tt.lines || tt.lines > 0 && lines[len(lines)-1] != last {
			t.Errorf("%d nodes: %d lines, want %d, the last %q:\n%s", tt.nodes, got, tt.lines, last, log.String())
		}
	}
}

// clock is a time that a test moves.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// watched is a progress that draws when the test ticks.
func watched(t *testing.T, columns, rows, total int) (*Progress, *glass, *clock, func()) {
	t.Helper()
	g := &glass{t: t, columns: columns}
	c := &clock{at: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
	p := NewProgress(Terminal{Now: c.now}, total)
	p.screen = &screen{w: g, size: func() (int, int, error) { return columns, rows, nil }}
	ticks := make(chan time.Time)
	p.draw(ticks, func() {})
	// The second of two ticks is taken when the first has been drawn; when it is
	// drawn itself, nobody knows.
	return p, g, c, func() { ticks <- c.now(); ticks <- c.now() }
}

func TestProgress(t *testing.T) {
	p, g, c, tick := watched(t, 80, 24, 8)
	nodes := map[string]*facts.Node{}
	for _, name := range []string{"HV01", "HV07", "HV03"} {
		nodes[name] = &facts.Node{Name: name}
	}
	p.Step(nodes["HV07"], "connecting")
	c.pass(499 * time.Millisecond)
	tick()
	c.pass(4501 * time.Millisecond)
	p.Step(nodes["HV03"], "identity")
	p.Step(nodes["HV01"], "connecting")
	c.pass(4 * time.Second)
	p.Step(nodes["HV03"], "updates")
	p.Done(nodes["HV01"])
	tick()
	c.pass(time.Minute)
	p.Done(nodes["HV07"])
	tick()
	p.End()
	want := []string{
		"",
		"reading nodes: 1 of 8, 9 s\n  HV07  connecting  9 s\n  HV03  updates  4 s",
		"reading nodes: 2 of 8, 1 min 9 s\n  HV03  updates  1 min 4 s",
		"",
	}
	var got []string
	for i := 0; i < len(g.pictures); i += 2 { // the first of two ticks, and the end
		got = append(got, g.pictures[i])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("seen (-want +got):\n%s", diff)
	}
	if g.row != 0 {
		t.Errorf("the cursor is left in row %d", g.row)
	}
}

// Whatever the terminal's size and the nodes' names, the display fits.
func TestProgressFits(t *testing.T) {
	for _, tt := range []struct {
		columns, rows int
		lines         int // of twelve nodes
	}{{80, 24, 7}, {20, 5, 4}, {12, 3, 2}, {3, 2, 1}, {0, 0, 7}} {
		columns := tt.columns
		if columns == 0 {
			columns = usualColumns
		}
		p, g, c, tick := watched(t, columns, tt.rows, 12)
		p.screen.size = func() (int, int, error) { return tt.columns, tt.rows, nil }
		for i := range 12 {
			p.Step(&facts.Node{Name: fmt.Sprintf("HV%02d\x1b[31m\r\nノード%s", i, strings.Repeat("x", 90))}, "connecting")
		}
		c.pass(time.Second)
		tick()
		rows, _ := g.seen()
		if len(rows) != tt.lines {
			t.Errorf("%d by %d: %d lines, want %d:\n%s", tt.columns, tt.rows, len(rows), tt.lines, strings.Join(rows, "\n"))
		}
		if tt.lines > 1 && !strings.HasPrefix(rows[len(rows)-1], "  and ") {
			t.Errorf("%d by %d: nothing is said of the others:\n%s", tt.columns, tt.rows, strings.Join(rows, "\n"))
		}
		p.End()
		if len(g.rows) != 0 || g.row != 0 {
			t.Errorf("%q is left", g.rows)
		}
	}
}

// A terminal that becomes narrower breaks what is drawn into more rows.
func TestEraseAfterNarrowing(t *testing.T) {
	columns := 40
	var out strings.Builder
	s := &screen{w: &out, size: func() (int, int, error) { return columns, 24, nil }}
	s.show(func(int) []string { return []string{strings.Repeat("a", 30), strings.Repeat("b", 21), "c"} })
	columns = 10
	out.Reset()
	s.clear()
	// Three rows, three rows and one: six above the last.
	if want := "\r\x1b[6A\x1b[J"; out.String() != want {
		t.Errorf("sent %q, want %q", out.String(), want)
	}
}

// Where nobody looks nothing is drawn.
func TestNoProgressWithoutScreen(t *testing.T) {
	p := NewProgress(Terminal{Now: time.Now}, 1)
	n := &facts.Node{Name: "HV01"}
	p.Step(n, "connecting")
	p.Done(n)
	p.End()
	if p.stop != nil {
		t.Error("something draws")
	}
	for name, want := range map[string]bool{"dumb": true, "xterm": false, "": false} {
		if got := isDumb(func(v string) (string, bool) { return name, v == "TERM" }); got != want {
			t.Errorf("a terminal %q is dumb: %t", name, got)
		}
	}
}
