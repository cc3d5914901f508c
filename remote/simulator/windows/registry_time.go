package windows

// TimeSource is Type of the Windows Time service. Where nothing is set, the node follows
// its domain, or without one a server.
type TimeSource struct {
	Type   string `yaml:"type"`   // "NTP"
	Policy string `yaml:"policy"` // that of Group Policy; empty: it sets none
	Unset  bool   `yaml:"unset"`  // the node itself has no Type
}

// putTime writes the parameters of the Windows Time service, those of a policy only
// where there is one.
func (n *Node) putTime(root *regKey) {
	k := root.create(`SYSTEM\CurrentControlSet\Services\W32Time\Parameters`)
	k.setText("ServiceMain", "SvchostEntry_W32Time")
	k.setDWORD("ServiceDllUnloadOnStop", 1)
	own := n.TimeSource.Type
	if own == "" {
		own = "NT5DS"
		if n.OS.Domain == "" && n.OS.Build >= 14393 { // before, a node of a cluster is in a domain
			own = "NTP"
		}
	}
	if !n.TimeSource.Unset {
		k.setText("Type", own)
	}
	if n.TimeSource.Policy != "" {
		root.create(keyPolicies+`\W32Time\Parameters`).setText("Type", n.TimeSource.Policy)
	}
}
