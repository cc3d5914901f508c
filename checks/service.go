package checks

import (
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func needServices(b *baselines.Baseline, r *facts.Request) {
	for _, s := range b.Services {
		r.Services = append(r.Services, s.Name)
	}
}

func serviceFindings(_ *evaluation, s Subject) []Finding {
	var found []Finding
	for _, want := range s.Baseline.Services {
		found = append(found, judgeService(s.Facts.Services, want).finding(want.Requirement, wantedService(want)))
	}
	return found
}

func wantedService(want baselines.Service) string {
	var parts []string
	if want.State != "" {
		parts = append(parts, want.State)
	}
	if len(want.StartMode) > 0 {
		parts = append(parts, "start mode "+strings.Join(want.StartMode, " or "))
	}
	if len(parts) == 0 {
		return "installed"
	}
	return strings.Join(parts, ", ")
}

func judgeService(services facts.Services, want baselines.Service) verdict {
	svc, missing := lookUpService(services, want.Name)
	switch {
	case !missing.IsZero():
		return unknown("the state of the service is not known", missing)
	case svc == nil:
		return drifted("not installed", "the service "+want.Name+" is not installed",
			observed(services.Section, "no service %s among %d answered for", want.Name, len(services.Asked))).fixedByHand()
	}
	seen := observed(services.Section, "%s: state %s, start mode %s", svc.Name, svc.State, svc.StartMode)
	state := want.State == "" || strings.EqualFold(svc.State, want.State)
	mode := len(want.StartMode) == 0 || slices.ContainsFunc(want.StartMode, func(m string) bool { return strings.EqualFold(m, svc.StartMode) })
	got := strings.ToLower(svc.State + ", start mode " + svc.StartMode)
	switch {
	case want.State != "" && svc.State == "" || len(want.StartMode) > 0 && svc.StartMode == "":
		return unknown("the node left out the service's state or start mode", facts.GapLeftOut.Of("the state and start mode of "+want.Name)).with(seen)
	case !state:
		return drifted(got, "the service is "+strings.ToLower(svc.State)+" and should be "+want.State, seen)
	case !mode:
		return drifted(got, "the service's start mode is "+strings.ToLower(svc.StartMode)+" and should be "+strings.Join(want.StartMode, " or "), seen)
	}
	return passed(got, "the service is as required", seen)
}
