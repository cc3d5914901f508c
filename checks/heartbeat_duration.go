package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// wait is a kind of pairs of nodes, by what their two properties begin with.
type wait string

func waits() []wait { return []wait{"SameSubnet", "CrossSubnet", "CrossSite"} }

func (w wait) delay() string     { return string(w) + "Delay" }
func (w wait) threshold() string { return string(w) + "Threshold" }

// most is the longest wait in seconds.
func (w wait) most(d baselines.HeartbeatDuration) int {
	return map[wait]int{"SameSubnet": d.SameSubnet, "CrossSubnet": d.CrossSubnet, "CrossSite": d.CrossSite}[w]
}

func wantedDuration(d baselines.HeartbeatDuration) string {
	return fmt.Sprintf("delay times threshold at most %d s in a subnet, %d s between subnets, %d s between sites", d.SameSubnet, d.CrossSubnet, d.CrossSite)
}

// judgeDuration bounds each kind that the node's Windows has. One that is too long
// decides, whatever is known of the others.
func judgeDuration(n *facts.Node, d baselines.HeartbeatDuration) verdict {
	var within, beyond, now []string
	var missing []facts.Gap
	for _, w := range waits() {
		delay, v, final := readProperty(n, w.delay())
		threshold, u, thresholdFinal := readProperty(n, w.threshold())
		ms := float64(delay) * float64(threshold) // a node may report anything that fits 32 bits
		text := fmt.Sprintf("%s %d ms x %s %d = %s", w.delay(), delay, w.threshold(), threshold, secondsText(ms))
		switch {
		case final && v.status == NotApplicable && n.ClusterOf.State == facts.Absent:
			return v
		case final || thresholdFinal:
			missing = appendNew(missing, v.missing, u.missing)
		case ms > float64(w.most(d))*1000:
			beyond = append(beyond, text)
			now = append(now, fmt.Sprintf("%s = %d, %s = %d (together at most %d s)", w.delay(), delay, w.threshold(), threshold, w.most(d)))
		default:
			within = append(within, text)
		}
	}
	switch {
	case len(beyond) > 0:
		got := strings.Join(beyond, "; ")
		v := drifted(got, "the cluster waits longer for a silent node than the baseline requires", observed(n.ClusterOf.Section, "%s", got))
		v.now = "Now " + strings.Join(now, "; ") + "."
		return v
	case len(missing) > 0:
		return unknown("not every delay and threshold is known", missing[0], missing[1:]...)
	}
	got := strings.Join(within, "; ")
	return passed(got, "no wait for a silent node is longer than the baseline requires", observed(n.ClusterOf.Section, "%s", got))
}

// appendNew appends the gaps that are not there yet.
func appendNew(gaps []facts.Gap, more ...[]facts.Gap) []facts.Gap {
	for _, g := range slices.Concat(more...) {
		if !slices.Contains(gaps, g) {
			gaps = append(gaps, g)
		}
	}
	return gaps
}

// secondsText is a number of milliseconds in seconds, "7.5 s".
func secondsText(ms float64) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.3f", ms/1000), "0"), ".") + " s"
}
