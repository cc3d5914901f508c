package checks

import (
	"slices"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// adapterKind is what an adapter rests on, as far as that is proved.
type adapterKind int

const (
	kindUnproved adapterKind = iota // no device is proved to back it, and no list knows it
	kindDevice                      // a device backs it, or it is known to rest on nothing else
	kindTeam
	kindMaybeTeam // it may rest on a team, as a port of a virtual switch does
)

// teamNames are what baselines say of adapters that do not work by themselves.
type teamNames struct {
	teams, maybe, notTeams, membersWithoutIP []string
	embedded                                 bool // a team below a virtual switch is part of the switch
}

func teamNamesOf(b *baselines.Baseline) teamNames {
	var k teamNames
	if b == nil {
		return k
	}
	for _, t := range b.Teaming {
		k.teams, k.maybe = append(k.teams, t.Descriptions...), append(k.maybe, t.Maybe...)
		k.notTeams, k.membersWithoutIP = append(k.notTeams, t.NotTeams...), append(k.membersWithoutIP, t.MembersWithoutIP...)
		k.embedded = k.embedded || t.SwitchEmbedded
	}
	return k
}

// kindOf classifies an adapter by all that it is called; one name of a team is enough.
// A virtual adapter that no list knows may be a team, whatever it is called.
func (k teamNames) kindOf(d facts.AdapterDriver, called ...string) adapterKind {
	called = append(called, d.Description, d.Component)
	switch {
	case describesAny(k.teams, called):
		return kindTeam
	case describesAny(k.maybe, called):
		return kindMaybeTeam
	case d.Component == "" || d.Description == "":
		return kindUnproved // the one that is missing may be that of a team
	case d.IsDevice() || describesAny(k.notTeams, called):
		return kindDevice
	}
	return kindUnproved
}

// losesIP reports whether Windows takes TCP/IP from the adapters below this one.
func (k teamNames) losesIP(d facts.AdapterDriver, called ...string) bool {
	return describesAny(k.membersWithoutIP, append(called, d.Description, d.Component))
}

func describesAny(parts, called []string) bool {
	return slices.ContainsFunc(called, func(text string) bool { return describes(parts, text) })
}
