package diagnose

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines/causes"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/wording"
)

// Read reads a result that was written as JSON. Its error says what is wrong with the
// document, with the line where that is known.
func Read(data []byte) (*Result, error) {
	var r Result
	if err := json.Unmarshal(data, &r); err != nil {
		return nil, jsonProblem(data, err)
	}
	switch {
	case r.Document != Document:
		return nil, errors.New("not the JSON of clusterdrift diagnose")
	case r.Format != Format:
		return nil, fmt.Errorf("format %d is not known; this version reads format %d", r.Format, Format)
	}
	return &r, nil
}

// jsonProblem says in own words what the decoder found, and where.
func jsonProblem(data []byte, err error) error {
	at := func(offset int64) int {
		return 1 + bytes.Count(data[:min(max(offset, 0), int64(len(data)))], []byte("\n"))
	}
	if wrong, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fmt.Errorf("line %d: not JSON", at(wrong.Offset))
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("line %d: %s has a value of another type", at(wrong.Offset), wrong.Field)
	}
	return errors.New("not the JSON of clusterdrift diagnose")
}

// Link adds to the findings of one cluster the incidents that they have to do with: those with a cause,
// shown or likely, that names the finding on the same node, or, of the cluster as a whole,
// with a node of the incident among those that have findings. It changes no verdict. From
// is where the incidents were read.
func (r *Result) Link(found []checks.Finding, from string) {
	members := wording.Set{}
	for _, f := range found {
		members.Add(shortName(f.Node))
	}
	for i := range found {
		f := &found[i]
		for _, incident := range r.Incidents {
			isMember := func(node string) bool { return node != "" && members[shortName(node)] }
			if f.Node == "" && !slices.ContainsFunc(incident.Nodes, isMember) {
				continue // of another cluster
			}
			for _, c := range incident.Causes {
				if c.concerns(f) {
					f.Evidence = append(f.Evidence, checks.Evidence{
						Observed: fmt.Sprintf("incident of %s: %s (%s)", moment(incident.Begin), c.Title, c.Verdict), Source: from, At: incident.Begin.UTC(),
					})
				}
			}
		}
	}
}

// concerns reports whether a finding is one of the cause's.
func (c Cause) concerns(f *checks.Finding) bool {
	if c.Verdict != causes.Shown && c.Verdict != causes.Likely {
		return false
	}
	for _, linked := range c.Findings {
		of := f.Node == "" || shortName(f.Node) == c.Node || strings.EqualFold(linked.Node, f.Node)
		if linked.ID == f.ID && of {
			return true
		}
	}
	return false
}
