package baselines

import (
	"fmt"
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// verifySteps notes steps of fixes and procedures of which a part would be lost, or
// which are for no build.
func (l *layer) verifySteps() {
	for _, body := range append(strict.Items(l.Root, "parts"), l.Root) {
		for e := range entries(body) {
			for _, step := range strict.Items(e.node, "fix") {
				l.verifyStep(step)
			}
		}
	}
	for name, steps := range strict.Pairs(l.Root, "procedures") {
		for _, step := range strict.Items(steps) {
			l.verifyStep(step)
			if use := strict.Get(step, "use"); use != nil {
				l.Fail(use, fmt.Sprintf("the procedure %q uses another one", name.Value), "write its steps out")
			}
		}
	}
}

func (l *layer) verifyStep(n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		return
	}
	has := func(key string) bool { return strict.Get(n, key) != nil }
	from, before := strict.Number(n, "from"), strict.Number(n, "before")
	switch {
	case has("use"):
		for key := range strict.Pairs(n) {
			if key.Value != "use" {
				l.Fail(key, "a step that uses a procedure has no "+key.Value, "the steps of the procedure take its place")
			}
		}
	case !slices.ContainsFunc([]string{"text", "cmd", "powershell"}, has):
		l.Fail(n, "the step has neither text, cmd nor powershell", "")
	case from != nil && before != nil && *from >= *before:
		l.Fail(strict.Get(n, "before"), fmt.Sprintf("no build is from %d and before %d", *from, *before), "before is the first build after those that the step is for")
	}
}
