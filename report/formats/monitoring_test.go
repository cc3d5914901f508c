package formats

import (
	"encoding/json"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

const monitoring = "../monitoring/"

// expressions are the queries of the alerts and of the dashboard, by where they are.
func expressions(t *testing.T) map[string]string {
	t.Helper()
	var rules struct {
		Groups []struct {
			Rules []struct{ Alert, Expr string }
		}
	}
	text, err := os.ReadFile(monitoring + "alerts.yaml")
	if err == nil {
		err = yaml.Unmarshal(text, &rules)
	}
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, r := range rules.Groups[0].Rules {
		all[r.Alert] = r.Expr
	}
	var dashboard struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
		Templating struct {
			List []struct{ Name, Definition string }
		}
	}
	text, err = os.ReadFile(monitoring + "dashboard.json")
	if err == nil {
		err = json.Unmarshal(text, &dashboard)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range dashboard.Panels {
		all[p.Title] = strings.NewReplacer("$scan", ".*", "$cluster", ".*").Replace(p.Targets[0].Expr)
	}
	return all
}

// TestMonitoringAsksForWhatIsThere: each metric, label and value that the alerts and the
// dashboard name is one that a report has.
func TestMonitoringAsksForWhatIsThere(t *testing.T) {
	labels := map[string]map[string]bool{}
	for _, m := range metrics(fixture.WithPast(2, fixture.FieldReport(), fixture.Tokyo()), report.Options{Scan: "nightly", Pending: map[string]int{"oncall": 1}}) {
		labels[m.GetName()] = map[string]bool{}
		for _, s := range m.Metric {
			for name, value := range labelsOf(s) {
				labels[m.GetName()][name], labels[m.GetName()][name+"="+value] = true, true
			}
		}
	}
	selector := regexp.MustCompile(`(clusterdrift_[a-z_]+)(?:\{([^}]*)\})?`)
	matcher := regexp.MustCompile(`(\w+)=(~?)"([^"]*)"`)
	for at, expr := range expressions(t) {
		for _, m := range selector.FindAllStringSubmatch(expr, -1) {
			known, ok := labels[m[1]]
			if !ok {
				t.Errorf("%s asks for the metric %s", at, m[1])
			}
			for _, l := range matcher.FindAllStringSubmatch(m[2], -1) {
				if !known[l[1]] {
					t.Errorf("%s asks for the label %s of %s", at, l[1], m[1])
				}
				for _, value := range strings.Split(l[3], "|") {
					if bounded := l[1] == "state" || l[1] == "class" || l[1] == "status" || l[1] == "severity"; bounded && !known[l[1]+"="+value] {
						t.Errorf("%s asks for %s %q of %s", at, l[1], value, m[1])
					}
				}
			}
		}
	}
}

// TestAlertsByPromtool has Prometheus check the rules, run their tests, and read a report.
func TestAlertsByPromtool(t *testing.T) {
	if _, err := exec.LookPath("promtool"); err != nil {
		t.Skip("promtool is not here")
	}
	run := func(stdin string, args ...string) {
		t.Helper()
		c := exec.Command("promtool", args...)
		c.Dir, c.Stdin = monitoring, strings.NewReader(stdin)
		if out, err := c.CombinedOutput(); err != nil {
			t.Errorf("promtool %q: %v\n%s", args, err, out)
		}
	}
	run("", "check", "rules", "alerts.yaml")
	run("", "test", "rules", "alerts_test.yaml")
	for _, j := range []report.Judged{fixture.FieldReport(), fixture.Quiet(), fixture.Dark(), fixture.OneNode(fixture.Injection()), fixture.OneNode(fixture.Simple("a/b", "a", checks.Unknown, "", ""))} {
		run(string(render(t, "prometheus", fixture.Result(j), report.Options{Scan: "nightly"})), "check", "metrics")
	}
	past := fixture.WithPast(3, fixture.FieldReport(), fixture.OneNode(fixture.Injection()))
	run(string(render(t, "prometheus", past, report.Options{Scan: "nightly", Pending: map[string]int{"on\"call": 1}})), "check", "metrics")
}
