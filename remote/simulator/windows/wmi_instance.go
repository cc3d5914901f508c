package windows

// Instance is one WMI object, as a query found it.
type Instance struct {
	Class      string
	Star       bool // the query was SELECT *
	Properties []Property
}

// Property is one named value: nil, string, bool, int, uint64, time.Time,
// []string, []int or []byte. A nil array is written by leaving it out.
type Property struct {
	Name  string
	Value any
}

// WMIError is a refusal by WMI.
type WMIError struct {
	Kind   string // one of the constants below
	Detail string // what was refused, for debugging a test
}

// Kinds of WMIError.
const (
	InvalidNamespace = "invalid-namespace"
	InvalidClass     = "invalid-class"
	InvalidQuery     = "invalid-query"
	AccessDenied     = "access-denied"
)

func (e *WMIError) Error() string { return e.Kind + ": " + e.Detail }
