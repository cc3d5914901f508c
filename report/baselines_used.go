package report

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
)

// BaselineUsed is a baseline that at least one node was judged by.
type BaselineUsed struct {
	Name     string         `json:"name"`               // "ws2008r2-sp1"
	Title    string         `json:"title,omitempty"`    // for people
	Reviewed string         `json:"reviewed,omitempty"` // a date, "2026-11-22"; empty: never
	Digest   string         `json:"digest"`             // "sha256:" and 64 hex digits, over the digests of Files
	Files    []BaselineFile `json:"files"`              // the file itself, then what it extends
}

// BaselineFile is one file of a baseline.
type BaselineFile struct {
	Path     string `json:"path"`               // or "embedded:ws2008r2-sp1.yaml"
	Reviewed string `json:"reviewed,omitempty"` // a date, "2026-11-22"; empty: never
	Digest   string `json:"digest,omitempty"`   // "sha256:" and 64 hex digits, over the content
}

// baselinesUsed lists each baseline once, sorted by name. Two files of the same
// name with different content are two baselines.
func baselinesUsed(all []*baselines.Baseline) []BaselineUsed {
	used := []BaselineUsed{}
	for _, b := range all {
		u := baselineUsed(b)
		same := func(v BaselineUsed) bool { return v.Name == u.Name && v.Digest == u.Digest }
		if !slices.ContainsFunc(used, same) {
			used = append(used, u)
		}
	}
	slices.SortFunc(used, func(a, b BaselineUsed) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Digest, b.Digest))
	})
	return used
}

func baselineUsed(b *baselines.Baseline) BaselineUsed {
	u := BaselineUsed{Name: b.Name, Title: b.Title, Reviewed: checks.DateOf(b.Reviewed).String(), Files: []BaselineFile{}}
	sum := sha256.New()
	for _, s := range b.Sources {
		u.Files = append(u.Files, BaselineFile{Path: s.File, Reviewed: checks.DateOf(s.Reviewed).String(), Digest: s.Digest})
		fmt.Fprintln(sum, s.Digest)
	}
	u.Digest = fmt.Sprintf("sha256:%x", sum.Sum(nil))
	return u
}
