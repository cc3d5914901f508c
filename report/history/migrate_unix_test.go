//go:build unix

package history_test

import "github.com/clusterdrift/clusterdrift/report/history"

// serverSource is a place that serverPlace made, for a driver.
func serverSource(p history.Place) string { return p.String() + "?host=" + running.dir }
