package notify

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/checks"
)

// reported is what a sink knows of a cluster: the state with which the next result is compared.
// It outlives runs in which nodes were not read, and runs that reported nothing.
type reported struct {
	Format   int                         `json:"format"`
	Rules    string                      `json:"rules"`    // by which the cluster was judged
	Nodes    map[string]*reportedNode    `json:"nodes"`    // by name, without regard to case
	Findings map[string]*reportedFinding `json:"findings"` // by node, id and number
}

type reportedNode struct {
	Name     string    `json:"name"`
	Dark     bool      `json:"dark,omitempty"`    // it was not read
	Reported time.Time `json:"reported,omitzero"` // when that was last reported
}

// reportedFinding is drift, what is unknown, or what is waived.
type reportedFinding struct {
	Node        string             `json:"node,omitempty"`
	ID          string             `json:"id"`
	Title       string             `json:"title,omitempty"`
	Status      checks.Status      `json:"status"`
	Drifted     bool               `json:"drifted,omitempty"` // before it became unknown
	Severity    baselines.Severity `json:"severity"`
	Got         string             `json:"got,omitempty"`
	Fingerprint string             `json:"fingerprint,omitempty"`
	Since       time.Time          `json:"since,omitzero"`    // the result that first had it
	Reported    time.Time          `json:"reported,omitzero"` // when it was last reported
}

// reportedFormat is the version of the form in which it is kept.
const reportedFormat = 1

// newReported is what a sink knows; nothing when data is nil.
func newReported(data []byte) (*reported, error) {
	k := &reported{}
	if data != nil {
		if err := json.Unmarshal(data, k); err != nil || k.Format != reportedFormat {
			return nil, errors.New("what was reported to a sink is not readable: another version of clusterdrift wrote it")
		}
	}
	if k.Nodes == nil {
		k.Nodes = map[string]*reportedNode{}
	}
	if k.Findings == nil {
		k.Findings = map[string]*reportedFinding{}
	}
	k.Format = reportedFormat
	return k, nil
}

// fold is a name without regard to case, as Windows compares names.
func fold(name string) string { return string(strict.Fold(name)) }
