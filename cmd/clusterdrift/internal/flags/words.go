package flags

import (
	"strings"

	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
)

// words is the value of a flag that takes a list and that is never set to nothing: an
// empty --only would judge everything, and an empty --output would report nothing.
type words struct {
	pflag.Value
	pflag.SliceValue
}

// WordsVar registers a flag as pflag.StringSliceVarP does, which refuses an empty word.
func WordsVar(f *pflag.FlagSet, list *[]string, name, short string, usual []string, usage string) {
	own := pflag.NewFlagSet("", pflag.ContinueOnError)
	own.StringSliceVar(list, name, usual, "")
	value := own.Lookup(name).Value
	f.VarP(words{value, value.(pflag.SliceValue)}, name, short, usage)
}

// String is empty without words, so that the help shows no default then.
func (w words) String() string {
	if w.Value == nil || len(w.GetSlice()) == 0 { // pflag asks a zero value
		return ""
	}
	return w.Value.String()
}

// Set takes words from the command line, the environment or a file.
func (w words) Set(text string) error {
	for word := range strings.SplitSeq(text, ",") {
		if strings.TrimSpace(word) == "" {
			return cli.WrongValue("has an empty value; separate values with commas")
		}
	}
	return w.Value.Set(text)
}
