package baselines

import (
	"fmt"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// others are values that a site may ask for instead, by the kind of requirement and
// its key, each as YAML. Numbers have others of their own.
var others = map[string][]string{
	"offload/want": {"[enabled]", "[disabled]", "[any]", "[disabled, enabled]"}, "adapter-offload/want": {"['1']", "['0', '3']", "[any]"},
	"adapter-offload/keywords": {"['*Other']"}, "adapter-offload/global": {"other"},
	"firewall/protocol": {"tcp", "udp"}, "firewall/profiles": {"[domain]", "[domain, private]"}, "firewall/program": {`'C:\Other folder\other.exe'`, "System"},
	"firewall/service": {"Other"}, "firewall/without_rule": {"accept"}, "firewall/direction": nil,
	"service/state": {"stopped", "running"}, "service/start_mode": {"[disabled]", "[manual]", "[auto]", "[auto, manual, disabled]"},
	"driver/adapter": {"Other"}, "driver/min": {"9.9.9.9"}, "driver/not_from": {"[Other]"}, "driver/devices": {"[Other]"}, "driver/least": {"[{keyword: Other, min: 7}]"}, "adapter-power/want": {"[1]"}, "adapter-power/allowing": {"[2]"},
	"network-profile/want": {"[private]", "[domain, private]"}, "event/provider": {"Service Control Manager", "Microsoft-Windows-FailoverClustering"}, "event/ids": {"[9999]"}, "event/channel": {"System"},
	"ipv6/rules": {"[Other]"}, "antivirus/paths": {`['C:\Other']`}, "antivirus/processes": {"[other.exe]"},
	"hotfix-list/members": {"[2524478]", "[4284815]", "[3185280]"}, "consistency/keywords": {"['*Other']"}, "consistency/of_one_kind": {"['*Other']"}, "time/want": {"[NTP]", "[NT5DS, AllSync, NTP]"}, "hardening/incoming": {"[0, 1, 2]"}, "hardening/outgoing": {"[0, 1, 2]"}, "cluster/behind": {"[{level: 8, build: 14393}]"},
}

// TestTextsFollow overrides each value of each embedded requirement in the file of a
// site: no text but the reason names what was asked for before, and the grounds and the
// place are the site's. Outside the long suite, which takes them all, it is one value of
// four.
func TestTextsFollow(t *testing.T) {
	overridden := 0
	for _, name := range versionNames() {
		old, tree, errs := newLoader().resolve(name)
		if errs != nil {
			t.Fatal(errs)
		}
		before := saidOf(old)
		for e := range entries(tree.root) {
			for _, f := range e.record.fields {
				if f.key == "" || f.options.has("aside") || f.options.has("item") || strict.Get(e.node, f.key) == nil {
					continue
				}
				for _, value := range otherValues(t, e, f) {
					if strings.ReplaceAll(value, "'", "") == line(strict.Get(e.node, f.key)) || f.key == "members" && lacksMember(tree, value) {
						continue
					}
					overridden++
					if overridden%4 != 0 && os.Getenv("CLUSTERDRIFT_LONG") == "" {
						continue
					}
					t.Run(name+"/"+e.id()+"/"+f.key, func(t *testing.T) {
						b, err := loadFiles(t, map[string]string{"site.yaml": "name: site\nextends: [" + name + "]\n" + e.override(f.key, value)})
						if err != nil {
							t.Fatal(err)
						}
						follows(t, before[e.id()], saidOf(b)[e.id()])
					})
				}
			}
		}
	}
	if overridden < 400 {
		t.Errorf("%d values were overridden", overridden)
	}
}

// lacksMember reports whether the baseline has no such update.
func lacksMember(t *tree, value string) bool {
	return t.known[findingID("hotfix", "KB"+strings.Trim(value, "[]"))] == nil
}

// otherValues are those that a field may have instead.
func otherValues(t *testing.T, e entry, f *field) []string {
	if n := strict.Number(e.node, f.key); n != nil && !f.options.has("values") {
		if f.key == "min" {
			return []string{fmt.Sprint(max(0, *n-1))}
		}
		return []string{fmt.Sprint(*n + 1)}
	}
	if f.typ == reflect.TypeFor[Build]() {
		own, err := ParseBuild(strict.Text(e.node, f.key))
		if err != nil {
			t.Fatal(err)
		}
		own.Revision++
		return []string{"'" + own.String() + "'"}
	}
	if f.key == "as_of" {
		return []string{"2026-01-01"}
	}
	kind := e.family.name + "/" + f.key
	if _, ok := others[kind]; !ok {
		t.Errorf("what a site may write for %s is not known", kind)
	}
	return others[kind]
}

// override is the file of a site that sets one value.
func (e entry) override(key, value string) string {
	at := fmt.Sprintf("{%s: %s}", key, value)
	path := e.path
	switch e.shape {
	case inList:
		identity := e.record.identity().key
		return fmt.Sprintf("%s: [{%s: %s, %s: %s}]\n", e.path[0], identity, strict.Text(e.node, identity), key, value)
	case inMapping:
		path = append(slices.Clone(path), e.subject)
	}
	for _, step := range slices.Backward(path) {
		at = fmt.Sprintf("{%s: %s}", step, at)
	}
	return strings.TrimSuffix(strings.TrimPrefix(at, "{"), "}") + "\n"
}

// said is a requirement with its words.
type said struct {
	*Requirement
	words words
}

func saidOf(b *Baseline) map[string]said {
	all := map[string]said{}
	for v, p := range b.requirements() {
		s := saidBy(p, v)
		all[s.ID] = s
	}
	return all
}

func saidBy(p *place, v reflect.Value) said {
	s := said{v.Interface().(interface{ requirement() *Requirement }).requirement(), p.record.words(v.Elem())}
	for _, aside := range p.record.fields { // how grave it is, and why, may be said of any value
		if aside.options.has("aside") {
			delete(s.words, aside.key)
		}
	}
	if own, ok := v.Interface().(wordy); ok {
		maps.Copy(s.words, own.words())
	}
	return s
}

func follows(t *testing.T, before, after said) {
	t.Helper()
	texts := []string{after.Title, after.Fix.String()}
	if r := after.Remedy; r != nil {
		texts = append(append(texts, r.Cmd...), r.PowerShell...)
	}
	now := strings.Join(slices.Concat(slices.Collect(maps.Values(after.words))...), "\n")
	for key, values := range before.words {
		if slices.Equal(values, after.words[key]) {
			continue
		}
		for _, v := range values {
			if key == "allowing" {
				continue // numbers that texts have for other reasons
			}
			word := regexp.MustCompile(`(^|[^\w.])` + regexp.QuoteMeta(v) + `($|[^\w.])`)
			if v == "true" || word.MatchString(now) {
				continue
			}
			for _, text := range texts {
				if word.MatchString(text) {
					t.Errorf("%s was %q, and is said still: %s", key, v, text)
				}
			}
		}
	}
	if after.Provenance != Site || after.Origin.File != "site.yaml" || !strings.Contains(after.Reference.String(), "site.yaml:") {
		t.Errorf("provenance %s, origin %v, reference %q", after.Provenance, after.Origin, after.Reference)
	}
	if strings.TrimSpace(after.Title) == "" || len(after.Fix) == 0 || isTemplate(after.Title+after.Fix.String()) {
		t.Errorf("title %q, fix %q", after.Title, after.Fix)
	}
}

// What a site has written for its own value gives way when another file of the site
// changes the value; what the second one writes itself stays.
func TestTextsOfASiteFollow(t *testing.T) {
	const first = `name: first
extends: [ws2008r2-sp1]
offload:
  chimney: {title: Chimney is on, want: [enabled], why: W, fix: Run chimney=enabled., reference: R, provenance: sourced, remedy: {cmd: [chimney on]}}
`
	for _, tt := range []struct{ change, title, fix, reference, provenance string }{
		{"{severity: low}", "Chimney is on", "Run chimney=enabled.", "R", "sourced"},
		{"{want: [enabled]}", "Chimney is on", "Run chimney=enabled.", "R", "sourced"},
		{"{want: [disabled]}", "offload/chimney is as site.yaml:7 requires", "Change the node, or the cluster, to what site.yaml:7 requires.", "the site's own value, site.yaml:7", "site"},
		{"{want: [disabled], title: T, fix: F, reference: Q, provenance: inferred}", "T", "F", "Q", "inferred"},
		{"{want: [disabled], title: 'Chimney {{state}}'}", "Chimney disabled", "Change the node, or the cluster, to what site.yaml:7 requires.", "the site's own value, site.yaml:7", "site"},
	} {
		b, err := loadFiles(t, map[string]string{"first.yaml": first, "site.yaml": "name: site\nextends: [first.yaml]\noffload:\n  chimney: " + tt.change + "\n"})
		if err != nil {
			t.Fatal(err)
		}
		o := b.Offload[0]
		got := []string{o.Title, o.Fix.String(), o.Reference.String(), string(o.Provenance)}
		if want := []string{tt.title, tt.fix, tt.reference, tt.provenance}; !slices.Equal(got, want) || o.Origin.File != "site.yaml" {
			t.Errorf("%s: %q, want %q; origin %v", tt.change, got, want, o.Origin)
		}
		if changed := strings.Contains(tt.change, "disabled") || strings.Contains(tt.change, "fix"); changed == (o.Remedy != nil) {
			t.Errorf("%s: remedy %+v", tt.change, o.Remedy)
		}
	}
}

// A fix that speaks of what the requirement or the baseline does not have is an error.
func TestTextsThatFail(t *testing.T) {
	for text, want := range map[string]string{
		"{title: 'At least {{mni}}'}":                 "heartbeat/SameSubnetDelay has no value {{mni}}; valid: ",
		"{fix: 'Set {{}}'}":                           "heartbeat/SameSubnetDelay has no value {{}}",
		"{fix: [{cmd: ['set {{value}} {{other}}']}]}": "heartbeat/SameSubnetDelay has no value {{other}}",
		"{fix: [{only: nothing, text: T}]}":           "heartbeat/SameSubnetDelay has no value {{nothing}}",
		"{fix: [{use: set-hartbeat}]}":                `heartbeat/SameSubnetDelay uses the procedure "set-hartbeat", which the baseline does not have; did you mean "set-heartbeat"?`,
	} {
		_, err := loadFiles(t, map[string]string{"site.yaml": "name: site\nextends: [ws2012]\nheartbeat:\n  properties:\n    SameSubnetDelay: " + text + "\n"})
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "site.yaml:8") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestFixFor(t *testing.T) {
	fix := Fix{
		{Before: 9200, Cmd: []string{"old"}}, {From: 9200, PowerShell: []string{"new"}}, {Text: "Both.", Cmd: []string{"c"}, PowerShell: []string{"p"}},
		{From: 14393, Before: 17763, Text: "2016."},
	}
	for _, tt := range []struct {
		builds []int
		want   string
	}{
		{[]int{7601}, "  old\nBoth.\n  c"},
		{[]int{9600}, "In PowerShell:\n  new\nBoth. In PowerShell:\n  p"},
		{[]int{14393}, "In PowerShell:\n  new\nBoth. In PowerShell:\n  p\n2016."},
		{[]int{7601, 9200}, "Up to Windows Server 2008 R2:\n  old\nOn Windows Server 2012 and later: In PowerShell:\n  new\nBoth. At a command prompt:\n  c\nOr in PowerShell:\n  p"},
		{nil, "Up to Windows Server 2008 R2:\n  old\nOn Windows Server 2012 and later: In PowerShell:\n  new\nBoth. At a command prompt:\n  c\nOr in PowerShell:\n  p\nOn Windows Server 2016: 2016."},
	} {
		if got := fix.For(tt.builds...).String(); got != tt.want {
			t.Errorf("for %v:\n%s\nwant\n%s", tt.builds, got, tt.want)
		}
	}
}
