package flags

import (
	"testing"
	"time"

	"github.com/spf13/pflag"
)

func TestMaxAge(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"36h": 36 * time.Hour, "7d": 7 * day, "1d12h30m": 36*time.Hour + 30*time.Minute, "0d90s": 90 * time.Second, "36500d": longestAge * day,
		"": 0, "0": 0, "0h": 0, "0d": 0, "-1h": 0, "-1d": 0, "d": 0, "1.5d": 0, "7": 0, "7 d": 0, "1h2d": 0, "1d2d": 0, "1d-1h": 0, "36501d": 0,
		"99999999999d": 0, "9999999h": 0, "yesterday": 0, "+1d": 0,
	} {
		var age time.Duration
		f := pflag.NewFlagSet("", pflag.ContinueOnError)
		RegisterMaxAge(f, &age)
		if err := f.Set("max-age", text); (err == nil) != (want > 0) || age != want {
			t.Errorf("%q: %s, %v", text, age, err)
		}
		if want == 0 {
			continue
		}
		if err := f.Set("max-age", f.Lookup("max-age").Value.String()); err != nil || age != want {
			t.Errorf("%q is printed as %s: %v", text, age, err)
		}
	}
}
