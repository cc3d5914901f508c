package flags

import (
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
)

// A limit that makes no sense is bad input. Taken as it is, a timeout of 0 would make
// every node one that does not answer, and a negative --max-refusals would let a wrong
// password lock the account.

// limit is the value of a flag that is a whole number, at least as large as least,
// and at most as large as most where that is not 0.
type limit struct {
	n           *int
	least, most int
}

func limitVar(f *pflag.FlagSet, n *int, name string, usual int, l limit, usage string) {
	*n, l.n = usual, n
	f.Var(l, name, usage)
}

// CountVar registers a flag that is a whole number from 0 on.
func CountVar(f *pflag.FlagSet, n *int, name string, usual int, usage string) {
	limitVar(f, n, name, usual, limit{least: 0}, usage)
}

func (l limit) String() string {
	if l.n == nil { // pflag asks a zero value
		return "0"
	}
	return strconv.Itoa(*l.n)
}

// Set takes the number from the command line, the environment or a file.
func (l limit) Set(text string) error {
	n, err := strconv.ParseInt(text, 0, strconv.IntSize)
	switch {
	case (err != nil || n < int64(l.least) || n > int64(l.most)) && l.most > 0:
		return cli.WrongValue(fmt.Sprintf("is not a whole number from %d to %d", l.least, l.most))
	case err != nil || n < int64(l.least):
		return cli.WrongValue(fmt.Sprintf("is not a whole number from %d on", l.least))
	}
	*l.n = int(n)
	return nil
}

// Type is what the flag is to the help and to the configuration's schema.
func (l limit) Type() string { return "int" }

// patience is the value of a flag that is a time above zero.
type patience struct{ d *time.Duration }

func patienceVar(f *pflag.FlagSet, d *time.Duration, name string, usual time.Duration, usage string) {
	*d = usual
	f.Var(patience{d}, name, usage)
}

func (p patience) String() string {
	if p.d == nil { // pflag asks a zero value
		return "0s"
	}
	return p.d.String()
}

// Set takes the time from the command line, the environment or a file.
func (p patience) Set(text string) error {
	d, err := time.ParseDuration(text)
	switch {
	case err != nil:
		return cli.WrongValue("is not a duration; write it like 30s or 5m")
	case d <= 0:
		return cli.WrongValue("is not above 0; write a time like 30s or 5m")
	}
	*p.d = d
	return nil
}

// Type is what the flag is to the help and to the configuration's schema.
func (p patience) Type() string { return "duration" }
