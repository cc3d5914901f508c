package checks

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func TestService(t *testing.T) {
	onServices := func(change func(*facts.Services)) func(*facts.Node, *baselines.Baseline) {
		return func(n *facts.Node, _ *baselines.Baseline) { change(&n.Services) }
	}
	runCases(t, "service/ClusSvc", []verdictCase{
		{name: "as wanted", status: Pass, got: "running, start mode auto"},
		{name: "stopped", status: Drift, reason: "should be running", change: onServices(func(s *facts.Services) { s.Found[0].State = "Stopped" })},
		{name: "manual", status: Drift, reason: "should be auto", change: onServices(func(s *facts.Services) { s.Found[0].StartMode = "Manual" })},
		{name: "not installed", status: Drift, got: "not installed", change: onServices(func(s *facts.Services) { s.Found = s.Found[1:] })},
		{name: "not asked for", status: Unknown, missing: "not asked for", change: onServices(func(s *facts.Services) { s.Found, s.Asked = s.Found[1:], s.Asked[1:] })},
		{name: "nothing found", status: Unknown, missing: "which no healthy node gives", change: onServices(func(s *facts.Services) { s.Found = nil })},
		{name: "no state", status: Unknown, missing: "state", change: onServices(func(s *facts.Services) { s.Found[0].State = "" })},
		{name: "failed", status: Unknown, missing: "services was denied", change: onServices(func(s *facts.Services) { s.Section = failed("services") })},
		{name: "any state", status: Pass, change: func(n *facts.Node, b *baselines.Baseline) {
			n.Services.Found[0].State, b.Services[0].State = "Stopped", ""
		}},
	})
}
