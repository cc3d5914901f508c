package checks

func profileFindings(s Subject, t topology) []Finding { return nil }
