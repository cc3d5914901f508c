package facts

import "time"

// Observed is what a node said of one thing that a site's own requirement looks at.
// Its section is Collected when the thing was read, Absent when it is proven not to
// be there, and Failed otherwise. A target without an Observed was never asked for.
type Observed struct {
	Section
	Target string `json:"target"` // the ID of the observe.Target
	// Value is what was read of a registry value, a cluster property or a file's
	// version.
	Value *Datum `json:"value,omitempty"`
	// Rows are those of a class, each by the columns that were asked for and that the
	// row has, in the spelling of the target. A column that is null is not in it.
	Rows    []map[string]Datum `json:"rows,omitempty"`
	Service *Service           `json:"service,omitempty"`
	// Count is the number of events in the window that ends with At, and Last the newest
	// of them, UTC. More says that there may be more events than were read.
	Count int       `json:"count,omitempty"`
	More  bool      `json:"more,omitempty"`
	Last  time.Time `json:"last,omitzero"`
	// Oldest is the oldest event of the whole channel, without its data; nil when it is
	// not known.
	Oldest *Event `json:"oldest,omitempty"`
}

// Datum is one value. Exactly one of its fields is set; binary data
// is a Text of hex digits.
type Datum struct {
	Text   *string  `json:"text,omitempty"`
	Number *uint64  `json:"number,omitempty"`
	Signed *int64   `json:"signed,omitempty"` // instead of Number where it is below 0
	Bool   *bool    `json:"bool,omitempty"`
	List   []string `json:"list,omitempty"`
}
