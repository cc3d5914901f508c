package formats

import (
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// No format says of a node that was never asked that it cannot be reached, and
// none passes the scan.
func TestNotReadIsNoFaultOfTheNode(t *testing.T) {
	r := fixture.Result(fixture.Starved())
	if n := r.Clusters[0].Nodes[1]; n.State != report.NotRead || r.Counts.Nodes.NotRead != 1 || r.Counts.Nodes.Unreachable != 0 {
		t.Fatalf("%+v, %+v", n, r.Counts.Nodes)
	}
	marks := map[string]string{
		"text": "LOCAL FAILURE  1 of 2 nodes not read", "json": `"code":2`, "csv": ",not-read,", "github": "::error title=clusterdrift::local failure",
		"hdf": `"value": "not-read"`, "html": ">not read<", "junit": `"state" value="not-read"`, "markdown": "local failure", "plan": "S is not-read",
		"prometheus": "clusterdrift_exit_code{scan=\"clusterdrift\"} 2", "sarif": `"executionSuccessful": false`, "tap": "Bail out! local failure",
	}
	marks["jsonl"] = `"exit_code":2`
	checkNotRead(t, r, marks)
}

// Nor does one say so of a node that an interrupted scan did not come to, or of one
// whose facts were collected by such a scan.
func TestCutOffIsNotUnreachable(t *testing.T) {
	in := fixture.Input(fixture.CutOff())
	r := report.New(in)
	if n := r.Clusters[0].Nodes[1]; n.State != report.NotRead || r.Counts.Nodes.Unreachable != 0 || r.Exit.Code != report.ExitIncomplete {
		t.Fatalf("%+v, %+v", n, r.Exit)
	}
	marks := map[string]string{
		"text": "S      not read (interrupted)", "json": `"state":"not-read"`, "csv": ",not-read,", "github": "::warning title=C S%3A not-read",
		"hdf": `"status_message": "not-read: `, "html": ">not read<", "junit": `"state" value="not-read"`, "markdown": "**S: not read**", "plan": "S: it was not read",
		"prometheus": `cluster="C",node="S",state="not-read"} 1`, "sarif": "S is not-read", "tap": "1 not read, 0 unreachable",
	}
	marks["jsonl"] = `"node_state":"not-read"`
	checkNotRead(t, r, marks)
	in.Interrupted = true
	marks["jsonl"] = `"exit_code":130`
	marks["text"], marks["prometheus"], marks["sarif"], marks["tap"] = "INTERRUPTED", "clusterdrift_exit_code{scan=\"clusterdrift\"} 130", `"executionSuccessful": false`, "Bail out! interrupted"
	checkNotRead(t, report.New(in), marks)
}

// checkNotRead looks in each format for its mark, and for a word that S is unreachable.
func checkNotRead(t *testing.T, r *report.Result, marks map[string]string) {
	t.Helper()
	marks["junit-all"] = marks["junit"]
	for _, format := range Names() {
		out := string(render(t, format, r, report.Options{Details: true}))
		if !strings.Contains(out, marks[format]) {
			t.Errorf("%s does not say %q:\n%s", format, marks[format], out)
		}
		for _, said := range []string{"S: unreachable", "S is unreachable", "S | unreachable", "1 unreachable", "1 node unreachable"} {
			if strings.Contains(out, said) {
				t.Errorf("%s says %q", format, said)
			}
		}
	}
}

// Every format says that nothing was judged, and those for people say why.
func TestNothingJudgedIsSaid(t *testing.T) {
	const why = "the node did not answer"
	r := fixture.Result(fixture.Dark())
	if r.Exit.Code != report.ExitNothing {
		t.Fatalf("%+v", r.Exit)
	}
	marks := map[string]string{
		"text": "Nothing was judged: " + why, "json": `"nothing_judged":"` + why, "csv": ",unreachable,", "github": "::error title=clusterdrift::nothing was judged: " + why,
		"hdf": `"reason": "nothing was judged: ` + why, "html": "Nothing was judged</strong> " + why, "junit": `errors="1"`, "markdown": "clusterdrift: nothing was judged: " + why, "plan": "Nothing was judged, so there is nothing to plan: " + why,
		"prometheus": "clusterdrift_exit_code{scan=\"clusterdrift\"} 5", "sarif": `"executionSuccessful": false`, "tap": "Bail out! nothing was judged: " + why,
	}
	marks["jsonl"], marks["junit-all"] = `"exit_code":5`, marks["junit"]
	for _, format := range Names() {
		out := string(render(t, format, r, report.Options{Quiet: true}))
		if !strings.Contains(out, marks[format]) {
			t.Errorf("%s does not say %q:\n%s", format, marks[format], out)
		}
	}
}
