package checks

func adapterFindings(s Subject, t topology) []Finding { return nil }
