package baselines

import (
	"cmp"
	"fmt"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

func (t *tree) updateLevel() UpdateLevel {
	var u UpdateLevel
	if n := strict.Get(t.root, "update", "build"); n != nil {
		u.Build = &BuildFloor{Requirement: t.requirement("update/build", n), Min: build(strict.Get(n, "min"))}
		for _, item := range strict.Items(n, "hotpatch", "builds") {
			u.Build.Hotpatch.Builds = append(u.Build.Hotpatch.Builds, build(item))
		}
		u.Build.Hotpatch.Complete = flag(strict.Get(n, "hotpatch", "complete"))
	}
	if n := strict.Get(t.root, "update", "newest"); n != nil {
		u.Newest = &NewestBuild{
			Requirement: t.requirement("update/newest", n),
			Known:       build(strict.Get(n, "known")),
			AsOf:        date(strict.Get(n, "as_of")),
		}
	}
	return u
}

// build is a scalar that the schema found to be a build number.
func build(n *yaml.Node) Build {
	b, _ := ParseBuild(strict.Text(n)) // the schema bounds both numbers
	return b
}

// verifyLevel checks that all builds of the section belong to the Windows that
// the baseline is for, and stand in the order that their meaning asks for.
func (t *tree) verifyLevel() {
	level := strict.Get(t.root, "update")
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
	if newest != nil && build(newest).Revision < build(floor).Revision {
		t.fail(t.upper(newest, floor), fmt.Sprintf("newest known %s is below min %s", newest.Value, floor.Value), "")
	}
}
