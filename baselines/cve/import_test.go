package cve

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines"
)

// synthetic is a record of the form of the CVE list.
func synthetic(id, title, date, base string, versions ...string) string {
	var products []string
	for _, v := range versions {
		products = append(products, fmt.Sprintf(`{"vendor": "Microsoft", "product": "Windows Server 2019",
			"versions": [{"version": "10.0.0", "lessThan": %q, "versionType": "custom", "status": "affected"}]}`, v))
	}
	metrics := ""
	if base != "" {
		metrics = `, "metrics": [{"format": "CVSS", "cvssV3_1": {"version": "3.1", "baseSeverity": "LOW", "baseScore": ` + base + `}}]`
	}
	return fmt.Sprintf(`{"dataType": "CVE_RECORD", "dataVersion": "5.2",
		"cveMetadata": {"cveId": %q, "state": "PUBLISHED", "datePublished": "%sT17:00:00.000Z"},
		"containers": {"cna": {"title": %q, "datePublic": "%sT07:00:00+00:00", "affected": [%s]%s}}}`,
		id, date, title, date, strings.Join(products, ", "), metrics)
}

const (
	rce  = "Microsoft Failover Cluster Remote Code Execution Vulnerability"
	leak = "Windows Failover Cluster Information Disclosure Vulnerability"
	csv  = "Windows Cluster Shared Volume (CSV) Denial of Service Vulnerability"
	day1 = "2026-12-08"
)

func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func mustRead(t *testing.T, path string) *Import {
	t.Helper()
	m, err := Read(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestFolder: records become groups, everything else is counted.
func TestFolder(t *testing.T) {
	dir := folder(t, map[string]string{
		"2026/1xxx/CVE-2026-10001.json":   synthetic("CVE-2026-10001", leak, day1, "6.5", "10.0.17763.9800", "10.0.26100.34500"),
		"2026/1xxx/CVE-2026-10002.json":   synthetic("CVE-2026-10002", rce, day1, "9.8", "10.0.17763.9800", "10.0.26100.34500"),
		"2026/1xxx/CVE-2026-10003.json":   synthetic("CVE-2026-10003", csv, day1, "3.1", "10.0.17763.9800"),
		"2026/1xxx/CVE-2026-10004.json":   synthetic("CVE-2026-10004", rce, "2026-11-10", "", "10.0.17763.9700", "10.0.17763.9690", "6.3.9600.23500"),
		"2026/1xxx/CVE-2026-10005.json":   synthetic("CVE-2026-10005", "Windows Kernel Elevation of Privilege Vulnerability", day1, "7.8", "10.0.17763.9800"),
		"2026/1xxx/CVE-2026-10006.json":   `{"dataType": "CVE_RECORD", "cveMetadata": {"cveId": "CVE-2026-10006", "state": "REJECTED"}, "containers": {"cna": {}}}`,
		"2026/1xxx/CVE-2026-10007.json":   `{"dataType": "CVE_RECORD", "cveMetadata": {"cveId": "CVE-2026-10007", "state": "PUBLISHED"}, "containers": {"cna": {"affected": [{"product": "cluster-tool", "versions": [{"version": "1"}]}]}}}`,
		"README.md":                       "text",
		"delta.json":                      "{}",
		"again/CVE-2026-10001.json":       synthetic("CVE-2026-10001", leak, day1, "6.5", "10.0.17763.9800", "10.0.26100.34500"),
		"another-kind/CVE-2026-1234.json": `{"dataType": "SOMETHING"}`,
	})
	m := mustRead(t, dir)
	if len(m.Problems) > 0 || m.Taken() != 4 || m.Elsewhere != 2 || m.Rejected != 1 || m.OtherFiles != 3 {
		t.Errorf("%+v", m)
	}
	got := m.Groups()
	build := func(number, revision int) baselines.FirstFixed {
		return baselines.FirstFixed{Build: baselines.Build{Number: number, Revision: revision}}
	}
	at := func(s string) time.Time { d, _ := time.Parse(time.DateOnly, s); return d }
	want := []Group{
		{Vulnerability: baselines.Vulnerability{CVE: "CVE-2026-10002", Also: []string{"CVE-2026-10001"}, Component: "Failover Cluster",
			Impact: "remote code execution, information disclosure", Published: at(day1), Severity: baselines.Critical, Provenance: baselines.Sourced,
			Fixed: []baselines.FirstFixed{build(17763, 9800), build(26100, 34500)}, Reference: baselines.Cite("CVE-2026-10002 (CVSS 9.8), CVE-2026-10001 (CVSS 6.5); cvelistV5")}},
		{Vulnerability: baselines.Vulnerability{CVE: "CVE-2026-10003", Component: "Cluster Shared Volume", Impact: "denial of service", Published: at(day1),
			Severity: baselines.Low, Provenance: baselines.Sourced, Fixed: []baselines.FirstFixed{build(17763, 9800)}, Reference: baselines.Cite("CVE-2026-10003 (CVSS 3.1); cvelistV5")}},
		{Vulnerability: baselines.Vulnerability{CVE: "CVE-2026-10004", Component: "Failover Cluster", Impact: "remote code execution", Published: at("2026-11-10"),
			Severity: baselines.Medium, Provenance: baselines.Sourced, Fixed: []baselines.FirstFixed{build(17763, 9700)}, Reference: baselines.Cite("CVE-2026-10004; cvelistV5")},
			Remarks: []string{"CVE-2026-10004 has no score: medium is a guess",
				"CVE-2026-10004 names several revisions of build 17763 (9690, 9700): the greatest is taken",
				"build 9600.23500 is left out: only updates show there, and the record names none; add them"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	readBack(t, got)
}

// readBack loads what is printed as a part of a site's baseline.
func readBack(t *testing.T, groups []Group) {
	t.Helper()
	data, err := YAML(groups)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "site.yaml")
	head := "format: 1\nname: site\ntitle: Site\nreviewed: 2026-11-27\nextends: [cluster-common]\n"
	if err := os.WriteFile(file, append([]byte(head), data...), 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := baselines.Load(file)
	if err != nil {
		t.Fatalf("%v in\n%s", err, data)
	}
	for _, g := range groups {
		if len(g.Fixed) == 0 {
			continue
		}
		found := false
		for _, v := range b.Update.Build.Vulnerabilities {
			if v.CVE == g.CVE {
				found = true
				if diff := cmp.Diff(g.Vulnerability, v); diff != "" {
					t.Errorf("%s in\n%s", diff, data)
				}
			}
		}
		for _, r := range g.Remarks {
			found = found && strings.Contains(string(data), "# "+g.CVE+": "+r+"\n")
		}
		if !found {
			t.Errorf("%s is not whole in\n%s", g.CVE, data)
		}
	}
}

// TestTitles takes Microsoft's ways to name what a record is about.
func TestTitles(t *testing.T) {
	for title, want := range map[string][2]string{
		rce: {"Failover Cluster", "remote code execution"},
		csv: {"Cluster Shared Volume", "denial of service"},
		"Cluster Client Failover (CCF) Elevation of Privilege Vulnerability":             {"Cluster Client Failover", "elevation of privilege"},
		"Microsoft Failover Cluster Virtual Driver Information Disclosure Vulnerability": {"Failover Cluster Virtual Driver", "information disclosure"},
		"Windows Failover Clustering Security Feature Bypass Vulnerability":              {"Failover Clustering", "security feature bypass"},
		"Microsoft Windows Cluster Port Driver Elevation of Privilege Vulnerability":     {"Cluster Port Driver", "elevation of privilege"},
		"Windows Hyper-V Remote Code Execution Vulnerability":                            {},
		"A tool that shows luster Denial of Service Vulnerability":                       {},
	} {
		w, what, err := newRow([]byte(synthetic("CVE-2026-10001", title, day1, "8.1", "10.0.17763.9800")))
		if err != nil || [2]string{w.component, w.impact} != want || (what == taken) != (want[0] != "") {
			t.Errorf("%s: %q, %q, %v, %v", title, w.component, w.impact, what, err)
		}
	}
}

// TestOldWindowsAlone: a record whose fixes only updates show leaves a comment.
func TestOldWindowsAlone(t *testing.T) {
	m := mustRead(t, folder(t, map[string]string{"CVE-2026-1.json": "", "CVE-2026-10001.json": synthetic("CVE-2026-10001", rce, day1, "7.0", "6.3.9600.23500")}))
	data, err := YAML(m.Groups())
	if err != nil || !strings.HasPrefix(string(data), "# CVE-2026-10001: build 9600.23500 is left out") || strings.Contains(string(data), "update:") {
		t.Errorf("%v\n%s", err, data)
	}
	if m.OtherFiles != 1 {
		t.Errorf("CVE-2026-1.json is the name of no record: %+v", m)
	}
}

// TestDamaged: what cannot be read is named with its place, and takes nothing from the others.
func TestDamaged(t *testing.T) {
	good := synthetic("CVE-2026-10001", rce, day1, "8.1", "10.0.17763.9800")
	for name, tt := range map[string]struct{ text, want string }{
		"truncated":         {good[:len(good)/2], "it is not complete JSON"},
		"empty":             {"", "line 1, column 1: it is not complete JSON"},
		"two documents":     {good + good, "it is not complete JSON"},
		"too deep":          {`{"containers": ` + strings.Repeat("[", 20_000), "nested too deep"},
		"a wrong type":      {strings.Replace(good, `"affected": [`, `"affected": [1, `, 1), "containers.cna.affected is of the wrong type"},
		"a list":            {"[]", "is of the wrong type"},
		"a wrong id":        {strings.Replace(good, "CVE-2026-10001", "CVE-2026-10001\\u001b[31m", 1), "cveId is not the id of a CVE"},
		"a wrong state":     {strings.Replace(good, "PUBLISHED", "RESERVED", 1), "state is neither PUBLISHED nor REJECTED"},
		"a wrong date":      {strings.ReplaceAll(good, day1, "20260-1-1"), "neither datePublic nor datePublished is a date"},
		"a wrong version":   {strings.Replace(good, "10.0.17763.9800", "10.0.17763", 1), "lessThan is not a version of Windows"},
		"no version":        {strings.Replace(good, "10.0.17763.9800", "", 1), "lessThan is missing"},
		"a hostile version": {strings.Replace(good, "10.0.17763.9800", "10.0.17763.9800: {}", 1), "lessThan is not a version of Windows"},
		"nothing affected":  {strings.Replace(good, `"affected"}`, `"unaffected"}`, 1), "names no fixed version of Windows Server"},
		"a foreign title":   {strings.Replace(good, "Microsoft Failover", "Failover: {}\\n", 1), "title does not have the form"},
		"a contradiction": {strings.Replace(good, `"affected": [`, `"cpeApplicability": [{"nodes": [{"cpeMatch": [{"vulnerable": true,
			"criteria": "cpe:2.3:o:microsoft:windows_server_2019:*", "versionEndExcluding": "10.0.17763.9900"}]}]}], "affected": [`, 1), "do not agree on the first fixed revision of build 17763"},
		"too large": {good + strings.Repeat(" ", maxSize), "it is larger than 8 MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := folder(t, map[string]string{"CVE-2026-10001.json": tt.text, "CVE-2026-10002.json": strings.ReplaceAll(good, "10001", "10002")})
			m := mustRead(t, dir)
			if len(m.Problems) != 1 || !strings.Contains(m.Problems[0].Error(), tt.want) || !strings.Contains(m.Problems[0].Error(), "CVE-2026-10001.json") {
				t.Errorf("%q, want %q", m.Problems, tt.want)
			}
			if m.Taken() != 1 {
				t.Errorf("%d records are taken", m.Taken())
			}
		})
	}
}

// TestOneFile: a file that is named has to be a record.
func TestOneFile(t *testing.T) {
	dir := folder(t, map[string]string{"a.json": synthetic("CVE-2026-10001", rce, day1, "8.1", "10.0.17763.9800"), "b.json": "{}"})
	if m := mustRead(t, filepath.Join(dir, "a.json")); m.Taken() != 1 || len(m.Problems) > 0 {
		t.Errorf("%+v", m)
	}
	if m := mustRead(t, filepath.Join(dir, "b.json")); len(m.Problems) != 1 {
		t.Errorf("%+v", m)
	}
	if _, err := Read(t.Context(), filepath.Join(dir, "c.json")); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Read(ended, dir); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestTwice: the same record may be there twice, and must say the same.
func TestTwice(t *testing.T) {
	m := mustRead(t, folder(t, map[string]string{
		"a/CVE-2026-10001.json": synthetic("CVE-2026-10001", rce, day1, "8.1", "10.0.17763.9800"),
		"b/CVE-2026-10001.json": synthetic("CVE-2026-10001", rce, day1, "8.1", "10.0.17763.9900"),
	}))
	if len(m.Problems) != 1 || !strings.Contains(m.Problems[0].Error(), "CVE-2026-10001 is there twice and says something else") {
		t.Errorf("%q", m.Problems)
	}
}

// TestRealRecords compares the embedded table with records of the CVE list where they
// are present: every floor of the table is that of its record.
func TestRealRecords(t *testing.T) {
	const dir = "testdata/cvelistV5"
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the records of the CVE list are not a part of the repository: copy those of the table to baselines/cve/" + dir)
	}
	m := mustRead(t, dir)
	for _, p := range m.Problems {
		t.Error(p)
	}
	readBack(t, m.Groups())
	b, err := baselines.Load("cluster-common")
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range b.Update.Build.Vulnerabilities {
		w, ok := m.rows[v.CVE]
		if !ok {
			continue
		}
		floors := map[int]int{}
		for _, f := range w.fixed {
			floors[f.Number] = f.Revision
		}
		for _, f := range v.Fixed {
			if floors[f.Build.Number] != f.Build.Revision {
				t.Errorf("%s: build %s, its record has revision %d", v.CVE, f.Build, floors[f.Build.Number])
			}
		}
		if w.severity != v.Severity || !w.published.Equal(v.Published) || w.impact != v.Impact || w.component != v.Component {
			t.Errorf("%s: its record has %s, %s, %s, %s", v.CVE, w.component, w.impact, w.severity, w.published)
		}
	}
}

func FuzzRecord(f *testing.F) {
	f.Add([]byte(synthetic("CVE-2026-10001", rce, day1, "8.1", "10.0.17763.9800")))
	f.Add([]byte(`{"dataType": "CVE_RECORD"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		w, what, err := newRow(data)
		if err != nil || what != taken {
			return
		}
		m := &Import{rows: map[string]row{w.id: w}}
		readBack(t, m.Groups())
	})
}
