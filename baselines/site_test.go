package baselines

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote/observe"
)

const siteEntries = `allow_roots: ['hklm\software\\Contoso']
site:
  - id: rows
    title: Every adapter is fast
    severity: low
    why: W
    reference: R
    scope: node
    same: true
    when: {service: msdsm, build_min: 9600, build_max: 26100, installation: core, resource_type: Print Spooler}
    observe: {wql: {namespace: root/StandardCimv2, class: MSFT_NetAdapter, columns: [Name, Speed], where: {Virtual: false, InterfaceType: 6, MediaType: '802.3'}}}
    want: {column: speed, every: true, one_of: [10000000000, '10'], not: [0], min: 1, max: 25000000000, matches: '^1', contains: '0', version_min: '1.2', count_min: 1, count_max: 8}
    absent: not-applicable
  - id: agent
    title: '{{name}} of the agent is {{want}}'
    severity: high
    why: W
    reference: R
    fix: [{text: 'Set {{observed}}.', cmd: ['{{set}}']}]
    provenance: sourced
    observe: {registry: 'HKLM:\\SOFTWARE\Wow6432Node\Contoso\', value: Mode, type: sz}
    want: {equals: 'on'}
    absent: {default: 'off'}
  - id: several
    title: T
    severity: info
    why: W
    reference: R
    any:
      - {observe: {service: Some}, want: {state: stopped, start_mode: [manual, disabled]}, absent: pass}
      - {observe: {events: {channel: System, provider: disk, ids: [153, 51], within: 12h, most: 20}}, want: {count_max: 1}, absent: undecided}
      - {observe: {file: '%programfiles%\\Contoso\a.exe', property: version}, want: {version_min: '4'}, absent: drift}
  - id: witness
    scope: cluster
    title: T
    severity: info
    why: W
    reference: R
    observe: {cluster: quorum-resource-type}
    want: {one_of: [File Share Witness]}
    absent: unknown
`

func TestSite(t *testing.T) {
	b, err := loadFiles(t, map[string]string{"site.yaml": "name: site\n" + siteEntries})
	if err != nil {
		t.Fatal(err)
	}
	agent := SiteProbe{
		Observe: observe.Target{Registry: &observe.Registry{Key: `HKLM\SOFTWARE\Wow6432Node\Contoso`, Value: "Mode", Type: observe.String, Root: `HKLM\SOFTWARE\Contoso`}},
		Want:    SiteWant{Equals: &Scalar{Text: new("on")}}, Absent: SiteAbsent{Default: &Scalar{Text: new("off")}},
	}
	want := []SiteRule{
		{Name: "agent", Scope: SiteNode, SiteProbe: agent, All: []SiteProbe{agent}},
		{Name: "rows", Scope: SiteNode, Same: true, When: SiteWhen{"msdsm", 9600, 26100, "core", "Print Spooler"}},
		{Name: "several", Scope: SiteNode, Any: []SiteProbe{
			{Observe: observe.Target{Service: "Some"}, Want: SiteWant{State: "stopped", StartMode: []string{"manual", "disabled"}}, Absent: SiteAbsent{Verdict: AbsentPass}},
			{Observe: observe.Target{Events: &observe.Events{Channel: "System", Provider: "disk", IDs: []int{51, 153}, Within: 12 * time.Hour, Most: 20}},
				Want: SiteWant{CountMax: new(1)}, Absent: SiteAbsent{Verdict: AbsentUndecided}},
			{Observe: observe.Target{File: &observe.File{Path: `%ProgramFiles%\Contoso\a.exe`, Property: "version"}}, Want: SiteWant{VersionMin: "4"}, Absent: SiteAbsent{Verdict: AbsentDrift}},
		}},
		{Name: "witness", Scope: SiteCluster},
	}
	rows := SiteProbe{
		Observe: observe.Target{WQL: &observe.WQL{Namespace: "root/StandardCimv2", Class: "MSFT_NetAdapter", Columns: []string{"Name", "Speed"},
			Where: []observe.Condition{{Column: "Virtual", Bool: new(false)}, {Column: "InterfaceType", Number: new(int64(6))}, {Column: "MediaType", Text: new("802.3")}}}},
		Want: SiteWant{Column: "speed", Every: true, OneOf: []Scalar{{Number: new(int64(10000000000))}, {Text: new("10")}}, Not: []Scalar{{Number: new(int64(0))}},
			Min: new(int64(1)), Max: new(int64(25000000000)), Matches: "^1", Contains: "0", VersionMin: "1.2", CountMin: new(1), CountMax: new(8)},
		Absent: SiteAbsent{Verdict: AbsentNotApplicable},
	}
	witness := SiteProbe{Observe: observe.Target{Cluster: observe.QuorumResourceType}, Want: SiteWant{OneOf: []Scalar{{Text: new("File Share Witness")}}}, Absent: SiteAbsent{Verdict: AbsentUnknown}}
	want[1].SiteProbe, want[1].All = rows, []SiteProbe{rows}
	want[3].SiteProbe, want[3].All = witness, []SiteProbe{witness}
	for i := range b.Site {
		if b.Site[i].Provenance != map[string]Provenance{"agent": Sourced}[b.Site[i].Name] && b.Site[i].Provenance != Site {
			t.Errorf("%s is %s", b.Site[i].ID, b.Site[i].Provenance)
		}
		want[i].Requirement = b.Site[i].Requirement
	}
	if diff := cmp.Diff(want, b.Site); diff != "" {
		t.Error(diff)
	}
	var ids []string
	for _, target := range append(b.SiteTargets(SiteNode), b.SiteTargets(SiteCluster)...) {
		ids = append(ids, target.ID())
	}
	if diff := cmp.Diff([]string{
		`events system disk 51,153 within 12h0m0s most 20`,
		`file %programfiles%\contoso\a.exe version`,
		`registry hklm\software\wow6432node\contoso mode sz`,
		`service msdsm`,
		`service some`,
		`wql root/standardcimv2 msft_netadapter name,speed where interfacetype=6 and mediatype="802.3" and virtual=false`,
		`cluster quorum-resource-type`,
	}, ids); diff != "" {
		t.Error(diff)
	}
}

func TestSiteTexts(t *testing.T) {
	b, err := loadFiles(t, map[string]string{"site.yaml": "name: site\n" + siteEntries})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{
		"site/agent":   {"Mode of the agent is on", "Set Mode in HKLM\\SOFTWARE\\Wow6432Node\\Contoso.\n" + `  reg.exe add "HKLM\SOFTWARE\Wow6432Node\Contoso" /v "Mode" /t REG_SZ /d "on" /f`},
		"site/witness": {"T", "Change the node. Wanted of the type of the quorum resource: File Share Witness."},
		"site/several": {"T", "One of these is enough.\n" +
			"Change the node. Wanted of the service Some: stopped, start type manual or disabled.\n" +
			"Change the node. Wanted of events 51, 153 of disk in System within 12h: at most 1 in number.\n" +
			`Change the node. Wanted of the version of %ProgramFiles%\Contoso\a.exe: version 4 or later.`},
		"site/rows": {"Every adapter is fast", `Change the node. Wanted of Name, Speed of MSFT_NetAdapter where Virtual = false and InterfaceType = 6 and MediaType = "802.3": ` +
			"speed of each row 10000000000 or 10, not 0, 1 to 25000000000, a match of ^1, contains 0, version 1.2 or later, 1 to 8 in number."},
	}
	for id, r := range saidOf(b) {
		if diff := cmp.Diff(want[id], []string{r.Title, r.Fix.String()}); diff != "" {
			t.Errorf("%s:\n%s", id, diff)
		}
	}
}

// TestSiteOverrides: a file over another changes an entry by its id and key by key, as
// in every section.
func TestSiteOverrides(t *testing.T) {
	over := `extends: [below.yaml]
remove: [site/several]
site:
  - {id: agent, want: {equals: 'off'}, absent: drift}
  - {id: witness, severity: critical, absent: {default: Physical Disk}}
  - {id: rows, observe: {service: Some}, want: {state: running}, when: {build_max: 20348}}
`
	b, err := loadFiles(t, map[string]string{"below.yaml": "name: below\n" + siteEntries, "site.yaml": "name: site\n" + over})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, r := range b.Site {
		names = append(names, r.Name)
	}
	if diff := cmp.Diff([]string{"agent", "rows", "witness"}, names); diff != "" {
		t.Error(diff)
	}
	agent, rows, witness := b.Site[0], b.Site[1], b.Site[2]
	if rows.All[0].Observe.ID() != "service some" || rows.All[0].Want.String() != "running" || rows.When != (SiteWhen{BuildMax: 20348}) || rows.Title == "Every adapter is fast" {
		t.Errorf("%s: %+v, %+v", rows.Title, rows.All, rows.When)
	}
	if agent.All[0].Want.Equals.String() != "off" || agent.All[0].Absent != (SiteAbsent{Verdict: AbsentDrift}) || agent.Title != "Mode of the agent is off" {
		t.Errorf("%s: %+v", agent.Title, agent.All)
	}
	if d := witness.All[0].Absent.Default; d == nil || d.String() != "Physical Disk" || witness.Severity != Critical || witness.Scope != SiteCluster {
		t.Errorf("%+v", witness)
	}
	if !strings.HasSuffix(agent.Origin.File, "site.yaml") || !strings.HasSuffix(witness.Origin.File, "site.yaml") {
		t.Errorf("from %s and %s", agent.Origin, witness.Origin)
	}
}

// TestSiteInOverlay: an overlay may have entries, for some builds alone too.
func TestSiteInOverlay(t *testing.T) {
	overlay := "overlay: true\nparts: [{builds: [20348], site: [{id: witness, severity: high}]}]\n" + strings.TrimPrefix(siteEntries, "allow_roots: ['hklm\\software\\\\Contoso']\n")
	overlay = strings.Replace(overlay, `Wow6432Node\Contoso\`, `Microsoft\Some`, 1)
	for build, severity := range map[string]Severity{"20348": High, "17763": Info} {
		b, err := loadFiles(t, map[string]string{"site.yaml": "name: site\napplies_to: {build: " + build + ", product: server}\n", "over.yaml": "name: over\n" + overlay}, "over.yaml")
		if err != nil {
			t.Fatal(err)
		}
		if len(b.Site) != 4 || b.Site[3].Severity != severity {
			t.Errorf("build %s: %d entries, %s", build, len(b.Site), b.Site[3].Severity)
		}
	}
}

func TestParseSiteVersion(t *testing.T) {
	for text, want := range map[string]string{"4": "4.0.0.0", "4.2": "4.2.0.0", "4.2.1": "4.2.1.0", "10.0.1.65535": "10.0.1.65535", "": "", "4.x": "", "4.70000": "", "1.2.3.4.5": ""} {
		got, err := ParseSiteVersion(text)
		if (err == nil) != (want != "") || err == nil && got.String() != want {
			t.Errorf("%q: %s, %v", text, got, err)
		}
	}
}

// TestSiteResolved: a resolved file asks for the same, texts that look like numbers
// among it.
func TestSiteResolved(t *testing.T) {
	l := newLoader()
	texts := map[string]string{"site.yaml": "format: 1\ntitle: T\nreviewed: 2026-11-22\nname: site\n" + siteEntries}
	l.read = func(path string) ([]byte, error) { return []byte(texts[path]), nil }
	resolved, err := l.resolved("site.yaml")
	if err != nil {
		t.Fatal(err)
	}
	l = newLoader()
	texts["resolved.yaml"] = string(resolved)
	l.read = func(path string) ([]byte, error) { return []byte(texts[path]), nil }
	again, err := l.load("resolved.yaml")
	if err != nil {
		t.Fatalf("%v in\n%s", err, resolved)
	}
	b, err := loadFiles(t, map[string]string{"site.yaml": "name: site\n" + siteEntries})
	if err != nil {
		t.Fatal(err)
	}
	for _, rules := range [][]SiteRule{b.Site, again.Site} {
		for i := range rules {
			rules[i].Origin = Position{}
		}
	}
	if diff := cmp.Diff(b.Site, again.Site); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(b.AllowRoots, again.AllowRoots); diff != "" {
		t.Error(diff)
	}
}

// TestSiteDiff: what differs in an entry is shown key by key, with its lines.
func TestSiteDiff(t *testing.T) {
	dir := t.TempDir()
	other := strings.NewReplacer("equals: 'on'", "equals: 'off'", "absent: {default: 'off'}", "absent: drift", "id: witness", "id: other", `software\\Contoso'`, `software\Contoso', 'HKLM\SOFTWARE\Fabrikam'`).Replace(siteEntries)
	for name, entries := range map[string]string{"a.yaml": siteEntries, "b.yaml": other} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("format: 1\ntitle: T\nreviewed: 2026-11-22\nname: site\n"+entries), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	found, err := Diff(filepath.Join(dir, "a.yaml"), filepath.Join(dir, "b.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range found {
		got = append(got, fmt.Sprintf("%s %s: %s:%d | %s:%d", d.ID, d.Key, d.A.Text, d.A.At.Line, d.B.Text, d.B.At.Line))
	}
	if diff := cmp.Diff([]string{
		`allow_roots : hklm\software\\Contoso:5 | :0`,
		`allow_roots : :0 | hklm\software\Contoso:5`,
		`allow_roots : :0 | HKLM\SOFTWARE\Fabrikam:5`,
		"site/agent want.equals: on:26 | off:26",
		"site/agent absent: {default: off}:27 | drift:27",
		"site/other : :0 | T:39",
		"site/witness : T:39 | :0",
	}, got); diff != "" {
		t.Error(diff)
	}
}

// TestSiteTargetsOfBuilds: what is for other builds than the baseline is not asked for.
func TestSiteTargetsOfBuilds(t *testing.T) {
	for applies, want := range map[string]int{
		"":                                6, // to be named: any node
		"{build: 9600, product: server}":  6,
		"{build: 26100, product: server}": 6,
		"{build: 9200, product: server}":  4, // without rows and its service
		"{from: 9200, product: server}":   6,
		"{from: 26101, product: server}":  4,
	} {
		text := "name: site\n" + siteEntries
		if applies != "" {
			text += "applies_to: " + applies + "\n"
		}
		b, err := loadFiles(t, map[string]string{"site.yaml": text})
		if err != nil {
			t.Fatal(err)
		}
		if got := len(b.SiteTargets(SiteNode)); got != want {
			t.Errorf("%s: %d targets, want %d", applies, got, want)
		}
	}
}
