package formats_test

import (
	"fmt"
	"os"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/formats"
)

// The result is made once, with the exit code, and then rendered in any format.
func ExampleLookup() {
	at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	result := report.New(report.Input{
		Tool: report.Tool{Name: "clusterdrift", Version: "1"}, Started: at, Finished: at,
		Clusters: []report.Judged{{
			Cluster: checks.Cluster{Name: "C"},
			Findings: []checks.Finding{{
				ID: "offload/rss", Family: "offload", Node: "HV01", Status: checks.Drift, Severity: baselines.Medium,
				Title: "RSS is enabled", Reason: "disabled",
			}},
		}},
	})
	render, err := formats.Lookup("tap")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.Exit.Code, result.Exit.Reason)
	if err := render(os.Stdout, result, report.Options{}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 1 drift: 1 medium
	// TAP version 13
	// 1..1
	// not ok 1 - C HV01 offload/rss
	//   ---
	//   status: drift
	//   severity: medium
	//   reason: |
	//     disabled
	//   ...
	// # 0 nodes in 1 cluster, 0 unreachable: 1 drift, 0 unknown, 0 pass, 0 waived, 0 not applicable
}
