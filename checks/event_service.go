package checks

import (
	"encoding/hex"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/internal/match"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// clusterServiceTitle is what the service is called in English, in lower case.
const clusterServiceTitle = "cluster service"

// primaryLanguage is the part of an LCID that says the language; 9 is English
// (MS-LCID).
const (
	primaryLanguage = 0x3ff
	english         = 9
)

// serviceTitles are what the cluster service is called on a node. Events of the
// Service Control Manager name a service in the language of the node.
type serviceTitles struct {
	known wording.Set // in lower case
	// doubt says why a service of another name may be the cluster service; empty: it is not.
	doubt string
}

// serviceTitlesOf takes the name in the list of services, and those that the node's own
// events give the service next to its untranslated name. Either may be in another language
// than the event in question: where Windows is not English, an English name alone says
// nothing of other services.
func serviceTitlesOf(n *facts.Node) serviceTitles {
	inEvents := wording.Set{}
	if n.Events.Service.State == facts.Collected {
		for _, e := range n.Events.Service.Events {
			if name, _, _ := strings.Cut(utf16Text(e.Binary), "/"); strings.EqualFold(name, facts.ClusterService) {
				inEvents.Add(titleOf(e))
			}
		}
	}
	t := serviceTitles{known: wording.Set{}}
	t.known.Add(inEvents.Sorted()...)
	svc, missing := lookUpService(n.Services, facts.ClusterService)
	title := ""
	if svc != nil {
		title = strings.ToLower(strings.TrimSpace(svc.DisplayName))
	}
	t.known.Add(title, clusterServiceTitle)
	delete(t.known, "")
	inEnglish := n.OS.State == facts.Collected && n.OS.Language&primaryLanguage == english
	switch {
	case !missing.IsZero():
		t.doubt = "its name may be translated, and this is missing: " + missing.Text
	case !inEnglish && len(t.known) == 1:
		t.doubt = "its name may be translated, and the node does not show what it calls the cluster service"
	}
	return t
}

// titleOf is the service that an event names, in lower case.
func titleOf(e facts.Event) string {
	title, _ := e.Get("param1")
	return strings.ToLower(strings.TrimSpace(title))
}

// ends reports whether an event is an end of the cluster service. The binary of a
// change of state has its name and the state untranslated, with 1 for stopped; other
// events need not have one.
func (t serviceTitles) ends(e facts.Event) match.Match {
	name, state, _ := strings.Cut(utf16Text(e.Binary), "/")
	title := titleOf(e)
	switch {
	case e.ID == facts.ServiceState:
		return match.If(strings.EqualFold(name, facts.ClusterService) && state == "1")
	case strings.EqualFold(name, facts.ClusterService) || t.known[title]:
		return match.Yes
	case t.doubt == "" && title != "":
		return match.No
	}
	return match.Maybe
}

// utf16Text decodes the hexadecimal digits of UTF-16, little endian.
func utf16Text(digits string) string {
	raw, err := hex.DecodeString(digits)
	if err != nil || len(raw)%2 != 0 {
		return ""
	}
	var units []uint16
	for i := 0; i < len(raw); i += 2 {
		units = append(units, uint16(raw[i])|uint16(raw[i+1])<<8)
	}
	return strings.TrimRight(string(utf16.Decode(units)), "\x00")
}

// stopGap says why a log does not prove that the cluster service was not stopped.
// Its changes of state are found by their binary, and that a node can compare
// this is not documented: a change that was found counts, and one there is while
// the log reaches back to the last start.
func stopGap(log facts.EventLog, want baselines.Event) facts.Gap {
	isChange := func(e facts.Event) bool { return e.ID == facts.ServiceState }
	if want.Provider != serviceProvider || !slices.Contains(want.IDs, facts.ServiceState) || slices.ContainsFunc(log.Events, isChange) {
		return facts.Gap{}
	}
	return noStart()
}

// noStart is what a node that cannot find changes of state by their binary lacks.
func noStart() facts.Gap {
	return facts.GapShortLog.Of("a start of the cluster service since the node booted, without which a stop that is not found may have happened")
}
