package checks

func latencyFindings(s Subject) []Finding { return nil }
