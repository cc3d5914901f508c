package checks

import (
	"fmt"
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/internal/words"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Profiles, as baselines and findings name them.
const (
	profileDomain  = "domain"
	profilePrivate = "private"
	profilePublic  = "public"
)

func profileFindings(s Subject, t topology) []Finding {
	var found []Finding
	if want := s.Baseline.NetworkProfile.Current; want != nil {
		found = append(found, judgeProfiles(s.Facts, t, want.Want).finding(want.Requirement, strings.Join(want.Want, " or ")))
	}
	if want := s.Baseline.NetworkProfile.Flips; want != nil {
		found = append(found, judgeFlips(s.Facts, *want).finding(want.Requirement, "none in "+words.Counted(want.Days, "day")))
	}
	return found
}

// categoryProfile names a category as network lists number it, "" when the
// number is none of them.
func categoryProfile(category int64) string {
	switch category {
	case facts.CategoryPublic:
		return profilePublic
	case facts.CategoryPrivate:
		return profilePrivate
	case facts.CategoryDomain:
		return profileDomain
	}
	return ""
}

// firewallProfile names a profile as the firewall numbers it, "" for none and
// for several at once.
func firewallProfile(profile int64) string {
	switch profile {
	case facts.FirewallProfileDomain:
		return profileDomain
	case facts.FirewallProfilePrivate:
		return profilePrivate
	case facts.FirewallProfilePublic:
		return profilePublic
	}
	return ""
}

// title writes a profile as Windows does, "Domain".
func title(profile string) string {
	if profile == "" {
		return "no profile"
	}
	return strings.ToUpper(profile[:1]) + profile[1:]
}

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
