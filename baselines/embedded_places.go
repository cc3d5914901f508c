package baselines

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// hintPart says to which baselines a change of a requirement belongs that only some of the
// embedded ones have; empty when none has it.
func hintPart(id string) string {
	var names, builds []string
	for _, name := range embeddedNames() {
		if build := strict.Text(embeddedRoot(name), "applies_to", "build"); build != "" && embeddedHas(name, id) {
			names, builds = append(names, name), append(builds, build)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return fmt.Sprintf("only %s have it: an overlay changes it in `parts`, with `builds: [%s]`", strings.Join(names, ", "), strings.Join(builds, ", "))
}

// embeddedHas reports whether an embedded baseline has a requirement, or one that it extends.
func embeddedHas(name, id string) bool {
	root := embeddedRoot(name)
	for e := range entries(root) {
		if e.id() == id {
			return true
		}
	}
	return !slices.Contains(strict.Texts(root, "remove"), id) &&
		slices.ContainsFunc(strict.Texts(root, "extends"), func(below string) bool { return embeddedHas(below, id) })
}
