package checks

import (
	"cmp"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// judgeFlips gives drift for one flip in either log, and pass when both logs are
// complete: each can have lost what the other has.
func judgeFlips(n *facts.Node, want baselines.ProfileFlips) verdict {
	if n.OS.State != facts.Collected || n.OS.LastBoot.IsZero() {
		return unknown("a flip cannot be distinguished from a restart", cmp.Or(n.OS.Gap("the operating system's identity", n.OS.Build), facts.GapLeftOut.Of("the time of the last boot")))
	}
	f := flips{node: n, want: want, near: time.Duration(want.Minutes) * time.Minute, boot: n.OS.LastBoot}
	f.incidents = incidentsOf(n, want.Days)
	f.incidentsGap = reachOf(n.OS, n.Events.Cluster, daysOf(want.Days)).missing
	f.restarts, f.startsGap = restartsOf(n), reachOf(n.OS, n.Events.Starts, daysOf(want.Days)).missing
	f.readNetworks()
	f.readInterfaces()
	outside, isOutside := outsideDomain(n)
	switch {
	case len(f.counted) > 0:
		return f.drifted()
	case isOutside:
		return outside
	case len(f.missing) > 0:
		v := unknown("no flip was seen, but one may have been missed", f.missing[0], f.missing[1:]...)
		return v.with(f.seen()...)
	}
	reason := "both logs are complete, and no domain network left the Domain profile while the node was up"
	if f.young != nil {
		reason = strings.Join(append([]string{"no domain network left the Domain profile while the node was up"}, f.young...), "; ")
	}
	return passed("none", reason, f.seen()...).steadily("none", "")
}

func (f *flips) drifted() verdict {
	all := f.merged()
	last := all[len(all)-1]
	got := wording.Counted(len(all), "flip") + ", last " + moment(last.left)
	reason := "a domain network left the Domain profile while the node was up: " + f.describe(f.worst(all))
	if len(f.missing) > 0 {
		reason += "; there may have been more"
	}
	var shown []Evidence
	for _, a := range all[max(0, len(all)-toldFlips):] {
		shown = append(shown, f.timeline(a)...)
	}
	v := drifted(got, reason, append(skewed(f.node.Events.Profile), shown...)...)
	v.timeline = f.moments(all)
	return v.steadily(moment(last.left), "")
}

// seen is what a verdict without flips rests on.
func (f *flips) seen() []Evidence {
	var all []Evidence
	for _, log := range []facts.EventLog{f.node.Events.Profile, f.node.Events.Firewall} {
		if log.State == facts.Collected {
			from := windowStart(log, daysOf(f.want.Days))
			all = append(all, searched(log, "no flip", len(since(log, from)), from))
		}
	}
	for _, a := range f.passing {
		all = append(all, observed(f.node.OS.Section, "not counted, as after a restart or a reconnect: %s", f.describe(a)))
	}
	return append(all[:min(len(all), toldFlips+2)], skewed(f.node.Events.Profile)...)
}
