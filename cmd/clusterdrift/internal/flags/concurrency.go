package flags

import (
	"strconv"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
)

// How many nodes are read at a time unless stated, and with auto at most. A computer with
// two processors is busy with the first number up to a round trip of about 80 ms; at
// 200 ms the second halves the time.
const (
	usualConcurrency = 64
	mostConcurrency  = 256
	autoWord         = "auto"
)

// concurrency is the value of --concurrency: how many nodes are read at a time, and how
// many that may become while the processors have time to spare; 0: no more.
type concurrency struct{ nodes, most int }

func (c *concurrency) String() string {
	if c.most > 0 {
		return autoWord
	}
	return strconv.Itoa(c.nodes)
}

// Set takes the number, or auto, from the command line, the environment or a file.
func (c *concurrency) Set(text string) error {
	if text == autoWord {
		*c = concurrency{usualConcurrency, mostConcurrency}
		return nil
	}
	n, err := strconv.ParseInt(text, 0, strconv.IntSize)
	if err != nil || n < 1 {
		return cli.WrongValue("is neither a whole number from 1 on nor " + autoWord)
	}
	*c = concurrency{nodes: int(n)}
	return nil
}

// Type is what the flag is to the help and to the configuration's schema.
func (c *concurrency) Type() string { return "intOrAuto" }

// limit lowers both numbers to one, and returns whether the first was larger.
func (c *concurrency) limit(most int) (lowered bool) {
	lowered = most < c.nodes
	c.nodes, c.most = min(c.nodes, most), min(c.most, most)
	return lowered
}

// addTo makes a scan read so many nodes at a time, as far as answers of all have room in
// a number of bytes; 0: in the usual one.
func (c concurrency) addTo(o *fleet.Options, bytes int64) {
	o.Concurrency, o.MaxConcurrency = c.nodes, c.most
	if bytes > 0 {
		o.Concurrency, o.MaxConcurrency = remote.NodesAtATime(bytes, c.nodes), remote.NodesAtATime(bytes, c.most)
		o.Budget = remote.NewBudget(bytes, o.Lanes.Sessions(max(o.Concurrency, o.MaxConcurrency)))
	}
}
