package logs

import (
	"path"
	"regexp"
	"strings"
)

// Names of files as collections have them: HV01_cluster.log of Get-ClusterLog,
// HV01_evt_System.csv of TSS, Node_HV01.contoso.com/System.evtx of SDDC.
var (
	nodeBefore = regexp.MustCompile(`(?i)^(.+?)_(?:evt_|cluster|eventlogs?|system|application|setup|microsoft-windows)`)
	nodeBehind = regexp.MustCompile(`(?i)^cluster(?:log)?[_-](.+?)\.(?:log|txt)$`)
	nodeFolder = regexp.MustCompile(`(?i)^node_(.+)$`)
	channelIn  = regexp.MustCompile(`(?i)(?:^|_|evt_)(system|application|setup|microsoft-windows-[a-z0-9 _-]+?)(?:(?:%4|-|_)(operational|admin|firewall|diagnostic|debug))?\.(?:evtx|csv|txt|xml)$`)
	plainNames = regexp.MustCompile(`(?i)^(?:cluster|clusterlog|system|application|setup|microsoft-windows.*)\.[a-z]+$`)
	noNode     = regexp.MustCompile(`(?i)^(?:logs?|reports?|cluster|clusterlogs?|eventlogs?|events?|winevt|unified|evtx|windows|temp|tmp|data|files?|collection|diag)$`)
)

// nodeOf is the node that the name of a file, or of its folder, says; "" for none.
func (p place) nodeOf() string {
	base := path.Base(p.name)
	for _, pattern := range []*regexp.Regexp{nodeBefore, nodeBehind} {
		if found := pattern.FindStringSubmatch(base); found != nil && isHostName(found[1]) && !noNode.MatchString(found[1]) {
			return found[1]
		}
	}
	for dir := path.Dir(p.name); dir != "." && dir != "/"; dir = path.Dir(dir) {
		if found := nodeFolder.FindStringSubmatch(path.Base(dir)); found != nil && isHostName(found[1]) {
			return found[1]
		}
	}
	if folder := p.folder(); plainNames.MatchString(base) && isHostName(folder) && !noNode.MatchString(folder) && !strings.Contains(folder, " ") {
		return folder
	}
	return ""
}

// channelOf is the channel that the name of a file says; "" for none.
func (p place) channelOf() string {
	found := channelIn.FindStringSubmatch(path.Base(p.name))
	if found == nil {
		return ""
	}
	channel := found[1]
	if !strings.HasPrefix(strings.ToLower(channel), "microsoft") {
		return strings.ToUpper(channel[:1]) + strings.ToLower(channel[1:])
	}
	if found[2] == "" {
		return channel
	}
	return channel + "/" + strings.ToUpper(found[2][:1]) + strings.ToLower(found[2][1:])
}
