package report

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
)

// htmlSubject is everything that was found under one id, with what to do. Nodes
// that baselines ask otherwise have a subject of their own.
type htmlSubject struct {
	ID, Family, Title, Tally string
	Severity                 baselines.Severity
	Rank                     int
	Status                   checks.Status // the gravest
	Open                     bool
	Verdicts                 []htmlVerdict
	Why, Basis, Lists        string
	Fix                      []htmlStep
	Reference                htmlReference
	Written                  string
}

// htmlVerdict is a verdict that nodes have in common. What all of them share is
// told once; in what they differ they have a row each.
type htmlVerdict struct {
	Status         checks.Status
	Word           string
	Shared         []htmlField
	Columns        []string // of Rows
	Rows           []htmlUnit
	Single         *htmlUnit // in place of rows when all is shared
	Sources        []string  // that the observations name by number
	Differences    *htmlDifferences
	Waiver, Accept string
}

// htmlUnit is the nodes that agree in everything.
type htmlUnit struct {
	Nodes, Keys string // Keys are those of the nodes, separated by blanks
	Findings    int
	Cells       [][]string // a list of texts for each column
}

// htmlField is a name and the texts that belong to it.
type htmlField struct {
	Name  string
	Texts []string
}

type htmlStep struct {
	Text    string
	Command bool
}

// htmlReference is an address to follow, or the name of a text.
type htmlReference struct {
	Text string
	Link bool
}

// htmlStatusOrder is from the gravest on.
func htmlStatusOrder() []checks.Status {
	return []checks.Status{checks.Drift, checks.Unknown, checks.Waived, checks.Pass, checks.NotApplicable}
}

// htmlSubjects are sorted by status, severity and id. What an unreachable node
// has unknown is told with the node.
func htmlSubjects(c Cluster, keys map[string]string) []htmlSubject {
	var groups []group
	for _, status := range htmlStatusOrder() {
		groups = append(groups, groupFindings(c, status)...)
	}
	var subjects []htmlSubject
	for _, same := range joinGroups(groups, subjectOf) {
		subjects = append(subjects, newHTMLSubject(same, keys))
	}
	slices.SortStableFunc(subjects, func(a, b htmlSubject) int {
		order := htmlStatusOrder()
		return cmp.Or(
			cmp.Compare(slices.Index(order, a.Status), slices.Index(order, b.Status)),
			cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.ID, b.ID))
	})
	return subjects
}

// subjectOf is equal for findings that are told under one heading.
func subjectOf(g group) string {
	return strings.Join([]string{g.ID, string(g.Severity), g.Title, g.Why, g.Fix, g.Reference, string(g.Provenance)}, "\x00")
}

func newHTMLSubject(groups []group, keys map[string]string) htmlSubject {
	g := groups[0] // groups come in the order of htmlStatusOrder
	s := htmlSubject{
		ID: g.ID, Family: family(g.Finding), Title: g.Title, Severity: g.Severity, Rank: g.Severity.Rank(),
		Status: g.Status, Open: g.Status == checks.Drift && g.Severity.Rank() <= baselines.High.Rank(),
		Why: g.Why, Basis: basis(g.Provenance), Lists: strings.Join(g.Lists, ", "),
		Reference: htmlReference{g.Reference, isAddress(g.Reference)},
	}
	tally := map[checks.Status]int{}
	for _, same := range joinGroups(groups, sameVerdict) {
		s.Verdicts = append(s.Verdicts, newHTMLVerdict(same, keys))
		for _, v := range same {
			tally[v.Status] += len(v.members)
		}
	}
	var parts []string
	for _, status := range htmlStatusOrder() {
		if n := tally[status]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, statusWord(status)))
		}
	}
	s.Tally = strings.Join(parts, ", ")
	for _, st := range stepsOf(g.Fix) {
		s.Fix = append(s.Fix, htmlStep{st.text, st.command})
	}
	if g.Origin.File != "" {
		s.Written = fmt.Sprintf("%s:%d", g.Origin.File, g.Origin.Line)
	}
	return s
}

// isAddress tells an address that a browser may follow from any other text.
func isAddress(s string) bool {
	return !strings.ContainsAny(s, " \t") && (strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://"))
}

// sameVerdict is equal for groups that are told as one verdict.
func sameVerdict(g group) string {
	return strings.Join([]string{string(g.Status), g.AcceptedBy, waiverText(g.Waiver)}, "\x00")
}

func newHTMLVerdict(groups []group, keys map[string]string) htmlVerdict {
	g := groups[0]
	v := htmlVerdict{
		Status: g.Status, Word: statusWord(g.Status), Accept: g.AcceptedBy, Waiver: waiverText(g.Waiver),
		Differences: newHTMLDifferences(g.Differences),
	}
	fields := make([][]htmlField, len(groups))
	for i, g := range groups {
		fields[i] = v.fields(g)
	}
	var own []int // the fields in which the groups differ
	for i, f := range fields[0] {
		same := func(other []htmlField) bool { return slices.Equal(other[i].Texts, f.Texts) }
		switch {
		case slices.ContainsFunc(fields, func(other []htmlField) bool { return !same(other) }):
			own = append(own, i)
			v.Columns = append(v.Columns, f.Name)
		case len(f.Texts) > 0:
			v.Shared = append(v.Shared, f)
		}
	}
	for i, g := range groups {
		unit := newHTMLUnit(g, keys)
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

func newHTMLUnit(g group, keys map[string]string) htmlUnit {
	u := htmlUnit{Nodes: g.on(), Findings: len(g.members)}
	var on []string
	for _, f := range g.members {
		on = append(on, keys[f.Node])
	}
	u.Keys = strings.Join(on, " ")
	return u
}

// fields are what there is to say of a group, always in the same order. Sources
// are named by their number.
func (v *htmlVerdict) fields(g group) []htmlField {
	text := func(s string) []string {
		if s == "" {
			return nil
		}
		return []string{s}
	}
	return []htmlField{
		{"want", text(g.Want)}, {"got", text(g.Got)}, {"reason", text(g.Reason)},
		{"missing", g.Missing}, {"evidence", numbered(g.evidence(v.source))},
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
func (v *htmlVerdict) source(s string) string {
	i := slices.Index(v.Sources, s)
	if i < 0 {
		i = len(v.Sources)
		v.Sources = append(v.Sources, s)
	}
	return fmt.Sprintf("[%d]", i+1)
}

// htmlDifferences is a table with a row for each node.
type htmlDifferences struct {
	Aspects []string
	Rows    []htmlDifferenceRow
}

type htmlDifferenceRow struct {
	Node  string
	Cells []htmlDifferenceCell
}

type htmlDifferenceCell struct {
	Value string
	Odd   bool // not what most nodes have
}

func newHTMLDifferences(all []Difference) *htmlDifferences {
	if len(all) == 0 {
		return nil
	}
	t := &htmlDifferences{}
	rows := map[string]int{}
	for column, d := range all {
		t.Aspects = append(t.Aspects, d.Aspect)
		for _, v := range d.Values {
			i, ok := rows[v.Node]
			if !ok {
				i = len(t.Rows)
				rows[v.Node] = i
				t.Rows = append(t.Rows, htmlDifferenceRow{Node: v.Node, Cells: make([]htmlDifferenceCell, len(all))})
			}
			t.Rows[i].Cells[column] = htmlDifferenceCell{v.Value, d.Majority != "" && v.Value != d.Majority}
		}
	}
	slices.SortFunc(t.Rows, func(a, b htmlDifferenceRow) int { return cmp.Compare(a.Node, b.Node) })
	return t
}
