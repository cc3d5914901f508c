package findings

import "github.com/clusterdrift/clusterdrift/baselines"

// MostItems is how many observations or gaps a finding shows unless Verbose.
const MostItems = 6

// Basis says how well a requirement is founded when it is not simply sourced.
func Basis(p baselines.Provenance) string {
	switch p {
	case baselines.Inferred:
		return "inferred from sourced facts; the reference does not say it in these words"
	case baselines.Unconfirmed:
		return "unconfirmed; no source was found for it"
	}
	return ""
}
