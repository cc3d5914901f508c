package report

// Narrowing is the part of the requirements that the user chose to have judged, over
// all clusters. What is left out is absent from the result: it did not pass.
type Narrowing struct {
	Only []string `json:"only,omitempty"` // families and ids, sorted: nothing but these; empty: all
	Skip []string `json:"skip,omitempty"` // families and ids, sorted: these are left out
}
