package explain

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// notes are what a baseline says of a requirement apart from what is wanted.
func notes(b *baselines.Baseline, id string) []string {
	for _, h := range b.Hotfixes {
		if h.ID == id {
			return hotfixNotes(h)
		}
	}
	for _, r := range b.Site {
		if r.ID == id {
			return siteNotes(r)
		}
	}
	for _, p := range b.Heartbeat.Properties {
		if p.ID == id && p.Default != nil {
			return []string{fmt.Sprintf("%d is this version's default", *p.Default) + excuse(p)}
		}
	}
	for _, f := range b.Firewall {
		if f.ID == id && f.WithoutRule == "accept" {
			return []string{"no allow rule in any profile passes: the port is left to the cluster service"}
		}
	}
	if p := b.Antivirus.Products; p != nil && p.ID == id {
		return []string{
			fmt.Sprintf("altitudes %d to %d are those of virus scanners", p.Altitude.Min, p.Altitude.Max),
			"filter drivers of Microsoft Defender: " + strings.Join(p.Defender, ", "),
		}
	}
	for _, w := range b.Teaming {
		if w.ID == id {
			return teamingNotes(w)
		}
	}
	for _, o := range b.AdapterOffload {
		if o.ID == id && o.Global != "" {
			return []string{"any value passes while " + o.Global + " is disabled in Windows, or this Windows does not have it"}
		}
	}
	for _, n := range b.ClusterNetworks {
		if n.ID == id && len(n.Guests) > 0 {
			return []string{"one network is enough for nodes whose adapters are " + strings.Join(n.Guests, " or ")}
		}
	}
	if p := b.AdapterPower; p != nil && p.ID == id && len(p.Allowing) > 0 {
		return []string{"Windows may power an adapter down with PnPCapabilities " + numbers(p.Allowing) + "; any other value decides nothing"}
	}
	if w := b.Quorum.Witness; w != nil && w.ID == id {
		return []string{"witnesses are resources of the types " + strings.Join(w.Types, ", ")}
	}
	for _, e := range b.Events {
		if e.ID == id && e.Stops > 0 {
			return []string{fmt.Sprintf("%d clean stops of the cluster service count, too", e.Stops)}
		}
	}
	if floor := b.Update.Build; floor != nil && floor.ID == id {
		return floorNotes(*floor)
	}
	return nil
}

// excuse says what the default of a property means for a value outside the range.
func excuse(p baselines.HeartbeatProperty) string {
	least, most := p.Min != nil && *p.Default < *p.Min, p.Max != nil && *p.Default > *p.Max
	switch {
	case !least && !most:
		return ""
	case p.Embedded:
		return "; from there up to the range drift is info, unless the cluster has lost a node or its quorum lately"
	}
	return ", which excuses nothing: a site or an overlay wrote the range or the severity"
}

func teamingNotes(w baselines.Teaming) []string {
	lines := []string{"a team is called " + strings.Join(w.Descriptions, ", ")}
	if len(w.Maybe) > 0 {
		lines = append(lines, "may rest on a team: "+strings.Join(w.Maybe, ", "))
	}
	if len(w.NotTeams) > 0 {
		lines = append(lines, "virtual and not a team: "+strings.Join(w.NotTeams, ", "))
	}
	if len(w.MembersWithoutIP) > 0 {
		lines = append(lines, "below these are devices without TCP/IP: "+strings.Join(w.MembersWithoutIP, ", "))
	}
	if w.SwitchEmbedded {
		lines = append(lines, "a team below a virtual switch is part of the switch and is not judged")
	}
	return lines
}

// numbers is "0, 16".
func numbers(list []int) string {
	var texts []string
	for _, n := range list {
		texts = append(texts, strconv.Itoa(n))
	}
	return strings.Join(texts, ", ")
}

func hotfixNotes(h baselines.Hotfix) []string {
	var lines []string
	lines = append(lines, conditionNotes(baselines.SiteWhen{Installation: h.When.Installation, ResourceType: h.When.ResourceType})...)
	lines = append(lines, rowNotes(h.SatisfiedBy.Updates)...)
	for _, u := range h.SatisfiedBy.Updates {
		if !u.ListedOnly {
			lines = append(lines, fmt.Sprintf("%s carries the fix (%s)", u.KB, u.Provenance))
		}
	}
	for _, u := range h.SatisfiedBy.MaybeIn {
		lines = append(lines, u.KB+" may carry the fix: with it on the node, absence is not proven")
	}
	for _, f := range h.SatisfiedBy.Files {
		lines = append(lines, branchNotes(f, facts.LDR, f.LDR)...)
		lines = append(lines, branchNotes(f, facts.GDR, f.GDR)...)
	}
	for _, other := range h.MitigatedBy.Findings {
		lines = append(lines, fmt.Sprintf("while %s passes, a drift is of severity %s", other, h.MitigatedBy.Severity))
	}
	for _, other := range h.AcceptInstead {
		lines = append(lines, other+" is accepted instead")
	}
	return lines
}

// rowNotes lists the rows of updates, a line for each reference.
func rowNotes(updates []baselines.Update) []string {
	var lines []string
	for len(updates) > 0 {
		first := updates[0]
		n := slices.IndexFunc(updates, func(u baselines.Update) bool { return !slices.Equal(u.Reference, first.Reference) || !u.ListedOnly })
		if n < 0 {
			n = len(updates)
		}
		if n > 0 {
			lines = append(lines, fmt.Sprintf("any of %d updates from %s to %s carries the fix (%s)", n, first.KB, updates[n-1].KB, first.Provenance))
		}
		updates = updates[max(n, 1):]
	}
	return lines
}

func branchNotes(f baselines.FileFloor, branch facts.Branch, floor baselines.BranchFloor) []string {
	var parts []string
	if floor.With != "" {
		parts = append(parts, "has it from "+floor.With+" on")
	}
	if floor.Without != "" {
		parts = append(parts, "lacks it up to "+floor.Without)
	}
	if len(parts) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%s of the %s branch %s (%s)", f.Path, strings.ToUpper(string(branch)), strings.Join(parts, ", "), f.Provenance)}
}
