package facts

// Quorum is what decides whether the cluster may run; cluster-wide, as Topology is.
type Quorum struct {
	Config   QuorumConfig   `json:"config,omitzero"`
	Resource QuorumResource `json:"resource,omitzero"`
}

// QuorumConfig is the quorum resource in the database of the cluster
// (HKLM\Cluster\Quorum and HKLM\Cluster\Resources), which the registry has only while
// the cluster service runs.
type QuorumConfig struct {
	Section
	// ID is the GUID of the quorum resource as it is written, empty for none. Nil: the
	// key did not say.
	ID   *string `json:"id,omitempty"`
	Path string  `json:"path,omitempty"` // "Q:\Cluster\", or a share
	// Type is the type of that resource, "File Share Witness"; empty: not found. A
	// cluster without a witness has no quorum resource, or its network name in its place.
	Type string `json:"type,omitempty"`
}

// TypeNetworkName is the type of a resource that cannot be a witness.
const TypeNetworkName = "Network Name"

// QuorumResource is the quorum resource as MSCluster_Resource shows it. It is absent
// where there is none, or where it is a network name.
type QuorumResource struct {
	Section
	Name string `json:"name,omitempty"` // as administrators called it
	Type string `json:"type,omitempty"` // "Physical Disk"
	// Condition is State, which is also the name of what begins each section.
	Condition int `json:"resource_state"` // ResourceOnline, ..., -1 unknown
}

// Values of QuorumResource.Condition (clusapi.h, CLUSTER_RESOURCE_STATE).
const (
	ResourceInherited      = 0
	ResourceInitializing   = 1
	ResourceOnline         = 2
	ResourceOffline        = 3
	ResourceFailed         = 4
	ResourcePending        = 128
	ResourceOnlinePending  = 129
	ResourceOfflinePending = 130
)
