package record

import (
	"encoding/json"
	"time"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts/jsonscan"
)

// findings decodes the findings of a document.
type findings struct {
	jsonscan.Scanner
	texts  map[string]string
	values map[string]*checks.Value // by what is written
	others []byte                   // the room for the keys that few findings have

	lastTime   time.Time
	lastQuoted []byte // how it is written
}

func newFindings() *findings {
	return &findings{texts: map[string]string{}, values: map[string]*checks.Value{}}
}

// cluster decodes one with its findings.
func (f *findings) cluster(text []byte) (cluster, bool) {
	var c cluster
	rest, cut, ok := without(text, "findings")
	if !ok || len(cut) != 1 || json.Unmarshal(rest, &c) != nil {
		return c, false
	}
	f.Reset(cut["findings"])
	err := f.Items('[', ']', func() error {
		var one finding
		if !f.finding(&one) || one.check() != nil {
			return jsonscan.ErrNotJSON
		}
		c.Findings = append(c.Findings, one)
		return nil
	})
	return c, err == nil && c.check() == nil
}

// The keys that are decoded here, in the order in which Write writes them.
var (
	findingKeys  = []string{"id", "requirement", "node", "status", "severity", "want", "got", "got_value", "reason", "at", "evidence", "fingerprint", "age_seconds"}
	evidenceKeys = []string{"observed", "source", "at", "from", "to", "examined"}
)

// finding decodes the next one. What few have is left to encoding/json.
func (f *findings) finding(to *finding) bool {
	f.others = append(f.others[:0], '{')
	if !f.object(findingKeys, func(key string) bool { return f.ofFinding(to, key) }, f.other) {
		return false
	}
	if len(f.others) == 1 {
		return true
	}
	f.others[len(f.others)-1] = '}' // in place of the last comma
	return json.Unmarshal(f.others, to) == nil
}

func (f *findings) ofFinding(to *finding, key string) bool {
	switch key {
	case "id":
		return f.text(&to.ID)
	case "requirement":
		return f.number(&to.Requirement)
	case "node":
		return f.text(&to.Node)
	case "status":
		return f.text((*string)(&to.Status))
	case "severity":
		return f.text((*string)(&to.Severity))
	case "want":
		to.Want = new(string)
		return f.text(to.Want)
	case "got":
		return f.text(&to.Got)
	case "got_value":
		return f.value(&to.GotValue)
	case "reason":
		return f.text(&to.Reason)
	case "at":
		return f.time(&to.At)
	case "evidence":
		return f.evidence(&to.Evidence)
	case "fingerprint":
		return f.text(&to.Fingerprint)
	case "age_seconds":
		var n int
		ok := f.number(&n)
		to.AgeSeconds = new(int64(n))
		return ok
	}
	return false
}

func (f *findings) evidence(to *list[evidence]) bool {
	return f.Items('[', ']', func() error {
		var e evidence
		none := func(string, []byte) bool { return false }
		if !f.object(evidenceKeys, func(key string) bool { return f.ofEvidence(&e, key) }, none) || e.check() != nil {
			return jsonscan.ErrNotJSON
		}
		*to = append(*to, e)
		return nil
	}) == nil
}

func (f *findings) ofEvidence(to *evidence, key string) bool {
	switch key {
	case "observed":
		return f.text(&to.Observed)
	case "source":
		to.Source = new(int)
		return f.number(to.Source)
	case "at":
		return f.time(&to.At)
	case "from":
		return f.time(&to.From)
	case "to":
		return f.time(&to.To)
	case "examined":
		to.Examined = new(int)
		return f.number(to.Examined)
	}
	return false
}
