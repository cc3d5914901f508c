package checks

func networkFindings(s Subject, t topology) []Finding { return nil }

func clusterNetworkFindings(nodes []Subject, t topology) []Finding { return nil }
