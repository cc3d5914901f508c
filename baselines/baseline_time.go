package baselines

// Time is what the clocks of the nodes must be like.
type Time struct {
	Skew *ClockSkew `baseline:"skew"` // nil: not required
}

// ClockSkew bounds how far clocks may be apart.
type ClockSkew struct {
	Requirement
	MaxSeconds int `baseline:"max_seconds,required"` // between two nodes, and between a node and the scanner
}
