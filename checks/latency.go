package checks

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func latencyFindings(_ *evaluation, s Subject) []Finding {
	var found []Finding
	for _, want := range s.Baseline.Latency {
		v := judgeLatency(s.Facts, want)
		if want.Subject == "round-trip" && v.status != NotApplicable {
			v.paths = measuredPaths(s.Facts.Latency)
		}
		found = append(found, v.finding(want.Requirement, wantedLatency(want)).wanting(inBounds(nil, &want.Max, latencyUnit(want.Subject))))
	}
	return found
}

// measuredPaths are all paths, in their order.
func measuredPaths(l facts.Latency) []Path {
	var all []Path
	for _, p := range slices.SortedFunc(slices.Values(l.Paths), comparePaths) {
		path := Path{To: p.To, Network: p.Network, Address: p.Address, Sent: p.Sent, Answered: len(p.RoundTrips)}
		if path.Answered > 0 {
			path.Longest = slices.Max(p.RoundTrips)
		}
		all = append(all, path)
	}
	return all
}

func wantedLatency(want baselines.Latency) string {
	switch want.Subject {
	case "loss":
		return fmt.Sprintf("at most %d %% of the echo requests without an answer", want.Max)
	case "spread":
		return fmt.Sprintf("round trips of a path at most %d ms apart", want.Max)
	}
	return fmt.Sprintf("round trips of at most %d ms", want.Max)
}

// measure is what one path has of what is judged.
type measure struct {
	path  facts.LatencyPath
	value int // ms or percent; rounded up, so that it never hides an excess
	known bool
}

func latencyUnit(subject string) string {
	if subject == "loss" {
		return UnitPercent
	}
	return UnitMilliseconds
}

// text is "4 ms to HV03 on Heartbeat 10.20.0.13".
func (m measure) text(subject string) string {
	unit := latencyUnit(subject)
	return fmt.Sprintf("%d %s %s", m.value, unit, pathName(m.path))
}

// judgeLatency judges the worst path; one that is too bad decides, whatever is
// not known of the others.
func judgeLatency(n *facts.Node, want baselines.Latency) verdict {
	if !slices.Contains(n.Probes, facts.ProbeLatency) {
		return inapplicable("not probed; scan with --probe latency")
	}
	if n.Latency.State == facts.Absent {
		return inapplicable("the node has no other node of a cluster to measure", observed(n.Latency.Section, "no other node"))
	}
	if missing := n.Latency.Gap("the round trips to the other nodes", len(n.Latency.Paths)); !missing.IsZero() {
		return unknown("the round trips are not known", missing)
	}
	var worst measure
	var tooBad []string
	var missing []facts.Gap
	var seen []Evidence
	for _, p := range slices.SortedFunc(slices.Values(n.Latency.Paths), comparePaths) {
		m := measurePath(p, want.Subject)
		seen = append(seen, observed(n.Latency.Section, "%s", pathText(p)))
		if m.known && m.value > want.Max {
			tooBad = append(tooBad, pathName(p))
		}
		switch {
		case !m.known:
			missing = append(missing, facts.GapUndecided.Of("enough answers "+pathName(p)))
		case !worst.known || m.value > worst.value:
			worst = m
		}
	}
	got := worst.text(want.Subject)
	switch {
	case worst.known && worst.value > want.Max:
		return drifted(got, latencyWord(want.Subject)+" "+pathName(worst.path)+" is above what the baseline allows", seen...).steadily(strings.Join(tooBad, "; "), "").gotValue(numberOf(worst.value, latencyUnit(want.Subject)))
	case len(missing) > 0:
		return unknown("not every path was answered often enough", missing[0], missing[1:]...).with(seen...)
	}
	return passed(got, latencyWord(want.Subject)+" is within what the baseline allows on every path", seen...).steadily("", "").gotValue(numberOf(worst.value, latencyUnit(want.Subject)))
}

func latencyWord(subject string) string {
	switch subject {
	case "loss":
		return "the loss"
	case "spread":
		return "the spread of the round trips"
	}
	return "the longest round trip"
}

// measurePath reads a path without any answer as lost, and as nothing else.
func measurePath(p facts.LatencyPath, subject string) measure {
	answered := len(p.RoundTrips)
	switch {
	case p.Sent <= 0 || answered > p.Sent:
		return measure{path: p}
	case subject == "loss":
		lost := p.Sent - answered
		return measure{p, (lost*100 + p.Sent - 1) / p.Sent, true}
	case subject == "spread" && answered > 1:
		return measure{p, slices.Max(p.RoundTrips) - slices.Min(p.RoundTrips), true}
	case subject == "round-trip" && answered > 0:
		return measure{p, slices.Max(p.RoundTrips), true}
	}
	return measure{path: p}
}

func comparePaths(a, b facts.LatencyPath) int {
	return cmp.Or(strings.Compare(a.To, b.To), strings.Compare(a.Network, b.Network), strings.Compare(a.Address, b.Address))
}

func pathName(p facts.LatencyPath) string {
	return fmt.Sprintf("to %s on %s %s", p.To, p.Network, p.Address)
}

// pathText is "to HV03 on Heartbeat 10.20.0.13: 5 of 5 answered, 1 to 2 ms".
func pathText(p facts.LatencyPath) string {
	text := fmt.Sprintf("%s: %d of %d answered", pathName(p), len(p.RoundTrips), p.Sent)
	if len(p.RoundTrips) == 0 {
		return text
	}
	return fmt.Sprintf("%s, %d to %d ms", text, slices.Min(p.RoundTrips), slices.Max(p.RoundTrips))
}
