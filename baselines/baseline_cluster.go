package baselines

// ClusterState is what the cluster itself must be like, as a whole.
type ClusterState struct {
	FunctionalLevel *FunctionalLevel `baseline:"functional-level"` // nil: not required
	// Members requires every member to be up, and to have been scanned; nil: not required.
	Members *Requirement `baseline:"members"`
	// Name requires the nodes that are listed together to be in one cluster, by the
	// name that it has; nil: not required.
	Name *Requirement `baseline:"name"`
	// SharedVolumes requires every shared volume of the cluster to have no fault; nil: not
	// required.
	SharedVolumes *Requirement `baseline:"shared-volumes"`
}

// FunctionalLevel requires the cluster to work at the level of its nodes' Windows.
type FunctionalLevel struct {
	Requirement
	// Behind are the levels that are known to be behind. A level that is above all
	// of them is never called so.
	Behind []LevelBehind `baseline:"behind,required"`
}

// LevelBehind is a level that is behind, as is each below it, once every node has a build.
type LevelBehind struct {
	Level int `baseline:"level"` // MSCluster_Cluster.ClusterFunctionalLevel, 8
	Build int `baseline:"build"` // 14393
}
