package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// toldNetworks is how many known networks a finding names; it counts the others.
const toldNetworks = 5

// besideProfiles is shown and never judged: the networks that the node knows,
// which name no adapter, and the last that they were noted to do.
func besideProfiles(n *facts.Node) []Evidence {
	var all []Evidence
	if known := n.Profiles.Known; known.State == facts.Collected && len(known.Found) > 0 {
		all = append(all, observed(known.Section, "known networks, of which the registry names no adapter: %s", knownNetworks(known)))
	}
	log := n.Events.Profile
	changes, _ := networkChanges(since(log, log.From))
	if len(changes) > 0 {
		last := changes[len(changes)-1]
		all = append(all, eventEvidence(log, last.Event, last.String()))
	}
	return all
}

func knownNetworks(known facts.KnownNetworks) string {
	var texts []string
	for _, k := range known.Found {
		text := fmt.Sprintf("%q", shortened(k.Name))
		if k.Category != nil {
			text += " " + categoryText(*k.Category)
		}
		if k.Managed != nil && *k.Managed == 1 {
			text += " (of the domain)"
		}
		texts = append(texts, text)
	}
	slices.Sort(texts)
	text := strings.Join(texts[:min(len(texts), toldNetworks)], ", ")
	if more := len(texts) - toldNetworks; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}
