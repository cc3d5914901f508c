// Package merge joins the results of the shards of an inventory into the one of all of it.
//
// In go results, each with the name by which the user knows it; out comes one result, or
// why they do not belong together. It judges nothing again: what a scan of all clusters
// says of a cluster is what the scan of its shard said, but for a machine that answered in
// two shards, which only the merged result shows (see report.Merged).
package merge

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/report"
)

// Part is the result of a shard.
type Part struct {
	Name   string // the file, "north.json"
	Result *report.Result
}

// Error says why results cannot be merged, and what to do.
type Error struct{ Message, Hint string }

// Error says why.
func (e *Error) Error() string { return e.Message }

// Check finds out whether the parts, of which there is at least one, are of one whole:
// shards of one inventory and one count, judged by one version of the program, the same
// choice of requirements and the same contents of baselines, none of them twice. Otherwise
// the error is an *Error. Missing are the shards of which there is no result, from 1.
func Check(parts []Part) (missing []int, err error) {
	first := parts[0]
	files := map[int]string{}
	for _, p := range parts {
		if p.Result.Shard == nil {
			return nil, &Error{p.Name + " is not the result of a shard: it is of all that was to be scanned", "leave it out, and name one result for each shard"}
		}
		if wrong := differs(first, p); wrong != nil {
			return nil, wrong
		}
		if other, twice := files[p.Result.Shard.Index]; twice {
			return nil, &Error{fmt.Sprintf("%s and %s are both %s", other, p.Name, p.Result.Shard), "leave out the older one"}
		}
		files[p.Result.Shard.Index] = p.Name
	}
	for i := range first.Result.Shard.Count {
		if _, known := files[i+1]; !known {
			missing = append(missing, i+1)
		}
	}
	return missing, cmp.Or(sameBaselines(parts), clustersTwice(parts))
}

// differs says in what two parts differ that have to be the same; nil: in nothing.
func differs(a, b Part) error {
	const again = "merge the results of one scan: of one inventory, in as many shards, by one version and the same choice of requirements"
	for _, d := range []struct {
		what     string
		of       func(*report.Result) string
		asDigest bool
	}{
		{"inventory", func(r *report.Result) string { return r.Shard.Inventory }, true},
		{"number of shards", func(r *report.Result) string { return fmt.Sprint(r.Shard.Count) }, false},
		{"version of the program", func(r *report.Result) string { return r.Tool.Version }, false},
		{"choice of requirements", func(r *report.Result) string { return cmp.Or(r.Selection.String(), "all") }, false},
	} {
		was, is := d.of(a.Result), d.of(b.Result)
		if was == is {
			continue
		}
		if d.asDigest {
			was, is = fmt.Sprintf("%.19s", was), fmt.Sprintf("%.19s", is)
		}
		return &Error{fmt.Sprintf("%s and %s are not of the same %s: %s and %s", a.Name, b.Name, d.what, was, is), again}
	}
	return nil
}

// sameBaselines refuses parts that were judged by two contents of one baseline.
func sameBaselines(parts []Part) error {
	type use struct{ file, digest string }
	known := map[string]use{}
	for _, p := range parts {
		for _, b := range p.Result.Baselines {
			was, used := known[b.Name]
			if used && was.digest != b.Digest && was.file != p.Name { // a scan may use two of one name
				return &Error{fmt.Sprintf("%s and %s were judged by different contents of the baseline %s", was.file, p.Name, b.Name), "judge all shards by the same files, and merge their results again"}
			}
			known[b.Name] = use{p.Name, b.Digest}
		}
	}
	return nil
}

// clustersTwice refuses a cluster that two parts have, which happens where a node of which
// the inventory names no cluster is in one that it names elsewhere.
func clustersTwice(parts []Part) error {
	known := map[string]string{}
	for _, p := range parts {
		for _, c := range p.Result.Clusters {
			key := string(strict.Fold(c.Name))
			if other, twice := known[key]; twice {
				return &Error{fmt.Sprintf("the cluster %s is in %s and in %s, and each judged a part of it", c.Name, other, p.Name), "name in the inventory the cluster of each node, and scan again"}
			}
			known[key] = p.Name
		}
	}
	return nil
}

// Join joins parts that belong together, whatever their order is. Missing are the clusters
// of the shards of which there is no result. Conclude has to be called on what it returns.
func Join(parts []Part, missing []report.Cluster) *report.Result {
	sorted := slices.SortedFunc(slices.Values(parts), func(a, b Part) int {
		return cmp.Compare(a.Result.Shard.Index, b.Result.Shard.Index)
	})
	var results []*report.Result
	for _, p := range sorted {
		results = append(results, p.Result)
	}
	return report.Merged(results, missing)
}

// List names shards, "2, 3 of 4".
func List(indices []int, count int) string {
	var all []string
	for _, i := range indices {
		all = append(all, fmt.Sprint(i))
	}
	return fmt.Sprintf("%s of %d", strings.Join(all, ", "), count)
}
