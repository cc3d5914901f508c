package causes

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

//go:embed schema.json
var schemaJSON []byte

//go:embed events.yaml causes.yaml
var embedded embed.FS

// Schema returns the JSON Schema (draft 2020-12) of a file of format 1. Load uses it too.
func Schema() []byte { return bytes.Clone(schemaJSON) }

var compiledSchema = strict.Embedded(schemaJSON, "a file of causes")

// Load returns the embedded events and causes, with those of files added. A file may
// add wordings to a kind that is known; a cause has an id of its own. Whatever is
// wrong is a *strict.Error; several are joined.
func Load(files ...string) (*Catalogue, error) {
	r := newReader()
	for _, name := range []string{"events.yaml", "causes.yaml"} {
		data, err := embedded.ReadFile(name)
		if err != nil {
			return nil, err
		}
		r.take(strict.Parse(name, data)) // of the format, which a test sees to
	}
	r.site = true
	for _, file := range files {
		data, err := strict.ReadFile(file)
		if err != nil {
			r.problems = append(r.problems, &strict.Error{Message: fmt.Sprintf("cannot read causes: %v", err)})
			continue
		}
		r.read(file, data)
	}
	r.verify()
	if len(r.problems) > 0 {
		return nil, errors.Join(strict.Sorted(r.problems)...)
	}
	return &r.all, nil
}

// reader collects what several files have.
type reader struct {
	all      Catalogue
	kinds    map[string]int             // where a kind is in all.Events
	causes   map[string]strict.Position // where a cause was written first
	refs     refs
	site     bool // files of a site are read; a test compares the embedded ones with the baselines
	problems []*strict.Error
}

func newReader() *reader {
	return &reader{kinds: map[string]int{}, causes: map[string]strict.Position{}}
}

// read reads a file, which may not be of the format.
func (r *reader) read(file string, data []byte) {
	d := strict.Parse(file, data)
	if len(d.Problems) == 0 {
		d.Validate(compiledSchema())
	}
	r.take(d)
}

// take takes over what a file has.
func (r *reader) take(d *strict.Document) {
	if len(d.Problems) == 0 {
		inFile := map[string]strict.Position{} // where a kind is in this file
		for _, n := range strict.Items(d.Root, "events") {
			r.event(d, n, inFile)
		}
		for _, n := range strict.Items(d.Root, "causes") {
			r.cause(d, n)
		}
	}
	r.problems = append(r.problems, d.Problems...)
}

// event adds a kind, or wordings to one that is known.
func (r *reader) event(d *strict.Document, n *yaml.Node, inFile map[string]strict.Position) {
	kind := strict.Text(n, "kind")
	e := Event{Kind: kind, Title: title(d, n), Abnormal: is(n, "abnormal"), Seed: is(n, "seed"), Background: is(n, "background"), Origin: d.At(n)}
	if least := strict.Number(n, "seed_least"); least != nil {
		e.SeedLeast = *least
	}
	for _, l := range strict.Items(n, "lines") {
		e.Lines = append(e.Lines, Line{
			Contains: strict.Text(l, "contains"), Pattern: patternOf(d, l, "pattern", groups), Source: strict.Text(l, "source"), Provenance: provenance(l), Origin: d.At(l),
		})
	}
	for _, c := range strict.Items(n, "records") {
		e.Records = append(e.Records, record(d, c))
	}
	if len(e.Lines)+len(e.Records) == 0 {
		d.Fail(n, "the event has neither lines nor records", "give one wording or more")
	}
	i, known := r.kinds[kind]
	if first, twice := inFile[kind]; twice {
		d.Fail(strict.Get(n, "kind"), fmt.Sprintf("the kind %q is also in line %d", kind, first.Line), "write all its wordings there")
		return
	}
	inFile[kind] = d.At(n)
	switch {
	case known:
		for _, key := range []string{"title", "abnormal", "seed", "seed_least", "background"} {
			if given := strict.Get(n, key); given != nil {
				d.Fail(given, fmt.Sprintf("the kind %s is known already; only wordings can be added to it", kind), "leave out "+key)
			}
		}
		r.all.Events[i].Lines = append(r.all.Events[i].Lines, e.Lines...)
		r.all.Events[i].Records = append(r.all.Events[i].Records, e.Records...)
	case e.Title == "":
		d.Fail(n, "the event has no title", "say what happened; or use a kind that is known")
	default:
		r.kinds[kind] = len(r.all.Events)
		r.all.Events = append(r.all.Events, e)
	}
}

func record(d *strict.Document, n *yaml.Node) Record {
	c := Record{
		Provider: strict.Text(n, "provider"), Channel: strict.Text(n, "channel"), Message: patternOf(d, n, "message", nil),
		Source: strict.Text(n, "source"), Provenance: provenance(n), Origin: d.At(n),
	}
	if id := strict.Number(n, "id"); id != nil {
		c.ID = *id
	}
	if peer := strict.Number(n, "peer"); peer != nil {
		c.Peer = *peer
	}
	if subject := strict.Number(n, "subject"); subject != nil {
		c.Subject = *subject
	}
	for key, value := range strict.Pairs(n, "data") {
		if c.Data == nil {
			c.Data = map[string]string{}
		}
		c.Data[key.Value] = value.Value
	}
	return c
}

func (r *reader) cause(d *strict.Document, n *yaml.Node) {
	c := Cause{
		ID: strict.Text(n, "id"), Title: title(d, n), Why: strings.Join(strings.Fields(strict.Text(n, "why")), " "),
		Seeds: strict.Texts(n, "seeds"), Alone: is(n, "alone"), Best: verdict(n, "best", Shown),
		Findings: strict.Texts(n, "findings"), Fix: strict.Texts(n, "fix"), Sources: strict.Texts(n, "sources"), Provenance: provenance(n), Origin: d.At(n),
	}
	if first, ok := r.causes[c.ID]; ok {
		d.Fail(strict.Get(n, "id"), fmt.Sprintf("the cause %q is also in %s", c.ID, first), "give it another id")
	}
	r.causes[c.ID] = c.Origin
	r.note(d, strict.Items(n, "seeds")...)
	r.refs.seeds = append(r.refs.seeds, references(d, strict.Items(n, "seeds"))...)
	r.refer(d, strict.Items(n, "findings")...)
	c.Must = r.conditions(d, strict.Items(n, "must"))
	c.Contradicts = r.conditions(d, strict.Items(n, "contradicts"))
	c.Notes = r.conditions(d, strict.Items(n, "notes"))
	if !slices.ContainsFunc(c.Must, func(c Condition) bool { return c.Core }) {
		d.Fail(strict.Get(n, "must"), "no condition is core", "write core: true at the one without which the cause is not considered")
	}
	r.all.Causes = append(r.all.Causes, c)
}

func (r *reader) conditions(d *strict.Document, nodes []*yaml.Node) []Condition {
	var all []Condition
	for _, n := range nodes {
		c := Condition{
			Text: strict.Text(n, "text"), Events: strict.Texts(n, "event"), Test: strict.Text(n, "test"), Unsettled: strict.Texts(n, "unsettled"), At: AtSubject, Least: 1,
			First: strict.Text(n, "first"), Finding: strict.Text(n, "finding"), Profile: strict.Text(n, "profile"), Core: is(n, "core"),
			Before: time.Minute, After: time.Minute, Unknown: verdict(n, "unknown", Possible), Otherwise: verdict(n, "otherwise", Excluded),
		}
		if at := strict.Text(n, "at"); at != "" {
			c.At = At(at)
		}
		if least := strict.Number(n, "least"); least != nil {
			c.Least = *least
		}
		if within := strict.Texts(n, "within"); len(within) == 2 {
			c.Before, c.After = seconds(within[0]), seconds(within[1])
		}
		r.check(d, n, c)
		all = append(all, c)
	}
	return all
}

// check notes what the schema cannot see of a condition.
func (r *reader) check(d *strict.Document, n *yaml.Node, c Condition) {
	needsEvent := c.Test == "" || c.Test == TestRising || c.Test == TestRepeated || c.Test == TestVoteLacking
	switch {
	case needsEvent && len(c.Events) == 0:
		d.Fail(n, "the condition has no event", "name the kinds of which one is enough, or give a test")
	case !needsEvent && len(c.Events) > 0:
		d.Fail(strict.Get(n, "event"), fmt.Sprintf("the test %s looks at events of its own", c.Test), "leave event out")
	case c.Test == TestPortClosed && (c.Finding == "" || c.Profile == ""):
		d.Fail(n, "port-closed needs a finding and a profile", "write finding: firewall/cluster-udp-3343-in and profile: public")
	}
	r.note(d, strict.Items(n, "event")...)
	r.note(d, strict.Items(n, "unsettled")...)
	if finding := strict.Get(n, "finding"); finding != nil {
		r.refer(d, finding)
	}
	if first := strict.Get(n, "first"); first != nil && first.Value != TestProfileFlip {
		r.note(d, first)
	}
}

// note remembers the names of kinds, which other files may define.
func (r *reader) note(d *strict.Document, names ...*yaml.Node) {
	r.refs.kinds = append(r.refs.kinds, references(d, names)...)
}

// refer remembers ids of findings.
func (r *reader) refer(d *strict.Document, ids ...*yaml.Node) {
	if r.site {
		r.refs.findings = append(r.refs.findings, references(d, ids)...)
	}
}

func references(d *strict.Document, nodes []*yaml.Node) []reference {
	var all []reference
	for _, n := range nodes {
		all = append(all, reference{n.Value, d.At(n)})
	}
	return all
}

func is(n *yaml.Node, key string) bool { return strict.Text(n, key) == "true" }

func verdict(n *yaml.Node, key string, usual Verdict) Verdict {
	if v := strict.Text(n, key); v != "" {
		return Verdict(v)
	}
	return usual
}

func provenance(n *yaml.Node) baselines.Provenance {
	if p := strict.Text(n, "provenance"); p != "" {
		return baselines.Provenance(p)
	}
	return baselines.Sourced
}

// seconds reads "60s"; the schema has checked its form. One beyond a day is a day.
func seconds(text string) time.Duration {
	n, err := strconv.Atoi(strings.TrimSuffix(text, "s"))
	if err != nil || n > 24*3600 {
		return 24 * time.Hour
	}
	return time.Duration(n) * time.Second
}

func expression(d *strict.Document, n *yaml.Node, key string) *regexp.Regexp {
	given := strict.Get(n, key)
	if given == nil {
		return nil
	}
	e, err := regexp.Compile(given.Value)
	if err != nil {
		d.Fail(given, fmt.Sprintf("%q is not a regular expression", given.Value), "see the syntax of RE2")
		return nil
	}
	return e
}
