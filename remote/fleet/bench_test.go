package fleet_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// BenchmarkScan reads simulated nodes whose every HTTP answer takes 20 ms. Both
// ends run in this process, so that memory counts both. ideal-ms is what the
// requests alone would take: the longest chain of them times the latency.
func BenchmarkScan(b *testing.B) {
	const latency, concurrency = 20 * time.Millisecond, 64
	for _, size := range []int{1, 8, 256} {
		b.Run(fmt.Sprintf("nodes=%d", size), func(b *testing.B) {
			_, jobs := farm(b, windows.Healthy(size, password), simulator.Options{Latency: latency})
			b.ReportAllocs()
			var total facts.Traffic
			for b.Loop() {
				for _, n := range fleet.Scan(b.Context(), jobs, options(concurrency)) {
					if n.Problem != nil {
						b.Fatalf("%s: %+v", n.Name, n.Problem)
					}
					total.Messages += n.Traffic.Messages
					total.Requests += n.Traffic.Requests
					total.Connections += n.Traffic.Connections
				}
			}
			scans := float64(b.N * size)
			b.ReportMetric(float64(total.Messages)/scans, "messages/node")
			b.ReportMetric(float64(total.Requests)/scans, "requests/node")
			b.ReportMetric(float64(total.Connections)/scans, "connections/node")
			rounds := (size + concurrency - 1) / concurrency
			b.ReportMetric(float64(total.Requests)/scans*float64(rounds)*float64(latency.Milliseconds()), "ideal-ms")
			b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "wall-ms")
		})
	}
}
