package main_test

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

const mib = 1 << 20

// collectStory collects the facts of the field report's nodes.
func collectStory(t *testing.T, program string) (dir string) {
	t.Helper()
	file, farm := startNodes(t, windows.FieldReport(longPassword), simulator.Options{})
	defer farm.Close()
	dir = filepath.Join(t.TempDir(), "facts")
	mustEnd(t, 3, program, "collect", "-i", file, "-d", dir) // a node is down
	if err := os.Remove(filepath.Join(dir, facts.ManifestFile)); err != nil {
		t.Fatal(err) // the documents alone are multiplied
	}
	return dir
}

// multiply writes the documents of a cluster again and again, each time as those
// of another cluster, until there are so many.
func multiply(t *testing.T, dir string, documents int) (many string) {
	t.Helper()
	many = t.TempDir()
	var texts []string
	for _, file := range listed(t, dir) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(data))
	}
	for i := range documents {
		cluster := i / len(texts)
		text := strings.NewReplacer("FIELDREPORT", fmt.Sprintf("CLUSTER%05d", cluster), "HV0", fmt.Sprintf("N%05d-", cluster)).Replace(texts[i%len(texts)])
		writeData(t, filepath.Join(many, fmt.Sprintf("%05d.json", i)), []byte(text))
	}
	return many
}

// What it takes to judge documents of 220 KB each, with all four forms of the
// report, in MiB; about a fifth more than was measured.
const (
	memoryOfCheck    = 256
	memoryOfDocument = 1.1
)

// TestLongManyFacts judges thousands of documents of full size. Every node is in
// every form of the report, and the memory grows with their number and no faster.
func TestLongManyFacts(t *testing.T) {
	longSuite(t)
	program := buildProgram(t)
	story := collectStory(t, program)
	for _, documents := range []int{1000, 10000} {
		t.Run(strconv.Itoa(documents), func(t *testing.T) {
			bound := int64(memoryOfCheck + memoryOfDocument*float64(documents))
			if free, known := availableMemory(); known && free < bound*5/4 {
				t.Skipf("it may take %d MiB of memory, and %d are available", bound, free)
			}
			dir := t.TempDir()
			args := []string{"check", "--details", multiply(t, story, documents)}
			for _, format := range []string{"json", "html", "junit", "text"} {
				args = append(args, "-o", format+"="+filepath.Join(dir, format))
			}
			mustEnd(t, 4, program, args...).bounded(t, fmt.Sprintf("%d documents", documents), bound)
			verifyJSONNodes(t, filepath.Join(dir, "json"), documents)
			verifyJUnitNodes(t, filepath.Join(dir, "junit"), documents)
			verifyTextNodes(t, filepath.Join(dir, "text"), documents, "")
			verifyTextNodes(t, filepath.Join(dir, "html"), documents, "</html>")
		})
	}
}

// availableMemory is what can be had without swapping, in MiB.
func availableMemory() (free int64, known bool) {
	info, _ := os.ReadFile("/proc/meminfo")
	m := regexp.MustCompile(`(?m)^MemAvailable:\s+(\d+) kB$`).FindSubmatch(info)
	if m == nil {
		return 0, false
	}
	kib, _ := strconv.ParseInt(string(m[1]), 10, 64)
	return kib >> 10, true
}

func openReport(t *testing.T, file string) *os.File {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func verifyJSONNodes(t *testing.T, file string, nodes int) {
	t.Helper()
	var result struct {
		Clusters []struct{ Nodes []struct{ Name string } }
		Exit     struct{ Code int }
	}
	if err := json.NewDecoder(bufio.NewReader(openReport(t, file))).Decode(&result); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, c := range result.Clusters {
		for _, n := range c.Nodes {
			seen[n.Name] = true
		}
	}
	if len(seen) != nodes || result.Exit.Code != 4 {
		t.Errorf("the JSON has %d nodes, want %d, and exit code %d", len(seen), nodes, result.Exit.Code)
	}
}

// storyNode matches the names that multiply gives.
var storyNode = regexp.MustCompile(`N\d{5}-[1-8]`)

func verifyJUnitNodes(t *testing.T, file string, nodes int) {
	t.Helper()
	seen := map[string]bool{}
	err := wholeXML(bufio.NewReader(openReport(t, file)), func(token xml.Token) {
		if start, ok := token.(xml.StartElement); ok {
			for _, a := range start.Attr {
				for _, name := range storyNode.FindAllString(a.Value, -1) {
					seen[name] = true
				}
			}
		}
	})
	if err != nil || len(seen) != nodes {
		t.Errorf("the JUnit document has %d nodes, want %d; %v", len(seen), nodes, err)
	}
}

func verifyTextNodes(t *testing.T, file string, nodes int, end string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, name := range storyNode.FindAll(data, -1) {
		seen[string(name)] = true
	}
	if len(seen) != nodes || !bytes.HasSuffix(bytes.TrimSpace(data), []byte(end)) {
		t.Errorf("%s has %d nodes, want %d, and ends with %q", filepath.Base(file), len(seen), nodes, data[max(0, len(data)-40):])
	}
}

// An inventory of as many nodes as its file can hold is shown in every form.
func TestLongInventory(t *testing.T) {
	longSuite(t)
	const nodes = 10000
	program := buildProgram(t)
	var all []inventory.Node
	for i := range nodes {
		all = append(all, inventory.Node{Name: fmt.Sprintf("N%05d-1", i), Cluster: fmt.Sprintf("C%04d", i/16), Address: fmt.Sprintf("10.1.%d.%d", i/250, i%250),
			Settings: inventory.Settings{Port: 5985, Transport: "http", Auth: "ntlm", User: `CONTOSO\clusteraudit`}})
	}
	file := writeInventory(t, all)
	for _, args := range [][]string{{"-o", "table"}, {"-v"}, {"-o", "json"}, {"-o", "yaml"}} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			shown := mustEnd(t, 0, program, append([]string{"inventory", "show", "-i", file}, args...)...)
			shown.bounded(t, "the inventory", 256)
			seen := map[string]bool{}
			for _, name := range storyNode.FindAllString(shown.stdout, -1) {
				seen[name] = true
			}
			if len(seen) != nodes {
				t.Errorf("%d nodes are shown, want %d", len(seen), nodes)
			}
		})
	}
}

// fillFile writes a file of the size, made of a head and entries of the given
// form, which has a place for a number of six digits.
func fillFile(t *testing.T, name, head, entry string, size int) (file string, entries int) {
	t.Helper()
	var b strings.Builder
	b.WriteString(head)
	for {
		next := fmt.Sprintf(entry, 100_000+entries)
		if b.Len()+len(next) > size {
			break
		}
		b.WriteString(next)
		entries++
	}
	b.WriteString("#" + strings.Repeat("x", max(0, size-b.Len()-2)) + "\n")
	file = filepath.Join(t.TempDir(), name)
	writeData(t, file, []byte(b.String()[:size]))
	return file, entries
}

// Baselines and waivers may have a mebibyte, and are used whole; what is larger
// is refused by name.
func TestLongFilesOfOneMebibyte(t *testing.T) {
	longSuite(t)
	program := buildProgram(t)
	story := collectStory(t, program)
	for _, tt := range []struct{ name, flag, head, entry string }{
		{"baseline", "--baseline", "format: 1\nname: large\ntitle: Large\nreviewed: 2026-11-22\nextends: [ws2008r2-sp1]\nhotfixes:\n",
			"  - {kb: %d, severity: high, title: Synthetic, why: w, fix: f, reference: https://contoso.example, provenance: sourced}\n"},
		{"waivers", "--waivers", "format: 1\nwaivers:\n",
			"  - {finding: hotfix/KB%d, reason: synthetic, owner: platform, permanent: true}\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			file, entries := fillFile(t, "large.yaml", tt.head, tt.entry, strict.MaxSize)
			report := filepath.Join(t.TempDir(), "report.json")
			mustEnd(t, 4, program, "check", story, tt.flag, file, "-o", "json="+report).bounded(t, tt.name, 640)
			data, err := os.ReadFile(report)
			if err != nil {
				t.Fatal(err)
			}
			seen := map[string]bool{}
			for _, id := range regexp.MustCompile(`hotfix/KB1\d{5}\b`).FindAll(data, -1) {
				seen[string(id)] = true
			}
			if len(seen) != entries {
				t.Errorf("%d of the %d entries are in the report", len(seen), entries)
			}
			larger, _ := fillFile(t, "larger.yaml", tt.head, tt.entry, strict.MaxSize+1)
			if o := mustEnd(t, 2, program, "check", story, tt.flag, larger); !strings.Contains(o.stderr, "larger.yaml") || !strings.Contains(o.stderr, "larger than") {
				t.Errorf("refused with\n%s", o.stderr)
			}
		})
	}
}

// A document of nearly the largest size, by its firewall rules, is judged as one
// without them; a larger one is refused by name.
func TestLongDocument(t *testing.T) {
	longSuite(t)
	program := buildProgram(t)
	story := collectStory(t, program)
	data, err := os.ReadFile(filepath.Join(story, "FIELDREPORT__HV02.json"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(name string, size int) string {
		n, err := facts.Read(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := n.Write(&b); err != nil {
			t.Fatal(err)
		}
		for b.Len() < size {
			rule := facts.FirewallRule{Active: true, Action: "allow", Direction: "out",
				Protocol: 6, LocalPorts: []string{"443"}, Name: strings.Repeat("filler ", 1000)}
			for range max(1, (size-b.Len())/8000) {
				rule.ID = fmt.Sprintf("filler-%d", len(n.Firewall.Local.Rules))
				n.Firewall.Local.Rules = append(n.Firewall.Local.Rules, rule)
			}
			b.Reset()
			if err := n.Write(&b); err != nil {
				t.Fatal(err)
			}
		}
		file := filepath.Join(dir, name)
		writeData(t, file, b.Bytes())
		return file
	}
	small, large := write("small.json", 0), write("large.json", 60*mib)
	want := mustEnd(t, 4, program, "check", small, "-o", "csv") // the other members were not scanned
	got := mustEnd(t, 4, program, "check", large, "-o", "csv")
	if difference := cmp.Diff(verdicts(t, want.stdout), verdicts(t, got.stdout)); difference != "" {
		t.Errorf("the large document is judged differently:\n%.2000s", difference)
	}
	got.bounded(t, "a document of 60 MiB", 400)
	tooLarge := write("too-large.json", facts.MaxDocument+1)
	o := mustEnd(t, 2, program, "check", tooLarge)
	o.bounded(t, "a document that is too large", 64)
	if !strings.Contains(o.stderr, "too-large.json") || !strings.Contains(o.stderr, "larger than") {
		t.Errorf("refused with\n%s", o.stderr)
	}
}

// verdicts are the findings of a CSV report, without what differs from one reading to
// the next.
func verdicts(t *testing.T, report string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(report)).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	var columns []int
	for _, name := range []string{"cluster", "node", "baseline", "id", "status", "severity"} {
		i := slices.Index(rows[0], name)
		if i < 0 {
			t.Fatalf("there is no column %s in %q", name, rows[0])
		}
		columns = append(columns, i)
	}
	var all [][]string
	for _, row := range rows {
		var kept []string
		for _, i := range columns {
			kept = append(kept, row[i])
		}
		all = append(all, kept)
	}
	return all
}

// A line of 1 MB that a command prints costs no verdict: here the name of a
// firewall rule.
func TestLongOutputLine(t *testing.T) {
	longSuite(t)
	program := buildProgram(t)
	scan := func(name string) (code int, found [][]string, o outcome) {
		node := windows.Healthy(1, longPassword)[0]
		rules := map[string]string{}
		for id, rule := range node.Firewall.Rules {
			rules[id] = rule
		}
		rules["{6E3A4C1A-0000-4000-8000-000000000001}"] = "v2.10|Action=Allow|Active=TRUE|Dir=Out|Protocol=6|LPort=443|Name=" + name + "|"
		node.Firewall.Rules = rules
		file, farm := startNodes(t, []*windows.Node{node}, simulator.Options{})
		defer farm.Close()
		report := filepath.Join(t.TempDir(), "report.csv")
		o = runProgram(t, program, "scan", "-i", file, "-o", "csv="+report)
		data, err := os.ReadFile(report)
		if err != nil {
			t.Fatalf("exit %d, %v\n%s", o.code, err, o.stderr)
		}
		return o.code, verdicts(t, string(data)), o
	}
	code, want, _ := scan("short")
	longCode, got, o := scan(strings.Repeat("long ", 200_000))
	if difference := cmp.Diff(want, got); code != longCode || difference != "" {
		t.Errorf("exit %d, %d with a short line\n%.3000s", longCode, code, difference)
	}
	o.bounded(t, "a line of 1 MB", 128)
}
