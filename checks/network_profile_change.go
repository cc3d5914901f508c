package checks

import (
	"fmt"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// profileChange is one event 2010 of the firewall: the profile of an interface
// changed. A profile without a name is none, or several at once.
type profileChange struct {
	facts.Event
	id, name string // of the interface
	from, to string
}

// profileChanges reads the changes among events; illegible counts the others of
// that id.
func profileChanges(events []facts.Event) (changes []profileChange, illegible int) {
	for _, e := range events {
		if e.ID != facts.FirewallChange {
			continue
		}
		guid, _ := e.Get("InterfaceGuid")
		from, okFrom := number(e, "OldProfile")
		to, okTo := number(e, "NewProfile")
		if guid == "" || !okFrom || !okTo {
			illegible++
			continue
		}
		name, _ := e.Get("InterfaceName")
		changes = append(changes, profileChange{
			Event: e, id: facts.NormalGUID(guid), name: shortened(name), from: firewallProfile(from), to: firewallProfile(to),
		})
	}
	return changes, illegible
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
