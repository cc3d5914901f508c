package facts

import "sync"

// ClusterColumns are the builds from which on MSCluster_Cluster has a column, by
// its name; 0: on every Windows that is scanned. A column that is not listed may or
// may not be there. The map must not be changed.
//
// Sources: the class definition of Windows Server 2019 (github.com/microsoft/wmi,
// server2019/root/mscluster), and the minimum servers in the reference of cluster
// properties (learn.microsoft.com/previous-versions/windows/desktop/mscs).
func ClusterColumns() map[string]int { return clusterColumns() }

var clusterColumns = sync.OnceValue(func() map[string]int {
	return map[string]int{
		"Name": 0, "SameSubnetDelay": 0, "SameSubnetThreshold": 0, "CrossSubnetDelay": 0, "CrossSubnetThreshold": 0,
		"RouteHistoryLength": Build2012, "DynamicQuorumEnabled": Build2012, "CrossSiteDelay": Build2016, "CrossSiteThreshold": Build2016,
		"ClusterFunctionalLevel": Build2016, "SecurityLevel": Build2012, "NetftIPSecEnabled": Build2012R2,
		"ResiliencyLevel": Build2016, "ResiliencyDefaultPeriod": Build2016, "QuarantineThreshold": Build2016, "QuarantineDuration": Build2016,
	}
})

// IsHeartbeatColumn reports whether a column of MSCluster_Cluster is asked for together with
// those of the heartbeats. A node that refuses one of the others still gives these.
func IsHeartbeatColumn(name string) bool {
	switch name {
	case DynamicQuorum, "SecurityLevel", "NetftIPSecEnabled", "ResiliencyLevel", "ResiliencyDefaultPeriod", "QuarantineThreshold", "QuarantineDuration":
		return false
	}
	return true
}
