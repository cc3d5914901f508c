package formats

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/prometheus/common/expfmt"

	"github.com/clusterdrift/clusterdrift/report"
)

// Series are the samples of a metric of one result, for documents with those of several.
type Series struct {
	Header  string // the lines HELP and TYPE, the same in every result
	Samples string // a line each, sorted
	// ByCluster is false when the samples are of the result as a whole.
	ByCluster bool
}

// PrometheusSeries are what Prometheus writes of a result, metric by metric in its order.
func PrometheusSeries(r *report.Result, o report.Options) ([]Series, error) {
	r = report.MapStrings(r, report.Clean)
	o.Scan = cmp.Or(report.Clean(o.Scan), r.Tool.Name)
	var all []Series
	for _, f := range metrics(r, o) {
		if len(f.Metric) == 0 {
			continue
		}
		var text strings.Builder
		if _, err := expfmt.MetricFamilyToText(&text, f); err != nil {
			return nil, fmt.Errorf("write metrics: %w", err)
		}
		header := 0
		for line := range strings.Lines(text.String()) {
			if !strings.HasPrefix(line, "#") {
				break
			}
			header += len(line)
		}
		_, byCluster := labelsOf(f.Metric[0])["cluster"]
		all = append(all, Series{text.String()[:header], text.String()[header:], byCluster})
	}
	return all, nil
}
