package facts

// Selection says of a node that it was chosen from the nodes of its cluster.
type Selection struct {
	// Of is how many nodes the user's list of the cluster has; 0: not known.
	Of int `json:"of,omitempty"`
}
