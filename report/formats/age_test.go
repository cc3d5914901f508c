package formats

import (
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// Every format shows how old the facts of the nodes are, and warns of those that
// are too old to rely on.
func TestAgeIsShown(t *testing.T) {
	const old, fresh, people = "270000", "10800", "read 3 days ago: SQL1; read 3 h ago: SQL2"
	marks := map[string][]string{
		"text": {"Nodes " + people + "."}, "json": {`"age_seconds":` + old, `"age_seconds":` + fresh}, "csv": {",age_seconds,", "," + old + ",,,\r\n", "," + fresh + ",,,\r\n"},
		"github": {"\nclusterdrift: " + people}, "hdf": {`"value": ` + old, `"value": ` + fresh}, "html": {`<td data-label="age">3 days</td>`, `<td data-label="age">3 h</td>`}, "junit": {`name="age_seconds" value="` + old, `name="age_seconds" value="` + fresh},
		"jsonl": {`"node_age_seconds":` + old, `"node_age_seconds":` + fresh}, "markdown": {"Nodes " + people}, "plan": {"Nodes " + people}, "prometheus": {`clusterdrift_node_age_seconds{scan="clusterdrift",cluster="SQL-PROD",node="SQL1"} ` + old, `node="SQL2"} ` + fresh},
		"sarif": {`"age_seconds": ` + old, `"age_seconds": ` + fresh}, "tap": {"\n# " + people},
	}
	marks["junit-all"] = marks["junit"]
	warnings := []string{"the facts are more than 24h old, up to 3 days (1 of 2 nodes: SQL1)", "the 2 nodes of SQL-PROD were read up to 2 days apart"}
	for _, format := range Names() {
		out := string(render(t, format, fixture.Aged(), report.Options{Width: 200}))
		if len(marks[format]) == 0 {
			t.Errorf("nothing says how %s shows an age", format)
		}
		want := marks[format]
		switch format {
		case "csv", "junit", "junit-all", "jsonl": // have no place for warnings
		case "prometheus":
			want = append(want, `clusterdrift_warnings{scan="clusterdrift"} 2`)
		case "markdown", "plan":
			want = append(want, "the facts are more than 24h old, up to 3 days", "were read up to 2 days apart")
		default:
			want = append(want, warnings...)
		}
		for _, mark := range want {
			if !strings.Contains(out, mark) {
				t.Errorf("%s does not say %q:\n%s", format, mark, out)
			}
		}
	}
}

// What a live scan read a moment ago is not worth a line for people.
func TestFreshFactsHaveNoLine(t *testing.T) {
	for _, format := range []string{"text", "github", "markdown", "plan", "tap"} {
		if out := string(render(t, format, fixture.Result(fixture.Quiet()), report.Options{})); strings.Contains(out, " ago") {
			t.Errorf("%s:\n%s", format, out)
		}
	}
}
