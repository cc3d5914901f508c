package windows

import (
	"cmp"
	"slices"
	"strings"
)

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
	// Resources are all resources. Unless Witness names another, the witness is the first
	// of a type that can be one in the group of the cluster itself.
	Resources []ClusterResource `yaml:"resources"`
	Witness   string            `yaml:"witness"` // the id that the cluster names as its quorum resource
	Volumes   []ClusterVolume   `yaml:"volumes"` // shared volumes
}

// ClusterVolume is one shared volume.
type ClusterVolume struct {
	Name  string `yaml:"name"`
	Fault int    `yaml:"fault"` // FaultState, a mask: 1 redirected, 2 no access, 4 in maintenance, 8 dismounted
}

// ClusterNode is one member.
type ClusterNode struct {
	Name   string `yaml:"name"`
	State  int    `yaml:"state"`  // 0 Up, 1 Down, 2 Paused, 3 Joining
	Build  int    `yaml:"build"`  // 0: that of the node
	Status int    `yaml:"status"` // StatusInformation, a mask: 1 isolated, 2 quarantined, 16 drain failed; from 2016 on
	Drain  int    `yaml:"drain"`  // NodeDrainStatus: 1 in progress, 2 completed, 3 failed; from 2012 on
	// Weight is NodeWeight, which 2008 R2 has with an update, and DynamicWeight what
	// counts at the moment, from 2012 on; nil: 1, and what Weight says.
	Weight        *int `yaml:"weight"`
	DynamicWeight *int `yaml:"dynamic_weight"`
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
	// Address of an IP Address; empty: the usual one, and "none": it has none set.
	Address string `yaml:"address"`
}

// usualAddress is that of an IP Address resource that is not described.
const usualAddress = "10.10.0.10"

// address is the address of the resource; empty: it has none.
func (r ClusterResource) address() string {
	if r.Type != "IP Address" || r.Address == "none" {
		return ""
	}
	return cmp.Or(r.Address, usualAddress)
}

// quorumResource is the resource that the cluster's database names as its quorum
// resource: the witness, without one the name of the cluster, and without either none.
func (c *Cluster) quorumResource() ClusterResource {
	for _, types := range [][]string{{"Physical Disk", "File Share Witness", "Cloud Witness"}, {"Network Name"}} {
		for _, r := range c.Resources {
			if strings.EqualFold(r.Group, coreGroup) && slices.Contains(types, r.Type) {
				return r
			}
		}
	}
	return ClusterResource{}
}

// quorumID is the id of the quorum resource, which may be one that does not exist.
func (c *Cluster) quorumID() string { return cmp.Or(c.Witness, c.quorumResource().ID) }

// coreGroup is the group of the resources of the cluster itself.
const coreGroup = "Cluster Group"
