package baselines

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/observe"
)

// answer is the kind of what a node answers.
type answer struct {
	name  string   // for messages
	fits  []string // the keys of want that fit it
	fault func(Scalar) (message, hint string)
}

// answerOf is the kind of answer to a target.
func answerOf(t observe.Target) answer {
	switch {
	case t.Registry != nil:
		return registryAnswer(t.Registry.Type)
	case t.Service != "":
		return answer{"a service", []string{"state", "start_mode"}, nil}
	case t.WQL != nil:
		return answer{"rows", []string{"equals", "one_of", "not", "min", "max", "matches", "drifts", "contains", "version_min", "count_min", "count_max", "column", "every"}, anyScalar}
	case t.File != nil:
		return answer{"the version of a file", []string{"equals", "one_of", "not", "matches", "drifts", "version_min"}, versionScalar}
	case t.Events != nil:
		return answer{"events", []string{"count_min", "count_max"}, nil}
	}
	return answer{"a property of the cluster", []string{"equals", "one_of", "not", "min", "max", "matches", "drifts", "contains"}, anyScalar}
}

func registryAnswer(t observe.Type) answer {
	name := "a value of type " + string(t)
	switch t {
	case observe.DWORD:
		return answer{name, numberKeys, numberUpTo(math.MaxUint32)}
	case observe.QWORD:
		return answer{name, numberKeys, numberUpTo(math.MaxInt64)}
	case observe.MultiString:
		return answer{name, []string{"contains", "not", "count_min", "count_max"}, textScalar}
	case observe.Binary:
		return answer{name, []string{"equals", "one_of", "not", "contains"}, hexScalar}
	}
	return answer{name, []string{"equals", "one_of", "not", "matches", "drifts", "contains", "version_min"}, textScalar}
}

var numberKeys = []string{"equals", "one_of", "not", "min", "max"}

func anyScalar(Scalar) (message, hint string) { return "", "" }

func numberUpTo(most int64) func(Scalar) (message, hint string) {
	return func(s Scalar) (message, hint string) {
		switch {
		case s.Number == nil:
			return "is not a number", "write it without quotes"
		case *s.Number < 0 || *s.Number > most:
			return fmt.Sprintf("is not from 0 to %d", most), ""
		}
		return "", ""
	}
}

func textScalar(s Scalar) (message, hint string) {
	if s.Text == nil {
		return "is not text", fmt.Sprintf("write it in quotes, like '%s'", s)
	}
	return "", ""
}

var hexPairs = regexp.MustCompile(`^([0-9A-Fa-f]{2})+$`)

func hexScalar(s Scalar) (message, hint string) {
	if s.Text == nil || !hexPairs.MatchString(*s.Text) {
		return "is not bytes in hex digits", "write two digits for each byte, in quotes, like '01ff'"
	}
	return "", ""
}

func versionScalar(s Scalar) (message, hint string) {
	if s.Text == nil {
		return "is not a version", fmt.Sprintf("write it in quotes, like '%s'", s)
	}
	if _, err := ParseSiteVersion(*s.Text); err != nil {
		return "is not a version", "write it like 4.2.1"
	}
	return "", ""
}

// ParseSiteVersion reads one to four numbers, "4.2.1"; those that are missing are 0.
func ParseSiteVersion(s string) (facts.Version, error) {
	dots := strings.Count(s, ".")
	if dots < 3 {
		s += strings.Repeat(".0", 3-dots)
	}
	return facts.ParseVersion(s)
}

// verifyWant checks that what is wanted fits what is looked at.
func (p *SiteProbe) verifyWant(v *siteVerifier) {
	a := answerOf(p.Observe)
	compares := false
	for key := range strict.Pairs(v.node, "want") {
		if !slices.Contains(a.fits, key.Value) {
			v.fail(key.Value+" does not fit "+a.name, "valid: "+strings.Join(slices.Sorted(slices.Values(a.fits)), ", "), "want", key.Value)
			return
		}
		if !slices.Contains([]string{"column", "every", "count_min", "count_max"}, key.Value) {
			compares = true
		}
		if slices.Contains([]string{"equals", "one_of", "not", "min", "max", "contains"}, key.Value) {
			v.verifyConstants(a, "want", key.Value)
		}
	}
	p.verifyColumn(v, compares)
	p.verifyBounds(v)
	p.verifyText(v)
	p.verifyDefault(v, a)
}

// leadingZero is a number that YAML takes for octal, where its digits allow that.
var leadingZero = regexp.MustCompile(`^[-+]?0[0-9_]`)

// verifyConstants checks the constant, or each of the constants, at a path.
func (v *siteVerifier) verifyConstants(a answer, path ...string) {
	n := strict.Get(v.node, path...)
	items := strict.Items(n)
	if len(items) == 0 {
		items = append(items, n)
	}
	for _, item := range items {
		if item.ShortTag() == "!!int" && leadingZero.MatchString(item.Value) {
			v.tree.fail(item, fmt.Sprintf("%s begins with 0, and YAML reads it as %s", item.Value, scalar(item)), "write the number that you mean without the 0 before it, or text in quotes")
			continue
		}
		if message, hint := a.fault(scalar(item)); message != "" {
			v.tree.fail(item, fmt.Sprintf("%s is compared with %s, and %s %s", path[len(path)-1], a.name, item.Value, message), hint)
		}
	}
}

// verifyColumn checks that rows are compared by a column that is read.
func (p *SiteProbe) verifyColumn(v *siteVerifier, compares bool) {
	q, column := p.Observe.WQL, p.Want.Column
	isColumn := func(name string) bool { return strings.EqualFold(name, column) }
	switch {
	case q == nil:
	case compares && column == "":
		v.fail("want has no column", "name the one of "+strings.Join(q.Columns, ", ")+" that is compared", "want")
	case !compares && column != "":
		v.fail("want compares the column "+column+" with nothing", "add equals, one_of, not, min, max, matches, contains or version_min", "want", "column")
	case column != "" && !slices.ContainsFunc(q.Columns, isColumn):
		v.fail(fmt.Sprintf("column %q is not among the columns that are read", column), strict.Suggest(column, q.Columns), "want", "column")
	case p.Want.Every && !compares:
		v.fail("every goes with a column that is compared", "rows are only counted: leave it out", "want", "every")
	case !compares && p.Want.CountMin == nil && p.Want.CountMax == nil:
		v.fail("want says nothing of the rows", "compare a column, or bound the rows by count_min or count_max", "want")
	}
}

// verifyBounds checks that something is between the bounds.
func (p *SiteProbe) verifyBounds(v *siteVerifier) {
	w := p.Want
	if w.Min != nil && w.Max != nil && *w.Min > *w.Max {
		v.fail(fmt.Sprintf("min %d is greater than max %d", *w.Min, *w.Max), "", "want", "min")
	}
	if w.CountMin != nil && w.CountMax != nil && *w.CountMin > *w.CountMax {
		v.fail(fmt.Sprintf("count_min %d is greater than count_max %d", *w.CountMin, *w.CountMax), "", "want", "count_min")
	}
	e := p.Observe.Events
	if e == nil {
		return
	}
	if w.CountMax != nil && *w.CountMax >= e.Most {
		v.fail(fmt.Sprintf("count_max %d is not below most %d: no more events than that are read", *w.CountMax, e.Most), "raise most", "want", "count_max")
	}
	if w.CountMin != nil && *w.CountMin > e.Most {
		v.fail(fmt.Sprintf("count_min %d is above most %d: no more events than that are read", *w.CountMin, e.Most), "raise most", "want", "count_min")
	}
}

// mostSteps bounds a regular expression, in repetitions of what it matches.
const mostSteps = 2000

// verifyText checks the regular expression and the version.
func (p *SiteProbe) verifyText(v *siteVerifier) {
	v.verifyExpression("matches", p.Want.Matches)
	v.verifyExpression("drifts", p.Want.Drifts)
	if p.Want.Drifts != "" && p.Want.Matches == "" {
		v.fail("drifts says what is wrong, and nothing says what is wanted", "add matches", "want", "drifts")
	}
	if p.Want.VersionMin != "" {
		if _, err := ParseSiteVersion(p.Want.VersionMin); err != nil {
			v.fail(fmt.Sprintf("version_min %s has a number above 65535", p.Want.VersionMin), "write it like 4.2.1", "want", "version_min")
		}
	}
}

// verifyExpression checks the regular expression of a key of want, if it has one.
func (v *siteVerifier) verifyExpression(key, text string) {
	if text == "" {
		return
	}
	switch re, err := syntax.Parse(text, syntax.Perl); {
	case err != nil:
		v.fail(fmt.Sprintf("%s is not a regular expression: %s", key, regexpFault(err)), "see RE2 syntax; a backslash is written as it is between single quotes", "want", key)
	case steps(re) > mostSteps:
		v.fail(key+" repeats too much", "use a simpler regular expression", "want", key)
	}
}

// regexpFault is what is wrong with a regular expression.
func regexpFault(err error) string {
	if e, ok := errors.AsType[*syntax.Error](err); ok {
		return fmt.Sprintf("%s in %q", e.Code, e.Expr)
	}
	return "it cannot be read"
}

// steps is how large a regular expression becomes when repetitions are written out.
func steps(re *syntax.Regexp) int {
	n := max(1, len(re.Rune))
	for _, sub := range re.Sub {
		n += steps(sub)
	}
	if re.Op == syntax.OpRepeat {
		n *= max(re.Max, re.Min, 1)
	}
	return min(n, 10*mostSteps)
}

// verifyDefault checks that a default is a value that could have been read.
func (p *SiteProbe) verifyDefault(v *siteVerifier, a answer) {
	if p.Absent.Default == nil {
		return
	}
	if p.Observe.Registry == nil && p.Observe.Cluster == "" || a.fault == nil || p.Observe.Registry != nil && p.Observe.Registry.Type == observe.MultiString {
		v.fail("default does not fit "+a.name, "write drift, pass, not-applicable, unknown or undecided", "absent")
		return
	}
	v.verifyConstants(a, "absent", "default")
}
