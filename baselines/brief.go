package baselines

import (
	"fmt"
	"slices"
	"strings"
)

// The fix in a few words, of the kinds of requirements whose values say it.

func (h *Hotfix) brief() string { return "install " + h.KB }

func (p *HeartbeatProperty) brief() string { return fmt.Sprintf("set %s to %d", p.Property, p.value()) }

func (o *Offload) brief() string {
	return fmt.Sprintf("set %s to %s", o.Setting, o.words()["value"][0])
}

func (o *AdapterOffload) brief() string {
	return fmt.Sprintf("set the keywords to %s", o.words()["value"][0])
}

func (r *FirewallRule) brief() string {
	w := r.words()
	return "allow " + w["traffic"][0] + " in " + w["where"][0]
}

func (s *Service) brief() string {
	var all []string
	if w := s.words(); len(w["configure"]) > 0 {
		all = append(all, "set its start type to "+s.StartMode[0])
	}
	switch s.State {
	case "running":
		all = append(all, "start it")
	case "stopped":
		all = append(all, "stop it")
	}
	return strings.Join(all, " and ")
}

// FirstSentence is the first sentence of a fix, or its first command.
func (f Fix) FirstSentence() string {
	for _, l := range f.Lines() {
		first, _, _ := strings.Cut(l.Text, ". ")
		return strings.TrimRight(first, ".:")
	}
	return ""
}

// deriveLeads adds to what leads to an event that it does.
func (b *Baseline) deriveLeads() {
	of := map[string]*Requirement{}
	for _, r := range b.Requirements() {
		of[r.ID] = r
	}
	for _, e := range b.Events {
		for _, id := range e.RelatedTo {
			if r := of[id]; r != nil && !slices.Contains(r.LeadsTo, e.ID) {
				r.LeadsTo = append(r.LeadsTo, e.ID)
			}
		}
	}
}
