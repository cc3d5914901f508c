package checks

// netftDriver is the driver of the cluster's virtual adapter.
const netftDriver = "NetFT"

func netftFindings(s Subject) []Finding { return nil }
