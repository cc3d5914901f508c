package checks

import (
	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func wantOfNetworks(b *baselines.Baseline) {}

func giveNetworks(n *facts.Node) {}

func networkSituations() []situation { return nil }

func networkSections() []section { return nil }
