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

// FirstSentence is the first sentence of a fix, or its first command. Of a step that
// other versions of Windows have in other words it says which it is for.
func (f Fix) FirstSentence() string {
	if len(f) == 0 {
		return ""
	}
	first := f[0]
	if slices.ContainsFunc(f[1:], func(s Step) bool { return s.Text == first.Text && first.Text != "" }) {
		first.From, first.Before = 0, 0
	}
	for _, l := range (Fix{first}).Lines() {
		sentence, _, _ := strings.Cut(l.Text, ". ")
		return strings.TrimRight(sentence, ".:")
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
