package checks

import (
	"fmt"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// profileChange is one event 2010 of the firewall: the profile of an interface
// changed. A profile without a name is none.
type profileChange struct {
	facts.Event
	id, name string // of the interface; without an id it may be any
	from, to string
}

// profileChanges reads the changes among events. Of the profile that was left 0 counts
// as none.
func profileChanges(events []facts.Event) []profileChange {
	var changes []profileChange
	for _, e := range events {
		if e.ID != facts.FirewallChange {
			continue
		}
		guid, _ := e.Get("InterfaceGuid")
		name, _ := e.Get("InterfaceName")
		c := profileChange{Event: e, name: shortened(name), from: profileUnclear, to: profileUnclear}
		if guid != "" {
			c.id = facts.NormalGUID(guid)
		}
		if from, ok := number(e, "OldProfile"); ok && from == 0 {
			c.from = ""
		} else if ok {
			c.from = firewallProfile(from)
		}
		if to, ok := number(e, "NewProfile"); ok {
			c.to = firewallProfile(to)
		}
		changes = append(changes, c)
	}
	return changes
}

// unclear says what of a change is not understood, or "".
func (c profileChange) unclear() string {
	if c.id != "" && c.from != profileUnclear && c.to != profileUnclear {
		return ""
	}
	return fmt.Sprintf("the meaning of event %d at %s: no interface, or a number that is not that of one profile or of none (%s)", c.ID, moment(c.At), eventValues(c.Event))
}

func (c profileChange) String() string {
	return fmt.Sprintf("the firewall put %s from %s into %s (event %d)", c.label(), title(c.from), title(c.to), c.ID)
}

// label is what people call the interface.
func (c profileChange) label() string {
	if c.name == "" {
		return c.id
	}
	return c.name
}
