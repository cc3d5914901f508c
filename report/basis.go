package report

import "github.com/clusterdrift/clusterdrift/baselines"

// mostItems is how many observations or gaps a finding shows unless Verbose.
const mostItems = 6

// basis says how well a requirement is founded when it is not simply sourced.
func basis(p baselines.Provenance) string {
	switch p {
	case baselines.Inferred:
		return "inferred from sourced facts; the reference does not say it in these words"
	case baselines.Unconfirmed:
		return "unconfirmed; nobody has found a source for it"
	}
	return ""
}
