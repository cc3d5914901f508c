package checks

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func agreedVolumes(nodes []Subject) (account[facts.ClusterVolume], facts.Gap) {
	read := func(t facts.Topology) account[facts.ClusterVolume] {
		return account[facts.ClusterVolume]{Section: t.Volumes.Section, rows: t.Volumes.Volumes, none: t.Volumes.None}
	}
	return agreed(nodes, "the cluster's shared volumes", read, func(a, b facts.ClusterVolume) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(faultOf(a), faultOf(b)))
	})
}

// faultOf is -1 for what is not known.
func faultOf(v facts.ClusterVolume) int {
	if v.Fault == nil {
		return -1
	}
	return *v.Fault
}

// judgeVolumes wants no fault of any volume. What is redirected or in maintenance may have
// been wanted so, and weighs less.
func judgeVolumes(nodes []Subject) verdict {
	volumes, missing := agreedVolumes(nodes)
	if !missing.IsZero() {
		return unknown("the shared volumes of the cluster are not known", missing)
	}
	if volumes.none {
		return inapplicable("the cluster has no shared volume", observed(volumes.Section, "no row"))
	}
	var off, seen []string
	var unclear []facts.Gap
	severity := baselines.Medium
	for _, v := range volumes.rows {
		fault := faultOf(v)
		seen = append(seen, fmt.Sprintf("%s: fault state %d", v.Name, fault))
		named, rest := faultText(fault)
		switch {
		case fault < 0:
			unclear = append(unclear, facts.GapLeftOut.Of("the state of the shared volume "+v.Name))
			continue
		case rest != 0:
			unclear = append(unclear, facts.GapUndocumented.Of(fmt.Sprintf("the meaning of the fault state %d of the shared volume %s", fault, v.Name)))
		}
		if named != "" {
			off = append(off, v.Name+": "+named)
		}
		if fault&(facts.VolumeNoAccess|facts.VolumeDismounted) != 0 {
			severity = ""
		}
	}
	evidence := observed(volumes.Section, "%s", strings.Join(seen, "; "))
	switch {
	case len(off) > 0:
		v := drifted(strings.Join(off, "; "), "not every shared volume is in order", evidence)
		v.severity, v.missing = severity, unclear
		return v
	case len(unclear) > 0:
		return unknown("not everything is known of the shared volumes", unclear[0], unclear[1:]...).with(evidence)
	}
	return passed(wording.Counted(len(volumes.rows), "shared volume")+" without a fault", "no shared volume has a fault", evidence)
}

// faultText names the bits of a fault state; rest are those without a name.
func faultText(fault int) (named string, rest int) {
	if fault < 0 {
		return "", 0
	}
	var all []string
	for _, bit := range []struct {
		value int
		name  string
	}{
		{facts.VolumeNoAccess, "no access"}, {facts.VolumeDismounted, "dismounted"},
		{facts.VolumeRedirected, "redirected"}, {facts.VolumeInMaintenance, "in maintenance"},
	} {
		if fault&bit.value != 0 {
			all, fault = append(all, bit.name), fault&^bit.value
		}
	}
	return strings.Join(all, ", "), fault
}
