// Package waiver lets people answer for findings that they accept.
//
// In go a file of waivers and the findings of a cluster; out come the findings,
// those that a waiver concerns marked as waived with its reason, owner and last
// day. A waiver that has expired changes no verdict and is shown with it. The
// package judges nothing: it never touches a finding that passes.
package waiver

import (
	"bytes"
	_ "embed"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/checks"
)

// Waiver is one entry of a file.
type Waiver struct {
	// Finding, Node and Cluster are patterns, in which * stands for any
	// characters; case does not matter. Node and Cluster may be empty: any.
	Finding string `json:"finding"`
	Node    string `json:"node,omitempty"`
	Cluster string `json:"cluster,omitempty"`
	// Unknown extends the waiver to findings that could not be judged.
	Unknown bool `json:"-"`
	checks.Waiver
}

// Target is the patterns as one text, "offload/* on HV0* in FIELDREPORT".
func (w Waiver) Target() string {
	s := w.Finding
	if w.Node != "" {
		s += " on " + w.Node
	}
	if w.Cluster != "" {
		s += " in " + w.Cluster
	}
	return s
}

// FindingsAmong are the ids that the waiver names.
func (w Waiver) FindingsAmong(ids []string) []string {
	t := newTarget(w)
	var fit []string
	for _, id := range ids {
		if t.text && t.finding.Matches(strict.Fold(id)) {
			fit = append(fit, id)
		}
	}
	return fit
}

// String is the target and, in brackets, the reason, owner and last day.
func (w Waiver) String() string { return w.Target() + " (" + w.Waiver.String() + ")" }

//go:embed schema.json
var schemaJSON []byte

// Schema returns the JSON Schema (draft 2020-12) of a file of format 1. Load
// uses it too, so that an editor and a scan agree on what is valid.
func Schema() []byte { return bytes.Clone(schemaJSON) }

var compiledSchema = strict.Embedded(schemaJSON, "a file of waivers")

// ExpiredAt reports whether the last day of the waiver, which still belongs to it,
// is past.
func (w Waiver) ExpiredAt(now time.Time) bool {
	return !w.Expires.IsZero() && checks.DateOf(now).Compare(w.Expires) > 0
}
