package formats

import (
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// Every format that has a place for it says that not everything was judged, and none
// does of a scan that was not narrowed.
func TestNarrowingIsShown(t *testing.T) {
	const people = "narrowed by --only firewall,hotfix --skip hotfix/KB1"
	marks := map[string]string{
		"text": "Not everything was judged: " + people + ".", "github": "::notice title=Not everything was judged::" + people,
		"hdf": `"narrowed": "` + people, "html": "<strong class=\"word unknown\">Not everything was judged</strong> " + people, "markdown": "**Not everything was judged:** ",
		"plan": "**Not everything was judged:** ", "junit": `name="narrowed" value="` + people, "tap": "\n# " + people,
		"json": `"selection":{`, "jsonl": `"selection":{`, "sarif": `"selection": {`, "prometheus": `clusterdrift_selection_info{scan="clusterdrift",how="skip",name="hotfix/KB1"} 1`,
	}
	marks["junit-all"] = marks["junit"]
	in := fixture.Input(fixture.FieldReport())
	whole := report.New(in)
	in.Only, in.Skip = []string{"firewall", "hotfix"}, []string{"hotfix/KB1"}
	narrowed := report.New(in)
	if !strings.HasSuffix(narrowed.Exit.Reason, "; "+people) {
		t.Errorf("the reason is %q", narrowed.Exit.Reason)
	}
	for _, format := range Names() {
		mark := marks[format]
		if format == "csv" { // has no place for it
			continue
		}
		if out := string(render(t, format, narrowed, report.Options{Width: 200})); mark == "" || !strings.Contains(out, mark) {
			t.Errorf("%s does not say %q:\n%s", format, mark, out)
		}
		if out := string(render(t, format, narrowed, report.Options{Width: 200, Quiet: true})); format == "text" && !strings.Contains(out, mark) {
			t.Errorf("a quiet text does not say %q:\n%s", mark, out)
		}
		if out := string(render(t, format, whole, report.Options{Width: 200})); strings.Contains(out, mark) {
			t.Errorf("%s says %q of a scan that was not narrowed", format, mark)
		}
	}
}
