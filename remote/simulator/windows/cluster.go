package windows

// Cluster is what a node believes of its cluster.
type Cluster struct {
	Name string `yaml:"name"`
	FQDN string `yaml:"fqdn"`
	// Properties of MSCluster_Cluster that are not at the default of the node's
	// Windows, "SameSubnetDelay".
	Properties map[string]int `yaml:"properties"`
	// Lacks are properties that the node's classes of the cluster do not have,
	// although its Windows should.
	Lacks      []string           `yaml:"lacks"`
	Nodes      []ClusterNode      `yaml:"nodes"`
	Networks   []ClusterNetwork   `yaml:"networks"`
	Interfaces []ClusterInterface `yaml:"interfaces"`
	Resources  []ClusterResource  `yaml:"resources"`
	// Witness is the id of the resource that is the witness of the quorum; empty: there is
	// none, and the nodes alone have votes.
	Witness string `yaml:"witness"`
}

// ClusterNode is one member.
type ClusterNode struct {
	Name   string `yaml:"name"`
	State  int    `yaml:"state"`  // 0 Up, 1 Down, 2 Paused, 3 Joining
	Build  int    `yaml:"build"`  // 0: that of the node
	Status int    `yaml:"status"` // StatusInformation, a mask: 1 isolated, 2 quarantined, 16 drain failed; from 2016 on
	Drain  int    `yaml:"drain"`  // NodeDrainStatus: 1 in progress, 2 completed, 3 failed; from 2012 on
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
