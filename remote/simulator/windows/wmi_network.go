package windows

import (
	"slices"
	"strconv"
	"strings"
)

// categories are those of networks, as MSFT_NetConnectionProfile numbers them.
func categories() map[string]int { return map[string]int{"public": 0, "private": 1, "domain": 2} }

// connectionProfiles has the adapters that carry cluster networks, each in the
// domain if the node is in one and nothing else is described.
func (n *Node) connectionProfiles() *wmiTable {
	t := &wmiTable{class: newWMIClass("MSFT_NetConnectionProfile", wmiColumns{
		wmiText:   "Caption Description ElementName InstanceID InterfaceAlias Name",
		wmiNumber: "InterfaceIndex IPv4Connectivity IPv6Connectivity NetworkCategory",
	})}
	const internet = 4
	for _, a := range n.adapters() {
		row := wmiRow{
			"InstanceID": "{" + a.id + "}", "InterfaceAlias": a.Name, "InterfaceIndex": a.interfaceIndex,
			"IPv4Connectivity": internet, "IPv6Connectivity": 0, "Name": n.OS.Domain, "NetworkCategory": categories()["domain"],
		}
		if category := n.category(a); category != "domain" {
			row["Name"], row["NetworkCategory"] = unidentified, categories()[category]
		}
		t.rows = append(t.rows, row)
	}
	return t
}

// category is that of the network which an adapter is connected to.
func (n *Node) category(a adapter) string {
	switch {
	case a.Category != "":
		return a.Category
	case n.OS.Domain == "" && n.OS.release().standardCimv2:
		return "public"
	}
	return "domain"
}

// pingStatus is Win32_PingStatus: to ask for an address is to send it an echo
// request.
func (n *Node) pingStatus() *wmiTable {
	return &wmiTable{
		class: newWMIClass("Win32_PingStatus", wmiColumns{
			wmiText:   "Address ProtocolAddress ProtocolAddressResolved SourceRoute",
			wmiBool:   "NoFragmentation ResolveAddressNames",
			wmiNumber: "BufferSize PrimaryAddressResolutionStatus RecordRoute ReplyInconsistency ReplySize ResponseTime ResponseTimeToLive SourceRouteType StatusCode Timeout TimestampRoute TimeToLive TypeofService",
		}),
		made: func(where *wqlCondition) []wmiRow {
			var rows []wmiRow
			timeout := 4000
			for _, c := range where.comparisons() {
				switch {
				case strings.EqualFold(c.column, "Address"):
					rows = append(rows, n.ping(c.literal.text))
				case strings.EqualFold(c.column, "Timeout"):
					// The query was checked: it is a number.
					timeout, _ = strconv.Atoi(c.literal.text)
				}
			}
			for _, row := range rows {
				row["Timeout"] = timeout
			}
			return rows
		},
	}
}

// ping is one echo request.
func (n *Node) ping(address string) wmiRow {
	const timedOut = 11010
	row := wmiRow{"Address": address, "ProtocolAddress": address, "BufferSize": 32, "PrimaryAddressResolutionStatus": 0}
	ms, described := n.RoundTrips[address]
	up := n.Cluster != nil && slices.ContainsFunc(n.Cluster.Interfaces, func(i ClusterInterface) bool {
		return i.Address == address && i.State == 3
	})
	switch {
	case described && ms < 0, !described && !up:
		row["StatusCode"] = timedOut
		return row
	case !described:
		ms = 1
	}
	row["StatusCode"], row["ResponseTime"], row["ResponseTimeToLive"] = 0, ms, 128
	return row
}

// comparisons are the conditions that are not joined of others.
func (w *wqlCondition) comparisons() []*wqlCondition {
	switch {
	case w == nil:
		return nil
	case w.left == nil:
		return []*wqlCondition{w}
	}
	return append(w.left.comparisons(), w.right.comparisons()...)
}
