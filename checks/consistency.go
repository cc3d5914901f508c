package checks

// consistencyFindings compares the nodes of a cluster with one another. Heartbeat
// values have an agreement of their own.
func consistencyFindings(e *evaluation) []Finding {
	c := consistency{e}
	subjects := []struct {
		name, want string
		read       func(Subject) reading
	}{
		{"os-build", "the same Windows on every node", c.readBuild},
		{"hotfixes", "the same updates on every node", c.readUpdates},
		{"offload", "the same offload settings in force on every node", c.readOffload},
		{"firewall", "the same traffic admitted on every node", c.readFirewall},
		{"services", "the same state of the services on every node", c.readServices},
		{"cluster-values", "the same values of the cluster on every node", c.readClusterValues},
		{"smb-signing", "the same setting for signatures of SMB on every node", c.readSigning},
		{"network-profile", "the same profile of a network on every node", c.readProfiles},
		{"drivers", "the same driver of the same adapter on every node", c.readDrivers},
	}
	var found []Finding
	for _, s := range subjects {
		if r, ok := c.requirement(s.name); ok {
			found = append(found, c.compare(s.read).judge().finding(r.Requirement, s.want))
		}
	}
	if r, ok := c.requirement("adapter-settings"); ok {
		found = append(found, c.compareSettings(r).judge().finding(r.Requirement, wantedAlike(r)))
	}
	return append(found, c.sameFindings()...)
}
