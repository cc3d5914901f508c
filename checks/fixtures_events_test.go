package checks

import (
	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func wantOfEvents(b *baselines.Baseline) {}

func giveEvents(n *facts.Node) {}

func eventSituations() []situation { return nil }

func eventSections() []section { return nil }
