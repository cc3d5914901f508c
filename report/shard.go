package report

// Shard is the part of an inventory that was scanned, of several parts that make the
// whole.
type Shard struct {
	Index int `json:"index"` // from 1 to Count
	Count int `json:"count"`
	// Inventory is the digest of the inventory that was parted, "sha256:" and 64 hex
	// digits: shards of different inventories do not make a whole.
	Inventory string `json:"inventory"`
}
