package waiver_test

import (
	"fmt"
	"time"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/waiver"
)

// A waiver marks a drift until its last day; after it the drift counts again.
func ExampleSet_Apply() {
	lastDay, err := checks.ParseDate("2026-12-31")
	if err != nil {
		fmt.Println(err)
		return
	}
	waivers := []waiver.Waiver{{
		Finding: "offload/*", Node: "HV0*",
		Waiver: checks.Waiver{Reason: "until the driver is replaced", Owner: "platform@contoso.example", Expires: lastDay},
	}}
	found := []checks.Finding{{ID: "offload/rss", Node: "HV01", Status: checks.Drift}}
	for _, day := range []time.Time{
		time.Date(2026, 12, 31, 23, 0, 0, 0, time.UTC),
		time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC),
	} {
		fmt.Println(day.Format(time.DateOnly), waiver.NewSet(waivers, day).Apply(found)[0].Status)
	}
	// Output:
	// 2026-12-31 waived
	// 2027-01-01 drift
}
