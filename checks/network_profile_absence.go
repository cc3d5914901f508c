package checks

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// managedNetwork is the Type of a network of the domain (NetworkProfile's manifest).
const managedNetwork = 1

// absence is a time in which a network or an interface that had been the
// domain's was in another profile.
type absence struct {
	left  time.Time // the domain was left
	other time.Time // the other profile came into force
	end   time.Time // of the other profile; when the log was read, if it went on
	back  bool      // to the domain
	open  bool      // it went on when the log was read
	into  string    // the other profile
	where string    // the interface; empty when only the network is known
	// straight is set when the firewall itself went from Domain into the other
	// profile, without the adapter being disconnected in between.
	straight bool
}

// networkChange is an event of NetworkProfile. A network is named in a language,
// so that only the numbers count.
type networkChange struct {
	facts.Event
	managed bool   // of the domain
	profile string // of a disconnect: that of the network which is left
}

// networkChanges reads them among events; illegible counts those whose category
// is none of the three.
func networkChanges(events []facts.Event) (changes []networkChange, illegible int) {
	for _, e := range events {
		if e.ID < facts.NetworkConnected || e.ID > facts.NetworkRecategorised {
			continue
		}
		kind, okKind := number(e, "Type")
		category, ok := number(e, "Category")
		c := networkChange{Event: e, managed: okKind && kind == managedNetwork}
		if ok {
			c.profile = categoryProfile(category)
		}
		if c.profile == "" || e.ID == facts.NetworkRecategorised && !okKind {
			illegible++
			continue
		}
		changes = append(changes, c)
	}
	return changes, illegible
}

// networkAbsences reads them off connects and disconnects. A disconnect of the
// domain's network counts only when a network that is not the domain's follows
// within some time: else an adapter was unplugged and no more. The events do not
// name the interface.
func networkAbsences(changes []networkChange, within time.Duration, read time.Time) []absence {
	var all []absence
	var left time.Time
	var open *absence
	for _, c := range changes {
		domain := c.profile == profileDomain
		switch {
		case c.ID == facts.NetworkDisconnected && domain && open == nil:
			left = c.At
		case c.ID == facts.NetworkConnected && domain:
			all = closed(all, open, c.At, true)
			left, open = time.Time{}, nil
		case c.ID == facts.NetworkConnected && open == nil && !left.IsZero() && c.At.Sub(left) <= within:
			open = &absence{left: left, other: c.At, into: c.profile}
		}
	}
	return lasting(all, open, read)
}

// interfaceAbsences reads them off the firewall's changes. An interface that was
// without a profile for longer than within was unplugged: what follows begins anew.
func interfaceAbsences(changes []profileChange, within time.Duration, read time.Time) []absence {
	byInterface := map[string][]profileChange{}
	for _, c := range changes {
		if c.id == "" {
			continue
		}
		byInterface[c.id] = append(byInterface[c.id], c)
	}
	var all []absence
	for _, id := range slices.Sorted(maps.Keys(byInterface)) {
		all = append(all, absencesOf(byInterface[id], within, read)...)
	}
	return all
}

// absencesOf takes the changes of one interface.
func absencesOf(changes []profileChange, within time.Duration, read time.Time) []absence {
	var all []absence
	var open *absence
	var left time.Time
	known := false // to have been in Domain
	for _, c := range changes {
		if c.from == profileDomain {
			known, left = true, c.At
		}
		switch {
		case c.to == profileDomain:
			all = closed(all, open, c.At, true)
			open, known, left = nil, true, time.Time{}
		case c.to == "" || c.to == profileUnclear:
			all = closed(all, open, c.At, false)
			open = nil
		case open == nil && known:
			if left.IsZero() || c.At.Sub(left) > within {
				left = c.At // or no record has the time
			}
			open = &absence{left: left, other: c.At, into: c.to, where: c.label(), straight: c.from == profileDomain}
		}
	}
	return lasting(all, open, read)
}

// closed appends an absence, if there is one, with its end.
func closed(all []absence, a *absence, end time.Time, back bool) []absence {
	if a == nil {
		return all
	}
	a.end, a.back = end, back
	return append(all, *a)
}

// lasting appends an absence, if there is one, that went on when the log was read.
func lasting(all []absence, a *absence, read time.Time) []absence {
	if a != nil {
		a.open = true
	}
	return closed(all, a, read, false)
}

// String is what the event says, with its numbers in words. A network's own name
// is often in another language.
func (c networkChange) String() string {
	done := map[int]string{facts.NetworkConnected: "connected to", facts.NetworkDisconnected: "disconnected from", facts.NetworkRecategorised: "new category of"}
	name, _ := c.Get("Name")
	kind := "unmanaged"
	if c.managed {
		kind = "managed"
	}
	return fmt.Sprintf("%s %q, %s, %s (event %d)", done[c.ID], shortened(name), kind, title(c.profile), c.ID)
}
