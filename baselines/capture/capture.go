// Package capture writes the baseline of a site from one node that is as the
// site wants its nodes to be.
//
// In goes what was collected of the node, and the baseline that it is judged by;
// out comes YAML that extends this baseline and requires what the node has. Only
// what was certainly observed is required, and what was not read is left out
// and named. The package judges nothing, and does not trust what a node says.
package capture

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// provenance of everything captured: a site wants it, by its choice of the node.
const provenance = string(baselines.Site)

// Baseline returns a baseline in YAML that extends base, which a file finds by
// the given reference, and requires what the node has, with an entry of site for each of
// the values. The day is that of the capture. The error is that the node says nothing that could be captured, or
// more than a baseline holds.
func Baseline(n *facts.Node, base *baselines.Baseline, extends string, day time.Time, values ...Value) ([]byte, error) {
	c := &capture{node: n, base: base, name: plain(n.Name), day: day.UTC().Format(time.DateOnly)}
	c.hotfixes()
	c.updateLevel()
	c.heartbeat()
	c.offload()
	c.services()
	c.adapters()
	c.site(values)
	if c.asked == 0 {
		return nil, errors.New("nothing was read of the node that a baseline requires")
	}
	var out bytes.Buffer
	c.preface(&out)
	text, err := strict.Write(c.document(extends))
	if err != nil {
		return nil, fmt.Errorf("write the baseline: %w", err)
	}
	out.Write(text)
	if out.Len() > strict.MaxSize {
		return nil, fmt.Errorf("the baseline would be larger than %d bytes", strict.MaxSize)
	}
	return out.Bytes(), nil
}

// capture is a baseline that is being written.
type capture struct {
	node *facts.Node
	base *baselines.Baseline
	name string // of the node, fit for a line of text
	day  string // "2026-11-22"

	sections mapping
	asked    int      // requirements that were written
	removed  []string // finding ids of the base that are not wanted
	left     []string // what was left out, and why
}

// preface says where the file comes from and what it does not hold.
func (c *capture) preface(out *bytes.Buffer) {
	fmt.Fprintf(out, "# Captured from %s on %s. Read it before it is used: a node is required to have what this\n", c.name, c.day)
	fmt.Fprintln(out, "# one has, whether that is good or not.")
	for _, why := range c.left {
		fmt.Fprintf(out, "# Left out: %s.\n", why)
	}
}

func (c *capture) document(extends string) *yaml.Node {
	var m mapping
	m.add("format", number(baselines.Format))
	m.add("name", text("golden-"+slug(c.name)))
	m.add("title", text("As captured from "+c.name))
	m.add("reviewed", &yaml.Node{Kind: yaml.ScalarNode, Value: c.day})
	m.add("extends", texts(extends))
	m.add("notes", texts("What this file requires is what "+c.name+" had on "+c.day+
		". A heartbeat property must have the very value that "+c.name+" had: the default of a Windows version does not excuse another."))
	if len(c.removed) > 0 {
		m.add("remove", texts(c.removed...))
	}
	m.pairs = append(m.pairs, c.sections.pairs...)
	return m.node()
}

// requirement begins a requirement. What it requires is added to it.
func (c *capture) requirement(title string) *mapping {
	c.asked++
	var m mapping
	m.add("title", text(title))
	return &m
}

// grounds adds what every requirement that the base does not have needs too.
// Where the base has it, its severity and the way to fix it are kept.
func (c *capture) grounds(m *mapping, severity baselines.Severity, fix string) {
	if fix != "" {
		m.add("severity", text(string(severity)))
	}
	m.add("why", text("The site's nodes are to be like "+c.name+"."))
	if fix != "" {
		m.add("fix", text(fix))
	}
	m.add("reference", text("captured from "+c.name+" on "+c.day))
	m.add("provenance", text(provenance))
}

// leave notes what is left out. The reason is our own words and never a node's.
func (c *capture) leave(format string, args ...any) {
	c.left = append(c.left, strings.TrimSpace(fmt.Sprintf(format, args...)))
}

// read reports whether a section can be captured, and notes when it cannot.
func (c *capture) read(what string, s facts.Section) bool {
	switch s.State {
	case facts.Collected:
		return true
	case facts.Absent:
		c.leave("%s: absent from the node", what)
	case facts.Failed:
		c.leave("%s: could not be read", what)
	default:
		c.leave("%s: not read", what)
	}
	return false
}
