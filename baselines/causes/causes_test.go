package causes

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEmbedded(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Causes) != 12 || len(c.Events) < 14 {
		t.Errorf("%d causes, %d kinds of events", len(c.Causes), len(c.Events))
	}
}

// The program does not hold its own files against the schema when it loads them.
func TestEmbeddedAreOfTheFormat(t *testing.T) {
	r := newReader()
	for _, name := range []string{"events.yaml", "causes.yaml"} {
		data, err := embedded.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		r.read(name, data)
	}
	for _, problem := range r.problems {
		t.Error(problem)
	}
}

// The findings that the embedded causes name are those of the baselines.
func TestEmbeddedFindings(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, cause := range c.Causes {
		for _, id := range cause.Findings {
			if !slices.Contains(findingIDs(), id) {
				t.Errorf("%s: %s is not a finding of an embedded baseline", cause.ID, id)
			}
		}
	}
}

func TestInvalid(t *testing.T) {
	const cause = "causes: [{id: x, title: t, why: w, sources: [s], seeds: [node-lost], must: [%s]}]"
	for _, tt := range []struct{ name, text, want string }{
		{"unknown key", "format: 1\ncause: []", `2:1: unknown key "cause"; did you mean "causes"?`},
		{"unknown kind", "format: 1\n" + strings.Replace(cause, "%s", "{text: a, core: true, event: [node-los]}", 1), `2:107: unknown kind of event "node-los"; did you mean "node-lost"?`},
		{"no core", "format: 1\n" + strings.Replace(cause, "%s", "{text: a, event: [node-lost]}", 1), "2:76: no condition is core; write core: true at the one without which the cause is not considered"},
		{"no event", "format: 1\n" + strings.Replace(cause, "%s", "{text: a, core: true}", 1), "2:77: the condition has no event; name the kinds of which one is enough, or give a test"},
		{"known cause", "format: 1\ncauses: [{id: witness, title: t, why: w, sources: [s], seeds: [node-lost], must: [{text: a, core: true, event: [node-lost]}]}]", `2:15: the cause "witness" is also in causes.yaml:`},
		{"pattern", "format: 1\nevents: [{kind: a, title: b, lines: [{contains: abcd, pattern: '(', source: s}]}]", `2:64: "(" is not a regular expression; see the syntax of RE2`},
		{"known kind", "format: 1\nevents: [{kind: pruned, title: b, lines: [{contains: abcd, source: s}]}]", "2:32: the kind pruned is known already; only wordings can be added to it; leave out title"},
		{"nothing in it", "format: 1\nevents: [{kind: a, title: b}]", "2:10: the event has neither lines nor records; give one wording or more"},
		{"port without finding", "format: 1\n" + strings.Replace(cause, "%s", "{text: a, core: true, test: port-closed}", 1), "2:77: port-closed needs a finding and a profile"},
		{"event of a test", "format: 1\n" + strings.Replace(cause, "%s", "{text: a, core: true, test: both-run, event: [pruned]}", 1), "2:122: the test both-run looks at events of its own; leave event out"},
		{"format", "format: 2", "1:9: "},
		{"unknown finding", "format: 1\ncauses: [{id: x, title: t, why: w, sources: [s], seeds: [node-lost], findings: [firewall/cluster-udp-3343], must: [{text: a, core: true, event: [node-lost]}]}]", `2:81: unknown finding "firewall/cluster-udp-3343"; did you mean "firewall/cluster-udp-3343-in"?`},
		{"unknown finding of a port", "format: 1\n" + strings.Replace(cause, "%s", "{text: a, core: true, test: port-closed, profile: public, finding: firewall/x}", 1), `2:144: unknown finding "firewall/x"`},
		{"unknown placeholder", "format: 1\nevents: [{kind: a, title: 'b {nod}', lines: [{contains: abcd, source: s}]}]", "2:27: unknown placeholder {nod}; only {node} and {peer} are filled in"},
		{"unknown placeholder of a cause", "format: 1\n" + strings.Replace(strings.Replace(cause, "title: t", "title: '{Peer} fell'", 1), "%s", "{text: a, core: true, event: [node-lost]}", 1), "2:25: unknown placeholder {Peer}"},
		{"a seed in the background", "format: 1\nevents: [{kind: a, title: b, seed: true, background: true, lines: [{contains: abcd, source: s}]}]", "2:10: the kind a is in the background, and an incident cannot begin with it; leave out seed or background"},
		{"a kind that is not a seed", "format: 1\n" + strings.Replace(strings.Replace(cause, "[node-lost]", "[view-changed]", 1), "%s", "{text: a, core: true, event: [node-lost]}", 1), "2:58: no incident begins with the kind view-changed; use one of node-lost, "},
		{"unknown group", "format: 1\nevents: [{kind: a, title: b, lines: [{contains: abcd, pattern: '(?P<nod>.)', source: s}]}]", `2:64: unknown group "nod"; the groups are peer, self, `},
		{"a group in a message", "format: 1\nevents: [{kind: a, title: b, records: [{provider: P, channel: C, id: 1, message: '(?P<peer>.)', source: s}]}]", `2:82: the group "peer" is not used: no value is taken out of a message; leave the name of the group out`},
		{"a kind twice", "format: 1\nevents:\n  - {kind: a, title: b, lines: [{contains: abcd, source: s}]}\n  - {kind: a, lines: [{contains: abce, source: s}]}", `4:12: the kind "a" is also in line 3; write all its wordings there`},
		{"a cause twice", "format: 1\ncauses:\n  - {id: x, title: t, why: w, sources: [s], seeds: [node-lost], must: [{text: a, core: true, event: [node-lost]}]}\n  - {id: x, title: t, why: w, sources: [s], seeds: [node-lost], must: [{text: a, core: true, event: [node-lost]}]}", `4:`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "site.yaml")
			if err := os.WriteFile(file, []byte(tt.text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := Load(file)
			if err == nil || !strings.HasPrefix(err.Error(), file+":"+tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

// A site adds wordings to a kind, a kind and a cause of its own.
func TestSite(t *testing.T) {
	file := filepath.Join(t.TempDir(), "site.yaml")
	const text = `format: 1
events:
  - {kind: heartbeat-missed, lines: [{contains: 'HB lost', source: our switch vendor}]}
  - {kind: backup-began, title: a backup began, records: [{provider: Backup, channel: Application, id: 7, source: its manual}]}
causes:
  - id: backup
    title: A backup filled the network of {node}
    why: It does.
    seeds: [node-lost]
    must: [{text: a backup began, event: [backup-began], within: [300s, 0s], core: true}]
    sources: [ticket 7]
`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load(file)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range c.Events[0].Lines {
		got = append(got, l.Contains)
	}
	if diff := cmp.Diff("HB lost", got[len(got)-1]); diff != "" || c.Causes[12].ID != "backup" || c.Causes[12].Must[0].Before.String() != "5m0s" {
		t.Errorf("%s %+v", diff, c.Causes[12])
	}
}

func FuzzLoad(f *testing.F) {
	f.Add("format: 1\nevents: [{kind: a, title: b, lines: [{contains: abcd, source: s}]}]")
	f.Fuzz(func(t *testing.T, text string) {
		r := newReader()
		r.read("f", []byte(text))
		r.verify()
	})
}
