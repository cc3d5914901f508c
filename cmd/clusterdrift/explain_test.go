package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/explain"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
)

// explained prints a topic on a terminal of that width.
func explained(t *testing.T, topic explain.Topic, width int, env map[string]string) string {
	t.Helper()
	var out bytes.Buffer
	lookUp := func(name string) (string, bool) { v, ok := env[name]; return v, ok }
	if err := printTopic(term.Terminal{Out: &out, Env: lookUp, Width: width}, topic); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestExplanationsFit looks at every finding and family. Only what stays in one
// piece to be copied may be wider than the terminal.
func TestExplanationsFit(t *testing.T) {
	needsNoRace(t)
	t.Parallel()
	shown, err := baselinesToExplain([]string{baselines.Auto})
	if err != nil {
		t.Fatal(err)
	}
	guide, err := explain.NewGuide(shown)
	if err != nil {
		t.Fatal(err)
	}
	whole := []string{"root/", "reg query ", "StdRegProv.", "netsh ", "wevtutil ", "http", "`", `%SystemRoot%\`}
	for _, family := range guide.Families() {
		topics := []string{family.ID}
		listed, err := guide.Topic(family.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range listed.Findings {
			topics = append(topics, f.ID)
		}
		for _, id := range topics {
			topic, err := guide.Topic(id)
			if err != nil {
				t.Fatal(err)
			}
			whole := slices.Clone(whole)
			for _, r := range topic.Asked {
				for _, l := range r.Fix.Lines() {
					if l.Command {
						whole = append(whole, l.Text)
					}
				}
			}
			for line := range strings.Lines(explained(t, topic, 80, map[string]string{"NO_COLOR": "1"})) {
				line = strings.TrimSuffix(line, "\n")
				if text.StringWidth(line) > 80 && len(strings.Fields(line)) > 1 && !containsAny(line, whole) {
					t.Errorf("%s: %q", id, line)
				}
				if strings.TrimRight(line, " ") != line {
					t.Errorf("%s: blanks at the end of %q", id, line)
				}
			}
		}
	}
}

func containsAny(s string, parts []string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

// TestExplanationIsClean: the texts of a baseline file are foreign.
func TestExplanationIsClean(t *testing.T) {
	const evil = "a\x1b[31mb\r\nc"
	asked := explain.Requirement{
		Requirement: baselines.Requirement{
			ID: "service/x", Title: evil + "!", Why: evil, Fix: baselines.Instruction(evil), Reference: baselines.Cite(evil), Origin: baselines.Position{File: evil, Line: 1},
		},
		Want: evil, Notes: []string{evil}, Lists: []string{evil}, Baselines: []string{evil},
	}
	for _, topic := range []explain.Topic{
		{ID: "service/x", Title: evil, Asked: []explain.Requirement{asked}},
		{ID: "service", Title: evil, Findings: []explain.Requirement{asked}},
	} {
		if got := explained(t, topic, 0, nil); strings.ContainsAny(got, "\x1b\r") || strings.Contains(got, "\nc") {
			t.Errorf("%q", got)
		}
	}
}

func TestExplanationColor(t *testing.T) {
	topic := explain.Topic{ID: "service", Title: "title"}
	bold := text.Bold.EscapeSeq()
	for _, test := range []struct {
		name  string
		width int
		env   map[string]string
		want  bool
	}{
		{"terminal", 80, nil, true},
		{"NO_COLOR", 80, map[string]string{"NO_COLOR": ""}, false},
		{"no terminal", 0, nil, false},
	} {
		if got := strings.Contains(explained(t, topic, test.width, test.env), bold); got != test.want {
			t.Errorf("%s: bold is %v", test.name, got)
		}
	}
}

func TestUnbroken(t *testing.T) {
	got := unbroken("run `net.exe start ClusSvc`, then  (`a b`) and `open end")
	want := []string{"run", "`net.exe start ClusSvc`,", "then", "(`a b`)", "and", "`open end"}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("%q", got)
	}
}
