package simulator

// instance is one WMI object.
type instance struct {
	class      string
	star       bool // the query was SELECT *
	properties []property
}

// property is one named value: nil, string, bool, int, uint64, time.Time,
// []string, []int or []byte. A nil array is written by leaving it out.
type property struct {
	name  string
	value any
}

// wmiError is a refusal by WMI: "invalid-class", "invalid-namespace",
// "invalid-query" or "access-denied".
type wmiError struct {
	kind   string
	detail string
}

func (e *wmiError) Error() string { return e.kind + ": " + e.detail }
