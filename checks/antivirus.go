package checks

func antivirusFindings(s Subject) []Finding { return nil }
