package checks

import (
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/internal/firewall"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// readOffload reads the settings in force. One that this Windows does not
// support is not a difference.
func (c consistency) readOffload(s Subject) reading {
	var r reading
	asked := wording.Set{}
	for _, b := range c.baselines() {
		for _, o := range b.Offload {
			asked.Add(o.Setting)
		}
	}
	for _, name := range asked.Sorted() {
		switch g := settingInForce(s.Facts.TCP, name); {
		case !g.missing.IsZero():
			r.gap(g.missing)
		case !g.absent:
			r.set(name, g.value)
		}
	}
	r.observe(s.Facts, s.Facts.TCP.Show.Section)
	return r
}

// readFirewall rules on the traffic that the node's own baseline is about, in
// each profile. Undecided profiles are unread.
func (c consistency) readFirewall(s Subject) reading {
	var r reading
	if s.Baseline == nil {
		r.gap(facts.GapNoBaseline.Of("no baseline applies, so no traffic was judged"))
		return r
	}
	if missing := firewallInForce(s.Facts.Services); !missing.IsZero() {
		r.gap(missing)
		return r
	}
	fw, paths := c.firewall(s.Facts), c.topology.pathsTo(s.Facts)
	for _, want := range s.Baseline.Firewall {
		for _, profile := range wantedProfiles(want) {
			aspect := want.Name + " " + profile
			if ruling := fw.Rule(want, profile, paths); ruling.Outcome == firewall.Undecided {
				r.gap(ruling.Missing.After(aspect + ": "))
			} else {
				r.set(aspect, ruling.Outcome.String())
			}
		}
	}
	r.observe(s.Facts, bothStores(s.Facts.Firewall))
	return r
}

// bothStores is the section of the local rules with the policy store, which
// rules on the traffic too, as a further source.
func bothStores(fw facts.Firewall) facts.Section {
	s := fw.Local.Section
	if fw.Policy.Source != "" {
		s.Source += "; " + fw.Policy.Source
	}
	return s
}

// readServices reads what the baselines require, and no more: a service that
// starts on demand runs on one node and not on another without any drift.
func (c consistency) readServices(s Subject) reading {
	var r reading
	for _, b := range c.baselines() {
		for _, want := range b.Services {
			svc, missing := lookUpService(s.Facts.Services, want.Name)
			if !missing.IsZero() {
				r.gap(missing)
				continue
			}
			state, mode := "not installed", "not installed"
			if svc != nil {
				state, mode = strings.ToLower(svc.State), strings.ToLower(svc.StartMode)
			}
			r.setService(want.Name+" state", state, want.State != "")
			r.setService(want.Name+" start mode", mode, len(want.StartMode) > 0)
		}
	}
	r.observe(s.Facts, s.Facts.Services.Section)
	return r
}

// setService adds one word of a service that is required.
func (r *reading) setService(aspect, value string, asked bool) {
	switch {
	case asked && value == "":
		r.gap(facts.GapLeftOut.Of("the " + aspect))
	case asked:
		r.set(aspect, value)
	}
}
