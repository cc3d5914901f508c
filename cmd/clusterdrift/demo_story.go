package main

import (
	"maps"
	"slices"

	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// fieldReport is the story of the demo unless another one is given.
const fieldReport = "field-report"

// stories describe the simulated nodes, which let in the demo's account with a password.
func stories() map[string]func(password string) []*windows.Node {
	return map[string]func(string) []*windows.Node{fieldReport: windows.FieldReport, "quorum": windows.QuorumStory}
}

func storyNames() []string { return slices.Sorted(maps.Keys(stories())) }
