package windows

// Cluster is what a node believes of its cluster.
type Cluster struct {
	Name string `yaml:"name"`
	FQDN string `yaml:"fqdn"`
	// Properties of MSCluster_Cluster that are not at the default of the node's
	// Windows, "SameSubnetDelay".
	Properties map[string]int     `yaml:"properties"`
	Nodes      []ClusterNode      `yaml:"nodes"`
	Networks   []ClusterNetwork   `yaml:"networks"`
	Interfaces []ClusterInterface `yaml:"interfaces"`
	Resources  []ClusterResource  `yaml:"resources"`
}

// ClusterNode is one member.
type ClusterNode struct {
	Name  string `yaml:"name"`
	State int    `yaml:"state"` // 0 Up, 1 Down, 2 Paused, 3 Joining
	Build int    `yaml:"build"` // 0: that of the node
}

// ClusterNetwork is one network of the cluster.
type ClusterNetwork struct {
	Name    string `yaml:"name"`
	Address string `yaml:"address"`
	Mask    string `yaml:"mask"`
	Role    int    `yaml:"role"`  // 0 not used, 1 cluster only, 2 client only, 3 both
	State   int    `yaml:"state"` // 0 Unavailable, 1 Down, 2 Partitioned, 3 Up
}

// ClusterInterface is one adapter that carries a cluster network.
type ClusterInterface struct {
	Name      string `yaml:"name"`
	Node      string `yaml:"node"`
	Network   string `yaml:"network"`
	Adapter   string `yaml:"adapter"`
	AdapterID string `yaml:"adapter_id"` // a GUID without braces
	Address   string `yaml:"address"`
	State     int    `yaml:"state"` // 3 is Up
}

// ClusterResource is one resource.
type ClusterResource struct {
	ID    string `yaml:"id"` // a GUID without braces
	Name  string `yaml:"name"`
	Type  string `yaml:"type"` // "IP Address"
	Group string `yaml:"group"`
	Owner string `yaml:"owner"` // a node's name
	State int    `yaml:"state"` // 2 is Online
}

// heartbeatDefaults gives the documented defaults of the heartbeat properties
// for a Windows build. RouteHistoryLength has none from 2016 on that is certain.
func heartbeatDefaults(build int) map[string]int {
	sameSubnet, crossSubnet := 5, 5
	switch {
	case build >= build2019:
		sameSubnet, crossSubnet = 20, 20
	case build >= build2016:
		sameSubnet, crossSubnet = 10, 20
	}
	d := map[string]int{
		"SameSubnetDelay":           1000,
		"SameSubnetThreshold":       sameSubnet,
		"CrossSubnetDelay":          1000,
		"CrossSubnetThreshold":      crossSubnet,
		"PlumbAllCrossSubnetRoutes": 0,
	}
	if build >= build2012 && build < build2016 {
		d["RouteHistoryLength"] = 10
	}
	if build >= build2016 {
		d["CrossSiteDelay"], d["CrossSiteThreshold"] = 1000, 20
	}
	return d
}

// Windows Server builds at which something that is simulated here changed.
const (
	build2012   = 9200
	build2012R2 = 9600
	build2016   = 14393
	build2019   = 17763
	build1903   = 18362
	build2022   = 20348
)
