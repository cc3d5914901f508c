package main

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
	"github.com/clusterdrift/clusterdrift/report"
)

// scenario is one described state of a cluster and the verdicts that it has to
// have. testdata/scenarios/README.md says how one is written.
type scenario struct {
	Sentence string               `yaml:"scenario"`
	Node     yaml.Node            `yaml:"node"`
	Every    yaml.Node            `yaml:"every_node"`
	Nodes    map[string]yaml.Node `yaml:"nodes"`
	Expect   map[string]string    `yaml:"expect"`
	Exit     *int                 `yaml:"exit"`
	Roles    []string             `yaml:"roles"` // overlays that the nodes are judged by besides, "hyperv"
	Probe    string               `yaml:"probe"` // what the nodes are to measure
	// Moments are the severities at moments, by finding; "none": without one.
	Moments map[string]map[string]string `yaml:"moments"`
	// WholeOnly: what contradicts itself is not asked for by every narrowed scan.
	WholeOnly bool `yaml:"whole_only"`
	Site      bool `yaml:"site"`    // the nodes are judged by the requirements of a site besides
	Recipes   bool `yaml:"recipes"` // and by these in place of the ten examples

	name  string // of its cluster, "updates-12": file and line
	turn  int    // its place among all scenarios, from 0
	at    string // "testdata/scenarios/updates.yaml:12"
	nodes []*windows.Node
	// changed are the nodes that are not only what every node is.
	changed map[string]bool
	hosts   map[string]string // that the inventory states, by node
	site    string            // the file with the requirements of a site
}

// loadScenarios reads all files. The names of the nodes begin with the name of
// their scenario, so that every message about one leads to its file and line.
func loadScenarios(t *testing.T) []*scenario {
	t.Helper()
	files, err := filepath.Glob("testdata/scenarios/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	var all []*scenario
	site, recipes := siteFile(t, "contoso.yaml"), siteFile(t, "recipes.yaml")
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var items []yaml.Node
		if err := yaml.Unmarshal(data, &items); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for _, item := range items {
			s := &scenario{
				name: fmt.Sprintf("%s-%d", strings.TrimSuffix(filepath.Base(file), ".yaml"), item.Line),
				turn: len(all),
				at:   fmt.Sprintf("%s:%d", file, item.Line),
				site: site,
			}
			if err := s.read(&item); err != nil {
				t.Fatalf("%s: %v", s.at, err)
			}
			if s.Recipes {
				s.Site, s.site = true, recipes
			}
			all = append(all, s)
		}
	}
	return all
}

func (s *scenario) read(item *yaml.Node) error {
	if err := decodeStrictly(item, s); err != nil {
		return err
	}
	if s.Node.IsZero() == (len(s.Nodes) == 0) {
		return fmt.Errorf("give either node or nodes")
	}
	for id, verdict := range s.Expect {
		if !slices.Contains([]string{"pass", "drift", "unknown", "not-applicable"}, verdict) {
			return fmt.Errorf("expect %s: %q is not a verdict", id, verdict)
		}
	}
	return s.describe()
}

// describe builds the nodes and makes them one cluster.
func (s *scenario) describe() error {
	described := s.Nodes
	if !s.Node.IsZero() {
		described = map[string]yaml.Node{"": s.Node}
	}
	s.changed, s.hosts = map[string]bool{}, map[string]string{}
	var descriptions []*description
	for _, short := range slices.Sorted(maps.Keys(described)) {
		own := described[short]
		d, err := newDescription(s.fullName(short), &s.Every, &own)
		if err != nil {
			return fmt.Errorf("node %s: %w", cmp.Or(short, "of the scenario"), err)
		}
		descriptions = append(descriptions, &d)
		s.nodes = append(s.nodes, d.node)
		s.changed[d.node.Name] = len(own.Content) > 0
	}
	windows.Join(s.name, s.nodes...)
	for _, d := range descriptions {
		if err := d.apply(s.hostName); err != nil {
			return err
		}
		s.hosts[d.node.Name] = d.host
		s.nameMembers(d.node)
	}
	return nil
}

// hostName is a host name as it is, or that of a node of the scenario in full.
func (s *scenario) hostName(name string) string {
	if _, short := s.Nodes[name]; short {
		return s.fullName(name)
	}
	return name
}

// nameMembers gives the members that a node lists under the short names of the
// scenario, by themselves or with an interface, their full ones.
func (s *scenario) nameMembers(n *windows.Node) {
	full := func(name string) string {
		short, domain, qualified := strings.Cut(name, ".")
		if _, ok := s.Nodes[short]; !ok {
			return name
		}
		if qualified {
			return s.fullName(short) + "." + domain
		}
		return s.fullName(short)
	}
	if n.Cluster != nil {
		for i := range n.Cluster.Nodes {
			n.Cluster.Nodes[i].Name = full(n.Cluster.Nodes[i].Name)
		}
		for i := range n.Cluster.Interfaces {
			n.Cluster.Interfaces[i].Node = full(n.Cluster.Interfaces[i].Node)
		}
	}
	for _, row := range n.Tables["root/MSCluster"]["MSCluster_Node"] {
		if name, ok := row["Name"].(string); ok {
			row["Name"] = full(name)
		}
	}
}

// overlays are the names of the baselines for the roles.
func (s *scenario) overlays() []string {
	var all []string
	for _, role := range s.Roles {
		all = append(all, "role-"+role)
	}
	if s.Site {
		all = append(all, s.site)
	}
	return all
}

func (s *scenario) fullName(short string) string {
	return strings.TrimSuffix(s.name+"-"+short, "-")
}

// judge compares the findings with what is expected, one line for each that differs.
func (s *scenario) judge(findings []report.Finding) []string {
	var wrong []string
	used := map[string]bool{}
	lost := s.expectedLosses(findings)
	for _, f := range findings {
		key := s.key(f.Node, f.ID)
		pattern, want := s.expected(key)
		used[pattern] = true
		got := string(f.Status)
		switch {
		case want == "" && got == "unknown" && sameLoss(f.MissingTexts(), lost):
		case want == "" && got != "pass" && got != "not-applicable":
			wrong = append(wrong, fmt.Sprintf("%s is %s, and nothing was expected of it: %s", key, got, f.Reason))
		case want != "" && got != want:
			wrong = append(wrong, fmt.Sprintf("%s is %s, expected %s: %s", key, got, want, f.Reason))
		}
	}
	for _, pattern := range slices.Sorted(maps.Keys(s.Expect)) {
		if !used[pattern] {
			wrong = append(wrong, pattern+" is expected, and there is no such finding that no closer line names")
		}
	}
	return wrong
}

// expectedLosses are what is missing to the findings that are expected to be
// unknown, and are.
func (s *scenario) expectedLosses(findings []report.Finding) []string {
	var lost []string
	for _, f := range findings {
		if _, want := s.expected(s.key(f.Node, f.ID)); want == "unknown" && f.Status == checks.Unknown {
			lost = append(lost, f.MissingTexts()...)
		}
	}
	return lost
}

// sameLoss reports whether a finding is unknown for want of the same evidence as
// those that a scenario names: what is lost is named once, not for every family.
func sameLoss(missing, lost []string) bool {
	return !slices.ContainsFunc(missing, func(m string) bool {
		return !slices.ContainsFunc(lost, func(l string) bool { return strings.Contains(m, l) })
	})
}

// key is how a scenario calls a finding: by its id, with the node before it
// where there are several and it is about one of them.
func (s *scenario) key(node, id string) string {
	return strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(node, s.name), "-") + " " + id)
}

// expected finds what is expected of a finding: its own line counts before those
// with a star, and of these the longest.
func (s *scenario) expected(key string) (pattern, verdict string) {
	if verdict, ok := s.Expect[key]; ok {
		return key, verdict
	}
	for _, p := range slices.Sorted(maps.Keys(s.Expect)) {
		if matched, _ := path.Match(p, key); matched && len(p) > len(pattern) {
			pattern = p
		}
	}
	return pattern, s.Expect[pattern]
}
