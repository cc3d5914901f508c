package causes

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// reference is where a file names something that the same or another one defines.
type reference struct {
	name string
	at   strict.Position
}

// refs are the names that files refer to.
type refs struct {
	kinds    []reference
	seeds    []reference // kinds with which an incident begins
	findings []reference
}

// groups are the names by which a pattern takes values out of a line. They are in the
// schema as well, in words.
var groups = []string{"peer", "self", "subject", "address", "seconds", "threshold", "delay", "status", "reason", "view", "code"}

// placeholder is what looks like a name to fill in.
var placeholder = regexp.MustCompile(`\{[^{}]*\}`)

// placeholders are the names that titles may have.
var placeholders = []string{"{node}", "{peer}"}

// title checks that all placeholders of a title are known.
func title(d *strict.Document, n *yaml.Node) string {
	given := strict.Get(n, "title")
	if given == nil {
		return ""
	}
	for _, p := range placeholder.FindAllString(given.Value, -1) {
		if !slices.Contains(placeholders, p) {
			d.Fail(given, fmt.Sprintf("unknown placeholder %s", p), "only {node} and {peer} are filled in")
		}
	}
	return given.Value
}

// patternOf is the pattern of a line, whose groups have the names that are taken out.
func patternOf(d *strict.Document, n *yaml.Node, key string, known []string) *regexp.Regexp {
	e := expression(d, n, key)
	if e == nil {
		return nil
	}
	for _, name := range e.SubexpNames() {
		switch {
		case name == "" || slices.Contains(known, name):
		case len(known) == 0:
			d.Fail(strict.Get(n, key), fmt.Sprintf("the group %q is not used: no value is taken out of a %s", name, key), "leave the name of the group out")
		default:
			d.Fail(strict.Get(n, key), fmt.Sprintf("unknown group %q", name), "the groups are "+strings.Join(known, ", "))
		}
	}
	return e
}

// verify notes names that no file defines, and kinds that cannot begin an incident.
func (r *reader) verify() {
	var known, seeds []string
	for _, e := range r.all.Events {
		known = append(known, e.Kind)
		if e.Seed {
			seeds = append(seeds, e.Kind)
		}
		if e.Seed && e.Background {
			r.fail(e.Origin, fmt.Sprintf("the kind %s is in the background, and an incident cannot begin with it", e.Kind), "leave out seed or background")
		}
	}
	for _, ref := range r.refs.kinds {
		if _, ok := r.kinds[ref.name]; !ok {
			r.fail(ref.at, fmt.Sprintf("unknown kind of event %q", ref.name), strict.Suggest(ref.name, known))
		}
	}
	for _, ref := range r.refs.seeds {
		if _, ok := r.kinds[ref.name]; ok && !slices.Contains(seeds, ref.name) {
			r.fail(ref.at, fmt.Sprintf("no incident begins with the kind %s", ref.name), "use one of "+strings.Join(seeds, ", ")+"; or a kind of your own with seed: true")
		}
	}
	for _, ref := range r.refs.findings {
		if ids := findingIDs(); !elsewhere(ref.name) && !slices.Contains(ids, ref.name) {
			r.fail(ref.at, fmt.Sprintf("unknown finding %q", ref.name), strict.Suggest(ref.name, ids))
		}
	}
}

func (r *reader) fail(at strict.Position, message, hint string) {
	r.problems = append(r.problems, &strict.Error{Position: at, Message: message, Hint: hint})
}

// elsewhere reports whether an id is one of those that are not in embedded baselines:
// of a rule of a site, or about the reading of a node.
func elsewhere(id string) bool {
	return strings.HasPrefix(id, "site/") || strings.HasPrefix(id, "node/")
}

// findingIDs are those of all embedded baselines and overlays. They are read when a file
// of a site names one.
var findingIDs = sync.OnceValue(func() []string {
	var ids []string
	add := func(name string, overlays ...string) {
		b, err := baselines.Load(name, overlays...)
		if err != nil {
			return // embedded ones load, which a test sees to; an overlay fits most of them
		}
		ids = append(ids, b.FindingIDs()...)
	}
	for _, name := range baselines.Names() {
		add(name)
		for _, o := range baselines.Overlays() {
			add(name, o.Name)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
})
