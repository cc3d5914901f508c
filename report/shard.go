package report

import "fmt"

// Shard is the part of an inventory that was scanned, of several parts that make the
// whole.
type Shard struct {
	Index int `json:"index"` // from 1 to Count
	Count int `json:"count"`
	// Inventory is the digest of the inventory that was parted, "sha256:" and 64 hex
	// digits: shards of different inventories do not make a whole.
	Inventory string `json:"inventory"`
}

// String is "shard 1 of 4"; empty for nil, which is the whole.
func (s *Shard) String() string {
	if s == nil {
		return ""
	}
	return fmt.Sprintf("shard %d of %d", s.Index, s.Count)
}

// Text says which part it is, with the first 12 digits of the inventory's digest: "shard 1
// of 4 of the inventory sha256:0123456789ab". It is empty for nil.
func (s *Shard) Text() string {
	if s == nil {
		return ""
	}
	return s.String() + " of the inventory " + s.Inventory[:min(len(s.Inventory), len("sha256:")+12)]
}

// of is an exit that says which part it is of.
func (s *Shard) of(e Exit) Exit {
	if s != nil {
		e.Reason += "; " + s.String() + " alone"
	}
	return e
}

// isEmptyShard reports whether a result is of a part that has no cluster, which happens when
// there are more parts than clusters. There was nothing to judge, so nothing is missing.
func (r *Result) isEmptyShard() bool { return r.Shard != nil && len(r.Clusters) == 0 }
