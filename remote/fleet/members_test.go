package fleet_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// TestMembers asks a simulated node, which knows a member that is down.
func TestMembers(t *testing.T) {
	_, jobs := farm(t, windows.FieldReport(password), simulator.Options{})
	got, err := fleet.Members(t.Context(), jobs[0], options(1))
	if err != nil {
		t.Fatal(err)
	}
	want := fleet.Membership{Cluster: "FIELDREPORT", Nodes: []string{"HV01", "HV02", "HV03", "HV04", "HV05", "HV06", "HV07", "HV08"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, err := fleet.Members(t.Context(), jobs[7], options(1)); !remote.IsKind(err, remote.Unreachable) {
		t.Errorf("a node that is down: %v", err)
	}
	jobs[1].Credentials.Password = remote.NewSecret("wrong")
	if _, err := fleet.Members(t.Context(), jobs[1], options(1)); !remote.IsKind(err, remote.AuthRefused) {
		t.Errorf("a wrong password: %v", err)
	}
}

// TestMembersTrace records the conversation, and ends when there is no place for it.
func TestMembersTrace(t *testing.T) {
	_, jobs := farm(t, windows.Healthy(1, password), simulator.Options{})
	o := options(1)
	ended := 0
	tracer := countingTracer{}
	o.Trace = func(fleet.Job) (remote.Tracer, func(), error) { return &tracer, func() { ended++ }, nil }
	if _, err := fleet.Members(t.Context(), jobs[0], o); err != nil || tracer.exchanges < 2 || ended != 1 {
		t.Errorf("%v, %d exchanges, ended %d times", err, tracer.exchanges, ended)
	}
	o.Trace = func(fleet.Job) (remote.Tracer, func(), error) { return nil, nil, errors.New("no space") }
	if _, err := fleet.Members(t.Context(), jobs[0], o); !remote.IsKind(err, remote.Local) {
		t.Errorf("no trace: %v", err)
	}
}

type countingTracer struct{ exchanges int }

func (c *countingTracer) Trace(remote.Exchange) { c.exchanges++ }
