package baselines

// Time is what the clocks of the nodes must be like, and where they get the time.
type Time struct {
	Skew   *ClockSkew  `baseline:"skew"`   // nil: not required
	Source *TimeSource `baseline:"source"` // nil: not required
}

// ClockSkew bounds how far clocks may be apart.
type ClockSkew struct {
	Requirement
	MaxSeconds int `baseline:"max_seconds,required"` // between two nodes, and between a node and the scanner
}

// TimeSource is where the Windows Time service of a member of a domain gets the time.
type TimeSource struct {
	Requirement
	Want []string `baseline:"want,required,defines=title|fix"` // accepted values of Type, "NT5DS"
}
