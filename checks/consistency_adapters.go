package checks

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// jumboPacket is the keyword for the size of the largest frame, in bytes. Most drivers
// count the Ethernet header, which has 14, and some do not (Windows driver
// documentation, standardised INF keywords).
const (
	jumboPacket   = "*JumboPacket"
	frameHeader   = 14
	standardFrame = 1500 + frameHeader
	jumboPayload  = 9000 // the largest that drivers without the header offer
)

// adapterSettings reads what the adapters of each network are set to.
type adapterSettings struct {
	consistency
	want baselines.Consistency
	// exposed are the keywords that the adapter of some node has, and absent those that
	// the adapters of one node do not have.
	exposed map[exposure]bool
	absent  map[*facts.Node][]exposure
}

// exposure is a keyword of the adapters of one hardware on one network.
type exposure struct{ setting, hardware string }

// anyHardware stands for that of each adapter that takes frames above the standard size.
const anyHardware = ""

func wantedAlike(r baselines.Consistency) string {
	return "the same " + strings.Join(slices.Concat(r.Keywords, r.OfOneKind), ", ") + " on every node"
}

// compareSettings reads every node. What the driver of one node exposes and the same
// one of another does not is not known of the other: it works with a default.
func (c consistency) compareSettings(want baselines.Consistency) comparison {
	s := adapterSettings{consistency: c, want: want, exposed: map[exposure]bool{}, absent: map[*facts.Node][]exposure{}}
	all := c.compare(s.read)
	for i := range all {
		for _, e := range s.absent[all[i].node] {
			if s.exposed[e] {
				all[i].gap(facts.GapLeftOut.Of("the value of " + e.setting + ", which an adapter of another node has"))
			}
		}
	}
	return all
}

// read reads one node: the adapters that carry cluster networks and, where one rests on
// others, those that may be below it.
func (s adapterSettings) read(subject Subject) reading {
	values := map[string]wording.Set{}
	n := subject.Facts
	r := s.readAdapters(subject, func(r *reading, network string, place int, d facts.AdapterDriver) {
		if place > 0 {
			network = "what may be below " + network
		}
		seen := s.readAdapter(r, n, network, d, values)
		r.evidence = append(r.evidence, observed(n.Adapters.Drivers.Section, "%s: %s (%s, key %s): %s", n.Name, network, d.Description, d.Key, seen))
	})
	for setting, found := range values {
		if all := found.Sorted(); len(all) == 1 {
			r.set(setting, all[0])
		} else { // which of them the network is on is not known
			r.gap(facts.GapUndecided.Of("which adapter counts for " + setting + ": they have " + strings.Join(all, " and ")))
		}
	}
	return r
}

// readAdapter adds the values of one adapter, by what they are compared as, and returns
// them as they are written.
func (s adapterSettings) readAdapter(r *reading, n *facts.Node, network string, d facts.AdapterDriver, values map[string]wording.Set) string {
	if !d.Detailed {
		r.gap(facts.GapLeftOut.Of("the settings of " + d.Description + ", of " + network))
	}
	var seen []string
	for _, keyword := range slices.Concat(s.want.Keywords, s.want.OfOneKind) {
		setting := s.setting(keyword, network, d)
		text, ok := d.Keyword(keyword)
		value, legible := keywordNumber(text)
		switch {
		case !ok && d.Covers(keyword):
			s.miss(n, setting, keyword, d)
			continue
		case !ok:
			r.gap(facts.GapNotCollected.Of("the value of " + setting))
			continue
		case !legible:
			r.gap(facts.GapWrongType.Of("the value of " + setting))
			continue
		case strings.EqualFold(keyword, jumboPacket):
			value = s.frame(setting, value)
		}
		seen = append(seen, keyword+" "+text)
		s.exposed[exposure{setting, strings.ToLower(d.Component)}] = true
		if values[setting] == nil {
			values[setting] = wording.Set{}
		}
		values[setting].Add(value)
	}
	return cmp.Or(strings.Join(seen, ", "), "none of the settings")
}

// setting is what a value is compared as.
func (s adapterSettings) setting(keyword, network string, d facts.AdapterDriver) string {
	text := keyword + " of " + network
	if slices.Contains(s.want.OfOneKind, keyword) {
		text += " (" + strings.ToLower(d.Component) + ")"
	}
	return text
}

// miss notes a keyword that an adapter does not have.
func (s adapterSettings) miss(n *facts.Node, setting, keyword string, d facts.AdapterDriver) {
	kinds := []string{strings.ToLower(d.Component)}
	if strings.EqualFold(keyword, jumboPacket) {
		kinds = append(kinds, anyHardware)
	}
	for _, kind := range kinds {
		s.absent[n] = append(s.absent[n], exposure{setting, kind})
	}
}

// frame is the size of the largest frame with its header, where that is known.
func (s adapterSettings) frame(setting, value string) string {
	size, err := strconv.Atoi(value)
	if err != nil {
		return value
	}
	if size == standardFrame-frameHeader || size == jumboPayload {
		size += frameHeader
	}
	if size > standardFrame {
		s.exposed[exposure{setting, anyHardware}] = true
	}
	return strconv.Itoa(size)
}
