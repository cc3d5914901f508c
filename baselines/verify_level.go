package baselines

import (
	"cmp"
	"fmt"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// verify checks that all builds of the section belong to the Windows that the
// baseline is for, and are in the order that their meaning requires.
func (UpdateLevel) verify(t *tree, level *yaml.Node) {
	floor, newest := strict.Get(level, "build", "min"), strict.Get(level, "newest", "known")
	own := cmp.Or(orZero(strict.Number(t.root, "applies_to", "build")), build(floor).Number)
	hotpatches := strict.Items(level, "build", "hotpatch", "builds")
	for _, n := range append([]*yaml.Node{floor, newest}, hotpatches...) {
		if n != nil && own != 0 && build(n).Number != own {
			t.fail(n, fmt.Sprintf("%s is not of build %d, which the baseline is for", n.Value, own), "")
		}
	}
	if floor == nil {
		return
	}
	for _, n := range hotpatches {
		if build(n).Revision >= build(floor).Revision {
			t.fail(n, fmt.Sprintf("hotpatch build %s is not below min %s", n.Value, floor.Value), "from min on every build is good")
		}
	}
	// A site may require more than the embedded baselines knew of when they were made.
	ahead := newest != nil && t.layer(newest).embedded && !t.layer(floor).embedded
	if newest != nil && !ahead && build(newest).Revision < build(floor).Revision {
		t.fail(t.upper(newest, floor), fmt.Sprintf("newest known %s is below min %s", newest.Value, floor.Value), "")
	}
}
