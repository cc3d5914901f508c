package main

import (
	"fmt"
	"slices"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
)

// judgeMoments judges the nodes again at moments: the verdicts and the fingerprints are
// those of a run without one, and the severities of drift are those that the scenario
// names, one line for each that differs. Outside the long suite, which takes all moments,
// they are those that the scenario names and one other in turn.
func (s *scenario) judgeMoments(t *testing.T, criteria *flags.Criteria, nodes []*facts.Node, plain []report.Finding) []string {
	t.Helper()
	wrong := s.severities("none", plain)
	for m := range s.Moments {
		if m != "none" && !slices.Contains(baselines.Moments(), baselines.Moment(m)) {
			wrong = append(wrong, fmt.Sprintf("unknown moment %q", m))
		}
	}
	for i, m := range baselines.Moments() {
		inTurn := i == s.turn%len(baselines.Moments()) && !testing.Short()
		if s.Moments[string(m)] == nil && !inTurn && !isLong() {
			continue
		}
		at := *criteria
		at.Moment = m
		result, err := at.Result(t.Context(), tool(), flags.Reading{Nodes: nodes}, report.Gate{})
		if err != nil {
			t.Fatal(err)
		}
		c := result.Clusters[0]
		if c.Moment != m {
			wrong = append(wrong, fmt.Sprintf("the cluster was judged for %q, not %q", c.Moment, m))
		}
		for i, f := range c.Findings {
			if f.ID != plain[i].ID || f.Status != plain[i].Status || f.Fingerprint != plain[i].Fingerprint {
				wrong = append(wrong, fmt.Sprintf("%s: %s is %s %s, without a moment %s %s", m, s.key(f.Node, f.ID), f.Status, f.Fingerprint, plain[i].Status, plain[i].Fingerprint))
			}
		}
		wrong = append(wrong, s.severities(string(m), c.Findings)...)
	}
	return wrong
}

// severities compares those of findings with what is expected at a moment.
func (s *scenario) severities(moment string, found []report.Finding) []string {
	seen := map[string]string{}
	for _, f := range found {
		seen[s.key(f.Node, f.ID)] = string(f.Severity)
	}
	var wrong []string
	for key, want := range s.Moments[moment] {
		if seen[key] != want {
			wrong = append(wrong, fmt.Sprintf("moment %s: %s is %q, expected %q", moment, key, seen[key], want))
		}
	}
	return wrong
}
