package flags

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/fleet"
)

func TestConcurrency(t *testing.T) {
	for _, tt := range []struct {
		text           string
		limit          int   // of open files; 0: none
		memory         int64 // MiB; 0: not bounded
		first, most    int
		lowered, wrong bool
	}{
		{text: "8", first: 8},
		{text: "0x10", first: 16},
		{text: "500", first: 500},
		{text: "auto", first: 64, most: 256},
		{text: "auto", limit: 100, first: 64, most: 100},
		{text: "auto", limit: 10, first: 10, most: 10, lowered: true},
		{text: "8", limit: 5, first: 5, lowered: true},
		{text: "auto", memory: 512, first: 64, most: 128},
		{text: "500", memory: 512, first: 128, most: 1},
		{text: "0", wrong: true},
		{text: "-1", wrong: true},
		{text: "Auto", wrong: true},
		{text: "", wrong: true},
	} {
		t.Run(tt.text, func(t *testing.T) {
			var c concurrency
			if err := c.Set(tt.text); (err != nil) != tt.wrong {
				t.Fatal(err)
			}
			if tt.wrong {
				return
			}
			if tt.limit > 0 && c.limit(tt.limit) != tt.lowered {
				t.Error("lowered is wrong")
			}
			var o fleet.Options
			c.addTo(&o, tt.memory<<20)
			if o.Concurrency != tt.first || o.MaxConcurrency != tt.most || (o.Budget != nil) != (tt.memory > 0) {
				t.Errorf("%d to %d", o.Concurrency, o.MaxConcurrency)
			}
		})
	}
}
