package explain

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/internal/required"
)

func loadPages(t *testing.T) pages {
	t.Helper()
	all, err := load()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func embedded(t *testing.T) []*baselines.Baseline {
	t.Helper()
	var all []*baselines.Baseline
	for _, name := range baselines.Names() {
		b, err := baselines.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b)
	}
	return all
}

// commands are what a page says is sent.
func commands(p Page) []string {
	var all []string
	for _, s := range p.Sections {
		for _, b := range s.Blocks {
			if b.Kind == Command {
				all = append(all, b.Text)
			}
		}
	}
	return all
}

var placeholder = regexp.MustCompile(`<[a-z]+>|<KB>`)

// isOneOf reports whether a text is what some command says.
func isOneOf(text string, commands []string) bool {
	return slices.ContainsFunc(commands, func(c string) bool { return pattern(c).MatchString(text) })
}

func pattern(command string) *regexp.Regexp {
	parts := placeholder.Split(command, -1)
	for i, p := range parts {
		parts[i] = regexp.QuoteMeta(p)
	}
	return regexp.MustCompile(`^` + strings.Join(parts, `[^/]+`) + `$`)
}

// only keeps of each baseline the sections with requirements of one family.
func only(family string, of []*baselines.Baseline) []*baselines.Baseline {
	var all []*baselines.Baseline
	for _, b := range of {
		reduced := *b
		sections := reflect.ValueOf(&reduced).Elem()
		for i := range sections.NumField() {
			isOther := func(id string) bool { return familyOf(id) != family }
			if ids := required.IDs(sections.Field(i)); len(ids) == 0 || slices.ContainsFunc(ids, isOther) {
				sections.Field(i).SetZero()
			}
		}
		all = append(all, &reduced)
	}
	return all
}

// TestPagesSayWhatIsSent holds the pages against the collector: a page names what
// is sent for its family and nothing else. What every node is asked is on the
// page of the nodes.
func TestPagesSayWhatIsSent(t *testing.T) {
	all, loaded := loadPages(t), embedded(t)
	node, _ := all.find("node")
	for _, p := range all.families() {
		t.Run(p.ID, func(t *testing.T) {
			t.Parallel()
			of := only(p.ID, loaded)
			if p.ID == "node" {
				of = loaded
			}
			asked := sent(t, of)
			for _, a := range asked {
				if p.ID != "node" && !isOneOf(a, commands(p)) && !isOneOf(a, commands(node)) {
					t.Errorf("not on the page: %s", a)
				}
			}
			for _, c := range commands(p) {
				if !slices.ContainsFunc(asked, pattern(c).MatchString) {
					t.Errorf("never sent: %s", c)
				}
			}
		})
	}
}

// TestPagesSayEverythingThatIsSent finds what a family without a page would send.
func TestPagesSayEverythingThatIsSent(t *testing.T) {
	var said []string
	for _, p := range loadPages(t) {
		said = append(said, commands(p)...)
	}
	for _, a := range sent(t, embedded(t)) {
		if !isOneOf(a, said) {
			t.Errorf("on no page: %s", a)
		}
	}
}

// TestVerdicts: each page tells of each status that a check can give, in the
// order of the report, and of a way to be unknown with its remedy.
func TestVerdicts(t *testing.T) {
	want := []string{string(checks.Pass), string(checks.Drift), string(checks.Unknown), string(checks.NotApplicable)}
	for _, p := range loadPages(t) {
		var got []string
		verdict, _ := p.section(Verdict)
		for _, b := range verdict.Blocks {
			got = append(got, b.Term)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s tells of %q, want %q", p.ID, got, want)
		}
		unknowns, _ := p.section(Unknowns)
		if len(unknowns.Blocks) == 0 {
			t.Errorf("%s names no way to be unknown", p.ID)
		}
		for _, b := range unknowns.Blocks {
			if b.Kind != Item || b.Term == "" || b.Text == "" {
				t.Errorf("%s: %+v is no condition with a remedy", p.ID, b)
			}
		}
	}
}

// TestPointersLeadSomewhere follows the ids that pages send a reader to.
func TestPointersLeadSomewhere(t *testing.T) {
	guide, err := NewGuide(embedded(t))
	if err != nil {
		t.Fatal(err)
	}
	pointer := regexp.MustCompile("`clusterdrift explain ([^`]+)`")
	followed := 0
	for _, p := range loadPages(t) {
		for _, s := range p.Sections {
			for _, b := range s.Blocks {
				for _, m := range pointer.FindAllStringSubmatch(b.Text, -1) {
					followed++
					if _, err := guide.Topic(m[1]); err != nil {
						t.Errorf("%s: %v", p.ID, err)
					}
				}
			}
		}
	}
	if followed == 0 {
		t.Error("no pointer found")
	}
}
