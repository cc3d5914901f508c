package checks

import (
	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func wantOfAdapters(b *baselines.Baseline) {}

func giveAdapters(n *facts.Node) {}

func adapterSituations() []situation { return nil }

func adapterSections() []section { return nil }
