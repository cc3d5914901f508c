package formats

import (
	"io"
	"testing"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// BenchmarkRender writes the report of 1,000 nodes with 60 findings each.
func BenchmarkRender(b *testing.B) {
	for _, fleet := range []struct {
		name            string
		clusters, nodes int
	}{
		{"125x8", 125, 8},
		{"1x1000", 1, 1000}, // nodes without a cluster are judged as one
	} {
		r := fixture.Result(fixture.Fleet(fleet.clusters, fleet.nodes)...)
		for _, format := range []string{"text", "json", "html"} {
			b.Run(format+"/"+fleet.name, func(b *testing.B) {
				write, err := Lookup(format)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportAllocs()
				for b.Loop() {
					if err := write(io.Discard, r, report.Options{}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
