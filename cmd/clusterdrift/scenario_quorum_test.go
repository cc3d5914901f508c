package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// witnessChange is the witness that the cluster has instead.
type witnessChange struct {
	Type  string `yaml:"type"`  // "File Share Witness"; "none": there is no witness
	State *int   `yaml:"state"` // nil: online
}

// applyQuorum changes the witness, and the votes of members by their short names.
func (c changes) applyQuorum() error {
	for name, vote := range c.Votes {
		i := slices.IndexFunc(c.Cluster.Nodes, func(n windows.ClusterNode) bool { return n.Name == name || strings.HasSuffix(n.Name, "-"+name) })
		if i < 0 {
			return fmt.Errorf("votes: there is no member %q", name)
		}
		c.Cluster.Nodes[i].Weight = &vote
	}
	if c.Witness == nil {
		return nil
	}
	isWitness := func(r windows.ClusterResource) bool { return r.Name == "Witness" }
	c.Cluster.Resources = slices.DeleteFunc(slices.Clone(c.Cluster.Resources), isWitness)
	if c.Witness.Type == "none" {
		return nil
	}
	online := 2
	if c.Witness.State == nil {
		c.Witness.State = &online
	}
	c.Cluster.Resources = append(c.Cluster.Resources, windows.ClusterResource{
		ID: "00000000-0000-4000-8000-00000000f0f0", Name: "Witness", Type: c.Witness.Type, Group: "Cluster Group", State: *c.Witness.State,
	})
	return nil
}
