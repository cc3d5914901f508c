package waiver

import (
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/checks"
)

// Set is the waivers of a scan; it notes which of them were of use.
type Set struct {
	waivers []Waiver
	index   *index
	used    []bool
	now     time.Time
}

// NewSet takes the waivers in the order in which they are to be tried.
func NewSet(waivers []Waiver, now time.Time) *Set {
	return &Set{waivers: waivers, index: newIndex(waivers), used: make([]bool, len(waivers)), now: now}
}

// Apply marks the findings of a cluster that waivers concern, and leaves the
// argument as it is. A list of updates is waived with the updates that it drifts for.
func (s *Set) Apply(found []checks.Finding) []checks.Finding {
	result := slices.Clone(found)
	for i, f := range result {
		s.mark(&result[i], f)
	}
	ofNode := map[string][]checks.Finding{}
	for _, f := range result {
		if len(f.Lists) > 0 {
			ofNode[f.Node] = append(ofNode[f.Node], f)
		}
	}
	for i, f := range result {
		if f.Status != checks.Drift || !strings.HasPrefix(f.ID, listPrefix) {
			continue
		}
		if w := waivedMembers(ofNode[f.Node], f); w != nil {
			result[i].Status, result[i].Waiver = checks.Waived, w
		}
	}
	return result
}

// mark gives a finding the first waiver that holds for it, or else the first
// that has expired. A waiver that could be needed is of use, too: one behind
// another, or for a finding that this scan could not judge.
func (s *Set) mark(to *checks.Finding, f checks.Finding) {
	if f.Status != checks.Drift && f.Status != checks.Unknown {
		return
	}
	for _, i := range s.index.fitting(f) {
		w := s.waivers[i]
		s.used[i] = true
		if to.Status == checks.Waived || f.Status == checks.Unknown && !w.Unknown {
			continue
		}
		held := w.Waiver
		switch held.Expired = w.ExpiredAt(s.now); {
		case !held.Expired && len(f.Missing) > 0 && !w.Unknown:
			// The drift is accepted; what was not seen is not.
			to.Status, to.Remedy = checks.Unknown, nil
			to.Reason = f.Reason + "; this drift is waived, but not what else is unknown"
		case !held.Expired:
			to.Status, to.Waiver = checks.Waived, &held
		case to.Waiver == nil:
			to.Waiver = &held
		}
	}
}

// listPrefix begins the ids of findings about lists of updates.
const listPrefix = "hotfix-list/"

// waivedMembers returns the waiver of a list's members, found on the same node, when
// nothing but waived ones keeps the list from passing, else nil.
func waivedMembers(found []checks.Finding, list checks.Finding) *checks.Waiver {
	var waived *checks.Waiver
	for _, f := range found {
		if !slices.ContainsFunc(f.Lists, func(kb string) bool { return list.ID == listPrefix+kb }) {
			continue
		}
		switch f.Status {
		case checks.Drift, checks.Unknown:
			return nil
		case checks.Waived:
			if waived == nil {
				waived = f.Waiver
			}
		}
	}
	return waived
}

// Unused are the waivers that concerned no finding, in their order.
func (s *Set) Unused() []Waiver {
	var unused []Waiver
	for i, w := range s.waivers {
		if !s.used[i] {
			w.Expired = w.ExpiredAt(s.now)
			unused = append(unused, w)
		}
	}
	return unused
}
