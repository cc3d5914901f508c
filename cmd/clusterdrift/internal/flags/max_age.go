package flags

import (
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
)

// maxAge is the value of --max-age: a duration that may begin with days, "7d",
// "1d12h", "36h". 0: any age.
type maxAge time.Duration

// RegisterMaxAge registers --max-age, whose value goes to age.
func RegisterMaxAge(f *pflag.FlagSet, age *time.Duration) {
	AgeVar(f, age, "max-age", "do not judge facts that are older than `AGE`, such as 36h or 7d: they are unknown (default: facts of any age are judged)")
}

// AgeVar registers a flag that takes an age as --max-age does.
func AgeVar(f *pflag.FlagSet, age *time.Duration, name, usage string) {
	f.Var((*maxAge)(age), name, usage)
}

const day = 24 * time.Hour

// longestAge is the most days that can be written: a century.
const longestAge = 36500

func (m *maxAge) String() string {
	if *m == 0 {
		return ""
	}
	return time.Duration(*m).String()
}

// Set takes the age from the command line, the environment or a file.
func (m *maxAge) Set(text string) error {
	days, rest, found := strings.Cut(text, "d")
	var age time.Duration
	if found {
		n, err := strconv.ParseUint(days, 10, 32)
		if err != nil || n > longestAge {
			return wrongAge
		}
		age = time.Duration(n) * day
	} else {
		rest = text
	}
	if rest != "" || !found {
		d, err := time.ParseDuration(rest)
		if err != nil || d < 0 || d > longestAge*day {
			return wrongAge
		}
		age += d
	}
	if age <= 0 {
		return wrongAge
	}
	*m = maxAge(age)
	return nil
}

const wrongAge = cli.WrongValue("is not an age; write it like 36h, 7d or 1d12h")

// Type is what the flag is to the configuration's schema.
func (m *maxAge) Type() string { return "duration" }
