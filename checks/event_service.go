package checks

import (
	"encoding/hex"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/internal/match"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// clusterServiceTitle is what the service is called in English.
const clusterServiceTitle = "Cluster Service"

// primaryLanguage is the part of an LCID that says the language; 9 is English
// (MS-LCID).
const (
	primaryLanguage = 0x3ff
	english         = 9
)

// endsClusterService reports whether an event is an end of the cluster service.
// The name of the service and its state are translated in the event's values.
// The binary of a change of state has them untranslated, with 1 for stopped;
// other events need not have one.
func endsClusterService(e facts.Event, os facts.OS) match.Match {
	name, state, _ := strings.Cut(utf16Text(e.Binary), "/")
	title, _ := e.Get("param1")
	switch {
	case e.ID == facts.ServiceState:
		return match.If(strings.EqualFold(name, facts.ClusterService) && state == "1")
	case strings.EqualFold(name, facts.ClusterService) || strings.EqualFold(strings.TrimSpace(title), clusterServiceTitle):
		return match.Yes
	case os.State == facts.Collected && os.Language&primaryLanguage == english && title != "":
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
// this is not documented: a change that was found tells, and one there is while
// the log reaches back to the last start.
func stopGap(log facts.EventLog, want baselines.Event) string {
	isChange := func(e facts.Event) bool { return e.ID == facts.ServiceState }
	if want.Provider != serviceProvider || !slices.Contains(want.IDs, facts.ServiceState) || slices.ContainsFunc(log.Events, isChange) {
		return ""
	}
	return "a start of the cluster service since the node booted, without which a stop that is not found may have happened"
}
