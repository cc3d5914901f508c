package formats

import (
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// Every format that has a place for it says which part of an inventory was scanned, and
// none does of a whole one.
func TestShardIsShown(t *testing.T) {
	const people = "shard 2 of 3 of the inventory sha256:0123456789ab"
	marks := map[string]string{
		"text": "Only a part was scanned: " + people + ".", "github": "::notice title=Only a part was scanned::" + people,
		"hdf": `"shard": "` + people, "html": "<strong>Only a part was scanned</strong> " + people, "markdown": "**Only a part was scanned:** ",
		"plan": "**Only a part was scanned:** ", "junit": `name="shard" value="` + people, "junit-all": `name="shard" value="` + people, "tap": "\n# " + people,
		"json": `"shard":{`, "sarif": `"shard": {`, "prometheus": `clusterdrift_shard_info{scan="clusterdrift",index="2",count="3",inventory="sha256:0123`,
	}
	in := fixture.Input(fixture.FieldReport())
	whole := report.New(in)
	in.Shard = &report.Shard{Index: 2, Count: 3, Inventory: "sha256:" + strings.Repeat("0123456789abcdef", 4)}
	part := report.New(in)
	if !strings.HasSuffix(part.Exit.Reason, "; shard 2 of 3 alone") {
		t.Errorf("the reason is %q", part.Exit.Reason)
	}
	for _, format := range Names() {
		mark := marks[format]
		if format == "csv" || format == "jsonl" { // have no place for what concerns the scan
			continue
		}
		if out := string(render(t, format, part, report.Options{Width: 200})); mark == "" || !strings.Contains(out, mark) {
			t.Errorf("%s does not say %q:\n%s", format, mark, out)
		}
		if out := string(render(t, format, whole, report.Options{Width: 200})); strings.Contains(out, mark) {
			t.Errorf("%s says %q of a whole inventory", format, mark)
		}
	}
}

// A part without a cluster passes: there was nothing to judge. What failed on the machine
// that scans, or an interruption, does not.
func TestEmptyShard(t *testing.T) {
	in := fixture.Input()
	in.Shard = &report.Shard{Index: 3, Count: 3, Inventory: "sha256:" + strings.Repeat("0", 64)}
	r := report.New(in)
	if r.Exit.Code != report.ExitPass || r.Exit.Reason != "no cluster is in this shard; shard 3 of 3 alone" || r.NothingJudged != "" {
		t.Errorf("%+v, %q", r.Exit, r.NothingJudged)
	}
	for _, format := range Names() {
		render(t, format, r, report.Options{Width: 80})
	}
	in.Lost = []string{"the trace was not written"}
	if r = report.New(in); r.Exit.Code != report.ExitLocal {
		t.Errorf("after a loss: %+v", r.Exit)
	}
	in.Lost, in.Interrupted = nil, true
	if r = report.New(in); r.Exit.Code != report.ExitInterrupted {
		t.Errorf("interrupted: %+v", r.Exit)
	}
}
