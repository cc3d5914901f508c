package checks

func ipv6Findings(s Subject) []Finding { return nil }
