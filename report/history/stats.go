package history

import (
	"context"
	"time"
)

// Stats are the sizes of a history.
type Stats struct {
	Runs        int       `json:"runs"`
	Whole       int       `json:"whole_runs"` // that still have their reports
	First       time.Time `json:"first,omitzero"`
	Last        time.Time `json:"last,omitzero"` // the starts of the first and the last run
	Clusters    int       `json:"clusters"`
	Nodes       int       `json:"nodes"`
	Spans       int       `json:"spans"`
	Bytes       int64     `json:"bytes"`               // of the whole database
	ReportBytes int64     `json:"report_bytes"`        // of the compressed reports in it
	PerRun      int64     `json:"bytes_per_run"`       // of the database, by all runs
	FactsRuns   int       `json:"facts_runs"`          // that have their facts
	FactsBytes  int64     `json:"facts_bytes"`         // of the compressed facts in it
	FactsPerRun int64     `json:"facts_bytes_per_run"` // of those, by the runs that have facts
}

// Stats measures the history.
func (s *Store) Stats(ctx context.Context) (Stats, error) {
	var st Stats
	var first, last int64
	err := s.db.QueryRowContext(ctx, `SELECT COUNT(*), COUNT(head), COALESCE(MIN(started), 0), COALESCE(MAX(started), 0),
		(SELECT COUNT(*) FROM cluster), (SELECT COUNT(*) FROM node), (SELECT COUNT(*) FROM span),
		CAST((SELECT COALESCE(SUM(LENGTH(body)), 0) FROM report) + COALESCE(SUM(LENGTH(head)), 0) AS BIGINT),
		COUNT(NULLIF(facts, 0)), CAST((SELECT COALESCE(SUM(LENGTH(body)), 0) FROM fact_section) + (SELECT COALESCE(SUM(LENGTH(body)), 0) FROM visit_facts) AS BIGINT) FROM run`).
		Scan(&st.Runs, &st.Whole, &first, &last, &st.Clusters, &st.Nodes, &st.Spans, &st.ReportBytes, &st.FactsRuns, &st.FactsBytes)
	if err == nil {
		st.Bytes, err = s.engine.size(ctx, s.db)
	}
	if err != nil {
		return Stats{}, s.inOurWords(ctx, "measure the history", err)
	}
	if st.FactsRuns > 0 {
		st.FactsPerRun = st.FactsBytes / int64(st.FactsRuns)
	}
	st.First, st.Last = fromUnix(first), fromUnix(last)
	if st.Runs > 0 {
		st.PerRun = st.Bytes / int64(st.Runs)
	}
	return st, nil
}
