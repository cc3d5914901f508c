package baselines

import (
	"github.com/clusterdrift/clusterdrift/remote/observe"
)

// SiteCost is what the entries of site cost on one version of Windows.
type SiteCost struct {
	Windows  string // "Windows Server 2022 and later"; empty for a baseline that is made for none
	Messages int    // more to each node, at most
	Shares   []SiteShare
}

// SiteShare is what some entries cost together, because a node is asked for them together.
type SiteShare struct {
	Messages int
	Rules    []string // names of the entries, sorted
	Targets  []observe.Target
}

// SiteCosts says what the entries of site of a baseline cost; those of an overlay for
// each version of Windows that an embedded baseline is made for. The costliest share is
// the first. References and errors are those of Load.
func SiteCosts(ref string) ([]SiteCost, error) {
	if !IsOverlay(ref) {
		b, err := Load(ref)
		if err != nil {
			return nil, err
		}
		return []SiteCost{b.siteCost()}, nil
	}
	var all []SiteCost
	for _, v := range embeddedVersions() {
		b, err := Load(v.name, ref)
		if err != nil {
			return nil, err
		}
		all = append(all, b.siteCost())
	}
	return all, nil
}

func (b *Baseline) siteCost() SiteCost {
	c := SiteCost{}
	switch a := b.AppliesTo; {
	case a.Build != 0:
		c.Windows = versionOf(a.Build)
	case a.From != 0:
		c.Windows = versionOf(a.From) + " and later"
	}
	for _, s := range observe.Cost(b.allSiteTargets()) {
		c.Messages += s.Messages
		c.Shares = append(c.Shares, SiteShare{s.Messages, b.siteRulesOf(s.Targets), s.Targets})
	}
	return c
}
