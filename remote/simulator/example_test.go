package simulator_test

import (
	"context"
	"fmt"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// A simulated node answers WinRM on loopback. It is read and judged as a real
// one would be.
func ExampleStart() {
	baseline, err := baselines.Load("ws2008r2-sp1")
	if err != nil {
		fmt.Println(err)
		return
	}
	node := windows.FieldReport("only simulated")[3] // offloads TCP connections
	farm, err := simulator.Start([]*windows.Node{node}, simulator.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer farm.Close()

	at := farm.Endpoints()[0]
	read := fleet.Scan(context.Background(), []fleet.Job{{
		Name:        at.Node,
		Target:      remote.Target{Host: at.Host, Port: at.Port, Auth: remote.NTLM},
		Credentials: remote.Credentials{User: `CONTOSO\clusteraudit`, Password: remote.NewSecret("only simulated")},
		Plan:        func(facts.OS) facts.Request { return checks.Plan(baseline) },
	}}, fleet.Options{Concurrency: 1, NodeTimeout: time.Minute, Limits: remote.DefaultLimits(), Now: time.Now})

	subjects := []checks.Subject{{Facts: read[0], Baseline: baseline}}
	for _, f := range checks.Evaluate(checks.Cluster{Name: "C", Nodes: subjects}) {
		if f.ID == "offload/chimney" {
			fmt.Println(f.Node, f.Status, f.ID)
		}
	}
	// Output: HV04 drift offload/chimney
}
