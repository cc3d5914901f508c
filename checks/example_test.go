package checks_test

import (
	"fmt"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Facts and a baseline come in, findings go out. Of this node only its services were
// read, so that most else is unknown: it is never taken for drift.
func ExampleEvaluate() {
	baseline, err := baselines.Load("ws2019")
	if err != nil {
		fmt.Println(err)
		return
	}
	read := facts.Section{State: facts.Collected, Source: "Win32_Service"}
	node := &facts.Node{Name: "HV01", OS: facts.OS{Section: read, HostName: "HV01", Build: facts.Build2019, ProductType: facts.ProductServer}}
	node.Services.Section = read
	node.Services.Asked = []string{"ClusSvc"}
	node.Services.Found = []facts.Service{{Name: "ClusSvc", State: "Stopped", StartMode: "Auto"}}
	for _, f := range checks.Evaluate(checks.Cluster{Name: "C", Nodes: []checks.Subject{{Facts: node, Baseline: baseline}}}) {
		switch f.ID {
		case "service/ClusSvc", "heartbeat/SameSubnetThreshold":
			fmt.Println(f.Status, f.ID)
		}
	}
	// Output:
	// unknown heartbeat/SameSubnetThreshold
	// drift service/ClusSvc
}

// A plan is what a node has to be asked, so that a baseline can be judged.
func ExamplePlan() {
	baseline, err := baselines.Load("ws2019")
	if err != nil {
		fmt.Println(err)
		return
	}
	plan := checks.Plan(baseline)
	fmt.Println(plan.Firewall, plan.Topology, plan.Services[0])
	// Output: true true BFE
}
