package collector

import (
	"maps"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/observe"
)

// everything is a request with all its fields set.
func everything() facts.Request {
	r := fullRequest()
	r.Profiles, r.EventDays, r.OperationalDays, r.PingRounds, r.Quorum, r.Volumes, r.Addresses, r.Static = true, 30, 30, 1, true, true, true, true
	r.Site, r.SiteCluster = everyTarget(), []observe.Target{{Cluster: "DynamicQuorumEnabled"}}
	return r
}

// TestEveryRequestIsAnswered: whatever can be asked for is the matter of a
// section, and what is not asked for is of none.
func TestEveryRequestIsAnswered(t *testing.T) {
	all := reflect.ValueOf(everything())
	for i := range all.NumField() {
		var r facts.Request
		field := all.Type().Field(i)
		if all.Field(i).IsZero() {
			t.Errorf("everything() lacks %s", field.Name)
		}
		reflect.ValueOf(&r).Elem().Field(i).Set(all.Field(i))
		r.Site = siteTargets(r, true)
		if c := (&collection{request: r}); len(c.wanted()) == 0 {
			t.Errorf("no section is read for %s", field.Name)
		}
	}
	if c := (&collection{}); len(c.wanted()) > 0 {
		t.Errorf("%s is read though it was not requested", c.wanted()[0].name)
	}
}

// TestEverySectionIsRead: with everything asked for, nothing of the facts is left
// without a state, and nothing is looked for in a command that was not run.
func TestEverySectionIsRead(t *testing.T) {
	tests := map[string]*fakeNode{"with a shell": healthyNode(), "without one": guarded()}
	for name, node := range tests {
		t.Run(name, func(t *testing.T) {
			n := collect(t, node, everything())
			for path, s := range sectionsOf(reflect.ValueOf(*n), "facts") {
				switch {
				case s.State == "":
					t.Errorf("%s has no state", path)
				case s.Problem != nil && strings.HasSuffix(s.Problem.Message, "was not run"):
					t.Errorf("%s: %s", path, s.Problem.Message)
				}
			}
			for _, target := range siteTargets(everything(), true) {
				if o := observedOf(n, target); o.State == "" || o.Problem != nil && strings.HasSuffix(o.Problem.Message, "was not run") {
					t.Errorf("%s: %+v", target.ID(), o)
				}
			}
		})
	}
}

// TestSectionsAreReadInOneWay: an entry of the table says how its section is read,
// and in which step.
func TestSectionsAreReadInOneWay(t *testing.T) {
	steps := map[string]bool{stepUpdates: true, stepServices: true, stepCluster: true, stepNetwork: true, stepSite: true, stepQuorum: true, stepLatency: true}
	for _, s := range allSections() {
		byShell := s.read != nil || s.readDetails != nil || s.readAnywhere != nil
		if (s.query == nil) == !byShell {
			t.Errorf("%s is read in no way, or in two", s.name)
		}
		if steps[s.step] != (s.query != nil) {
			t.Errorf("%s is read in the step %q", s.name, s.step)
		}
		if (s.commands != nil && s.read == nil) || (s.details == nil) != (s.readDetails == nil) || (s.anywhere == nil) != (s.readAnywhere == nil) {
			t.Errorf("%s: what its commands print is not read, or what is read is not printed", s.name)
		}
	}
}

// TestStepsAreTold: people see the same steps whatever is in them.
func TestStepsAreTold(t *testing.T) {
	var reported []string
	plan := func(facts.OS) facts.Request { return everything() }
	n := &facts.Node{Name: "node1"}
	Collect(t.Context(), healthyNode(), n, plan, leads, time.Now, func(step string) { reported = append(reported, step) })
	want := []string{"identity", stepUpdates, stepServices, stepCluster, stepNetwork, stepSite, "registry and netsh", "events", stepQuorum, stepLatency}
	if !reflect.DeepEqual(reported, want) {
		t.Errorf("reported %q, want %q", reported, want)
	}
}

// sectionsOf are the heads of all sections below a value, by their place.
func sectionsOf(v reflect.Value, place string) map[string]facts.Section {
	all := map[string]facts.Section{}
	for i := range v.NumField() {
		field := v.Field(i)
		if s, ok := field.Interface().(facts.Section); ok {
			all[place] = s
		} else if field.Kind() == reflect.Struct && field.Type() != reflect.TypeFor[time.Time]() {
			maps.Copy(all, sectionsOf(field, place+"."+v.Type().Field(i).Name))
		}
	}
	return all
}
