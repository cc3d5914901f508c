package checks

func rebootFindings(s Subject) []Finding { return nil }
