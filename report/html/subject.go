package html

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/findings"
)

// subject is everything that was found under one id, with what to do. Nodes
// that baselines ask otherwise have a subject of their own.
type subject struct {
	ID, Family, Title, Tally string
	Severity                 baselines.Severity
	Rank                     int
	Status                   checks.Status // the gravest
	Open                     bool
	Verdicts                 []verdict
	Why, Basis, Lists        string
	Fix                      []baselines.Line
	References               []reference
	Written                  string
}

// verdict is a verdict that nodes have in common. What all of them share is
// told once; in what they differ they have a row each.
type verdict struct {
	Status      checks.Status
	Word        string
	Shared      []field
	Columns     []string // of Rows
	Rows        []unit
	Single      *unit    // in place of rows when all is shared
	Sources     []string // that the observations name by number
	Differences *differences
	Waiver      string
	Accept      string // the finding for which it passes
	Mitigation  string // the finding for which the drift is less grave
}

// unit is the nodes that agree in everything.
type unit struct {
	Nodes, Keys string // Keys are those of the nodes, separated by blanks
	Findings    int
	Cells       [][]string // a list of texts for each column
}

// field is a name and the texts that belong to it.
type field struct {
	Name  string
	Texts []string
}

// reference is a note and an address, which may be one to follow.
type reference struct {
	Note, Address string
	Link          bool
}

// statusOrder is from the gravest on.
func statusOrder() []checks.Status {
	return []checks.Status{checks.Drift, checks.Unknown, checks.Waived, checks.Pass, checks.NotApplicable}
}

// subjects are sorted by status, severity and id. What an unreachable node
// has unknown is told with the node.
func subjects(c report.Cluster, keys map[string]string) []subject {
	var groups []findings.Group
	for _, status := range statusOrder() {
		groups = append(groups, findings.Grouped(c, status)...)
	}
	var subjects []subject
	for _, same := range findings.Joined(groups, subjectOf) {
		subjects = append(subjects, newSubject(same, keys))
	}
	slices.SortStableFunc(subjects, func(a, b subject) int {
		order := statusOrder()
		return cmp.Or(
			cmp.Compare(slices.Index(order, a.Status), slices.Index(order, b.Status)),
			cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.ID, b.ID))
	})
	return subjects
}

// subjectOf is equal for findings that are shown under one heading.
func subjectOf(g findings.Group) string {
	return strings.Join([]string{g.ID, string(g.Severity), g.Title, g.Why, g.Fix, g.Reference, string(g.Provenance)}, "\x00")
}

func newSubject(groups []findings.Group, keys map[string]string) subject {
	g := groups[0] // groups come in the order of statusOrder
	s := subject{
		ID: g.ID, Family: findings.FamilyOf(g.Finding), Title: g.Title, Severity: g.Severity, Rank: g.Severity.Rank(),
		Status: g.Status, Open: g.Status == checks.Drift && g.Severity.Rank() <= baselines.High.Rank(),
		Why: g.Why, Fix: g.Steps.Lines(), Basis: findings.Basis(g.Provenance), Lists: strings.Join(g.Lists, ", "),
		Written: g.Origin.String(),
	}
	for _, r := range g.References {
		s.References = append(s.References, reference{r.Note, r.Address, isAddress(r.Address)})
	}
	tally := map[checks.Status]int{}
	for _, same := range findings.Joined(groups, sameVerdict) {
		s.Verdicts = append(s.Verdicts, newVerdict(same, keys))
		for _, v := range same {
			tally[v.Status] += len(v.Members)
		}
	}
	var parts []string
	for _, status := range statusOrder() {
		if n := tally[status]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, statusWord(status)))
		}
	}
	s.Tally = strings.Join(parts, ", ")
	return s
}

// isAddress reports whether a text is an address that a browser may follow.
func isAddress(s string) bool {
	return !strings.ContainsAny(s, " \t") && (strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://"))
}

// sameVerdict is equal for groups that are shown as one verdict.
func sameVerdict(g findings.Group) string {
	return strings.Join([]string{string(g.Status), g.AcceptedBy, g.MitigatedBy, findings.WaiverText(g.Waiver)}, "\x00")
}

func newVerdict(groups []findings.Group, keys map[string]string) verdict {
	g := groups[0]
	v := verdict{
		Status: g.Status, Word: statusWord(g.Status), Accept: g.AcceptedBy, Mitigation: g.MitigatedBy,
		Waiver:      findings.WaiverText(g.Waiver),
		Differences: newDifferences(g.Differences),
	}
	fields := make([][]field, len(groups))
	for i, g := range groups {
		fields[i] = v.fields(g)
	}
	var own []int // the fields in which the groups differ
	for i, f := range fields[0] {
		same := func(other []field) bool { return slices.Equal(other[i].Texts, f.Texts) }
		switch {
		case slices.ContainsFunc(fields, func(other []field) bool { return !same(other) }):
			own = append(own, i)
			v.Columns = append(v.Columns, f.Name)
		case len(f.Texts) > 0:
			v.Shared = append(v.Shared, f)
		}
	}
	for i, g := range groups {
		unit := newUnit(g, keys)
		for _, column := range own {
			unit.Cells = append(unit.Cells, fields[i][column].Texts)
		}
		v.Rows = append(v.Rows, unit)
	}
	if len(v.Rows) == 1 {
		v.Single, v.Rows = &v.Rows[0], nil
	}
	return v
}

func newUnit(g findings.Group, keys map[string]string) unit {
	u := unit{Nodes: g.On(), Findings: len(g.Members)}
	var on []string
	for _, f := range g.Members {
		on = append(on, keys[f.Node])
	}
	u.Keys = strings.Join(on, " ")
	return u
}

// fields are what there is to say of a group, always in the same order. Sources
// are named by their number.
func (v *verdict) fields(g findings.Group) []field {
	text := func(s string) []string {
		if s == "" {
			return nil
		}
		return []string{s}
	}
	return []field{
		{"want", text(g.Want)}, {"got", text(g.Got)}, {"reason", text(g.Reason)},
		{"missing", g.MissingTexts()}, {"evidence", numbered(g.Evidence(v.source))},
	}
}

// numbered sets the number of a source off by a blank alone.
func numbered(lines []string) []string {
	for i, l := range lines {
		lines[i] = sourceNumber.ReplaceAllString(l, " $1")
	}
	return lines
}

var sourceNumber = regexp.MustCompile(`; (\[\d+\])$`)

// source is the number of a source in the list of the verdict.
func (v *verdict) source(s string) string {
	i := slices.Index(v.Sources, s)
	if i < 0 {
		i = len(v.Sources)
		v.Sources = append(v.Sources, s)
	}
	return fmt.Sprintf("[%d]", i+1)
}

// differences is a table with a row for each node.
type differences struct {
	Aspects []string
	Rows    []differenceRow
}

type differenceRow struct {
	Node  string
	Cells []differenceCell
}

type differenceCell struct {
	Value string
	Odd   bool // not what most nodes have
}

func newDifferences(all []checks.Difference) *differences {
	if len(all) == 0 {
		return nil
	}
	t := &differences{}
	rows := map[string]int{}
	for column, d := range all {
		t.Aspects = append(t.Aspects, d.Aspect)
		for _, v := range d.Values {
			i, ok := rows[v.Node]
			if !ok {
				i = len(t.Rows)
				rows[v.Node] = i
				t.Rows = append(t.Rows, differenceRow{Node: v.Node, Cells: make([]differenceCell, len(all))})
			}
			t.Rows[i].Cells[column] = differenceCell{v.Value, d.Majority != "" && v.Value != d.Majority}
		}
	}
	slices.SortFunc(t.Rows, func(a, b differenceRow) int { return cmp.Compare(a.Node, b.Node) })
	return t
}
