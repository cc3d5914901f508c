package html

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report/internal/findings"
)

// subject is what was found under one id on some nodes, with what to do.
type subject struct {
	Anchor, ID, Family, Title string
	Severity                  baselines.Severity
	Rank                      int
	Status                    checks.Status
	Findings                  int
	Where                     string // the nodes, when the heading does not name them
	Line                      string // what was seen, or was missing, and what to do, in a few words
	Verdicts                  []verdict
	About                     *requirement // nil: nothing is written of it
	Elsewhere                 bool         // About is shown with another subject
	Stages                    []link       // of the plan
}

// verdict is a verdict that nodes have in common. What all of them share is
// shown once; in what they differ they have a row each.
type verdict struct {
	Status      checks.Status
	Word        string
	Shared      []field
	Columns     []string // of Rows
	Rows        []unit
	Single      *unit    // in place of rows when all is shared
	Sources     []string // that the observations name by number
	Differences []difference
	Waiver      string
	Accept      string // the finding for which it passes
	Mitigation  string // the finding for which the drift is less grave
}

// unit is the nodes that agree in everything.
type unit struct {
	Nodes, Keys string // Keys are those of the nodes, separated by blanks
	Findings    int
	Cells       []field // one for each column
}

// field is a name and the texts that belong to it.
type field struct {
	Name  string
	Texts []string
}

// Class is the name in one letter: a large page has it many times.
func (f field) Class() string { return f.Name[:1] }

// subjects shows groups of one status, those of one id and requirement together.
func (b *builder) subjects(groups []findings.Group) []subject {
	var all []subject
	for _, same := range findings.Joined(groups, subjectOf) {
		all = append(all, b.subject(same))
	}
	return all
}

func (b *builder) subject(groups []findings.Group) subject {
	g := groups[0]
	s := subject{
		Anchor: b.anchor(g), ID: g.ID, Family: findings.FamilyOf(g.Finding), Title: g.Title,
		Severity: g.Severity, Rank: g.Severity.Rank(), Status: g.Status, Line: line(groups),
	}
	s.About, s.Elsewhere = b.requirements.of(g)
	var on []string
	for _, same := range findings.Joined(groups, sameVerdict) {
		s.Verdicts = append(s.Verdicts, newVerdict(same, b.keys))
		for _, v := range same {
			s.Findings += len(v.Members)
			on = append(on, b.take(v, s.Anchor)...)
		}
	}
	s.Where = names(on)
	s.Stages = b.stagesOf(g, on)
	return s
}

// anchor names a subject by its id and, of one that is shown by nodes, the first of them.
func (b *builder) anchor(g findings.Group) string {
	switch g.Status {
	case checks.Drift, checks.Unknown:
		return b.anchors.name(b.prefix, g.ID, g.Members[0].Node)
	}
	return b.anchors.name(b.prefix, g.ID, string(g.Status))
}

// line is what groups have in common, in a few words.
func line(groups []findings.Group) string {
	g := groups[0]
	seen := cmp.Or(g.Got, g.Reason)
	if len(g.Missing) > 0 {
		seen = "missing: " + findings.ShortNames(g.Missing[0].Text)
	}
	for _, other := range groups {
		if other.Got != g.Got || !slices.Equal(other.Missing, g.Missing) {
			seen = ""
		}
	}
	parts := []string{cut(seen, mostLine)}
	if g.Status == checks.Drift && g.Family != "event" {
		parts = append(parts, cut(g.Brief, mostLine))
	}
	parts = append(parts, since(groups))
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), "; ")
}

// mostLine is how many characters of a text a heading shows.
const mostLine = 160

func cut(s string, most int) string {
	letters := []rune(s)
	if len(letters) <= most {
		return s
	}
	return strings.TrimSpace(string(letters[:most])) + "…"
}

// names is "HV02, HV06 and 3 more"; the cluster as a whole has no name.
func names(nodes []string) string {
	var all []string
	for _, n := range nodes {
		if n = cmp.Or(n, "cluster-wide"); !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	slices.Sort(all)
	if more := len(all) - mostNames; more > 1 {
		return fmt.Sprintf("%s and %d more", strings.Join(all[:mostNames], ", "), more)
	}
	return strings.Join(all, ", ")
}

// mostNames is how many nodes a heading names, if there are more.
const mostNames = 3

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
			unit.Cells = append(unit.Cells, fields[i][column])
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
		{"history", g.Sinces()},
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

// difference is what nodes do not have in common, the values of most nodes first.
type difference struct {
	Aspect string
	Values []differentValue
}

// differentValue is a value and the nodes that have it.
type differentValue struct {
	Value, Nodes string
	Odd          bool // not what most nodes have
}

func newDifferences(all []checks.Difference) []difference {
	var list []difference
	for _, d := range all {
		on := map[string][]string{}
		for _, v := range d.Values {
			on[v.Value] = append(on[v.Value], v.Node)
		}
		values := slices.SortedFunc(maps.Keys(on), func(a, b string) int {
			return cmp.Or(cmp.Compare(len(on[b]), len(on[a])), cmp.Compare(a, b))
		})
		shown := difference{Aspect: d.Aspect}
		for _, v := range values {
			shown.Values = append(shown.Values, differentValue{v, strings.Join(on[v], ", "), d.Majority != "" && v != d.Majority})
		}
		list = append(list, shown)
	}
	return list
}
