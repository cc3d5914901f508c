package record

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
)

// most bounds every count and duration, in whichever unit: an age of 30 years in ms fits.
const most = 1 << 40

func within(what string, n int64) error {
	if n < 0 || n > most {
		return fmt.Errorf("%s %d is not possible", what, n)
	}
	return nil
}

// oneOf refuses a word that is not among those that a key may have.
func oneOf[T ~string](key string, given T, words ...T) error {
	if slices.Contains(words, given) {
		return nil
	}
	return fmt.Errorf("unknown %s %.40q", key, string(given))
}

func (c cluster) check() error {
	if c.Name == "" {
		return errors.New("a cluster has no name")
	}
	if c.Moment != "" {
		if err := oneOf("moment", c.Moment, baselines.Moments()...); err != nil {
			return fmt.Errorf("the cluster %.80q: %w", c.Name, err)
		}
	}
	if s := c.Selection; s != nil {
		if err := cmp.Or(within("nodes", int64(s.Nodes)), within("of", int64(s.Of))); err != nil {
			return err
		}
	}
	if err := checkTrend(c.Trend); err != nil {
		return err
	}
	nodes := map[string]bool{"": true}
	for _, n := range c.Nodes {
		nodes[n.Name] = true
	}
	for _, f := range c.Findings {
		if !nodes[f.Node] {
			return fmt.Errorf("the finding %.80q is of the node %.80q, which the cluster %.80q does not have", f.ID, f.Node, c.Name)
		}
	}
	return nil
}

// checkDistinct refuses a cluster that comes twice: which of the two is true is not known.
func checkDistinct[T any](clusters []T, name func(T) string) error {
	seen := map[string]bool{}
	for _, c := range clusters {
		key := string(strict.Fold(name(c)))
		if seen[key] {
			return fmt.Errorf("the cluster %.80q is in it twice", name(c))
		}
		seen[key] = true
	}
	return nil
}

func (n node) check() error {
	if n.Name == "" {
		return errors.New("a node has no name")
	}
	var age int64
	if n.AgeSeconds != nil {
		age = *n.AgeSeconds
	}
	return cmp.Or(
		oneOf("state", n.State, report.Scanned, report.Partial, report.Unreachable, report.NotRead),
		within("duration_ms", n.DurationMS), within("age_seconds", age), within("build", int64(n.Build)), oneOf("baseline_state", n.Change, append(report.Changes(), "")...))
}

func (f finding) check() error {
	if family, subject, ok := strings.Cut(f.ID, "/"); !ok || family == "" || subject == "" {
		return fmt.Errorf("id %.80q is not that of a finding", f.ID)
	}
	var age int64
	if f.AgeSeconds != nil {
		age = *f.AgeSeconds
	}
	return cmp.Or(checkVerdict(f.Status, f.Severity), within("age_seconds", age), f.Standing.check(), oneOf("baseline_state", f.Change, append(report.Changes(), "")...))
}

func checkVerdict(status checks.Status, severity baselines.Severity) error {
	return cmp.Or(
		oneOf("status", status, checks.Pass, checks.Drift, checks.Unknown, checks.NotApplicable, checks.Waived),
		oneOf("severity", severity, append(baselines.Severities(), "")...))
}

func (r requirement) check() error {
	return cmp.Or(oneOf("severity", r.Severity, baselines.Severities()...), checkRemedy(r.Remedy), checkSteps(r.Steps))
}

func (e evidence) check() error {
	if e.Examined == nil {
		return nil
	}
	return within("examined", int64(*e.Examined))
}

var (
	// command is a line that a remedy may have: printable ASCII, as in a baseline.
	command = regexp.MustCompile(`^[ -~]+$`)
	update  = regexp.MustCompile(`^(KB[0-9]{1,10})?$`)
)

// checkRemedy refuses a remedy that no baseline may have: it becomes a script.
func checkRemedy(r *baselines.Remedy) error {
	if r == nil {
		return nil
	}
	for _, line := range slices.Concat(r.Cmd, r.PowerShell) {
		if !command.MatchString(line) {
			return fmt.Errorf("the command %.80q of a remedy is not printable ASCII", line)
		}
	}
	if !update.MatchString(r.Package) {
		return fmt.Errorf("package %.40q is not the number of an update", r.Package)
	}
	return oneOf("scope", r.Scope, baselines.OnNode, baselines.OnCluster)
}

// checkSteps refuses steps that no baseline may have: their commands are copied.
func checkSteps(f baselines.Fix) error {
	for _, s := range f {
		for _, line := range slices.Concat(s.Cmd, s.PowerShell) {
			if strings.ContainsAny(line, "\r\n") {
				return fmt.Errorf("the command %.80q of a step has several lines", line)
			}
		}
	}
	return nil
}
