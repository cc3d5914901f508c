package facts

// ClusterVolumes are the cluster shared volumes, MSCluster_ClusterSharedVolume.
type ClusterVolumes struct {
	Section
	// None is set when the node showed no volume although it showed the members of the
	// cluster to the same account: it has none.
	None    bool            `json:"none,omitempty"`
	Volumes []ClusterVolume `json:"volumes,omitempty"`
}

// ClusterVolume is one of them.
type ClusterVolume struct {
	Name string `json:"name"` // as administrators see it, "Cluster Virtual Disk (Volume 1)"
	// Fault is FaultState, a mask of VolumeRedirected and its like; 0: none. Nil: null.
	Fault *int `json:"fault,omitempty"`
}

// Bits of ClusterVolume.Fault (clusapi.h, CLUSTER_CSV_VOLUME_FAULT_STATE, and the
// reference of the class). Input and output that is redirected by blocks does not show
// (MS-CMRP 2.2.3.18).
const (
	VolumeRedirected    = 1
	VolumeNoAccess      = 2
	VolumeInMaintenance = 4
	VolumeDismounted    = 8
)
