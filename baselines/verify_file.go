package baselines

import (
	"fmt"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// verifyFile checks that a file has a floor, that each version belongs to the
// branch it is under, and that the fix comes after its absence.
func (t *tree) verifyFile(n *yaml.Node) {
	if strict.Get(n, "ldr") == nil && strict.Get(n, "gdr") == nil {
		t.fail(n, "the file has neither ldr nor gdr", "")
	}
	for _, branch := range []facts.Branch{facts.LDR, facts.GDR} {
		floor := strict.Get(n, string(branch))
		with, okWith := t.version(strict.Get(floor, "with"), branch)
		without, okWithout := t.version(strict.Get(floor, "without"), branch)
		t.verifyBuild(floor)
		if okWith && okWithout && with.Compare(without) <= 0 {
			t.fail(strict.Get(floor, "with"), fmt.Sprintf("with %s is not later than without %s", with, without), "")
		}
	}
}

func (t *tree) version(n *yaml.Node, branch facts.Branch) (facts.Version, bool) {
	if n == nil {
		return facts.Version{}, false
	}
	v, err := facts.ParseVersion(n.Value)
	if err != nil {
		t.fail(n, err.Error(), "")
		return v, false
	}
	if v.Branch() != branch {
		t.fail(n, fmt.Sprintf("%s is not a version of the %s branch", v, branch), "the fourth number of GDR starts with 16 to 18, of LDR with 20 to 22")
		return v, false
	}
	return v, true
}

// verifyBuild checks that a branch's floor is of the build that the baseline is
// for. A file of an older build may still be on a node, since a service pack
// does not replace every file, so that it may lack a fix; but no update for this
// build ships one that has it.
func (t *tree) verifyBuild(floor *yaml.Node) {
	own := orZero(strict.Number(t.root, "applies_to", "build"))
	for bound, n := range strict.Pairs(floor) {
		v, err := facts.ParseVersion(n.Value)
		if own == 0 || err != nil { // the version is noted already
			continue
		}
		if v[2] > own || bound.Value == "with" && v[2] != own {
			t.fail(n, fmt.Sprintf("%s %s is not of build %d, which the baseline is for", bound.Value, v, own), "")
		}
	}
}
