package web_test

import (
	"database/sql"
	"fmt"
	"net/http"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"github.com/clusterdrift/clusterdrift/report/history"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
	"github.com/clusterdrift/clusterdrift/report/web"
)

// Measures of the history that is measured: 500 clusters of four nodes with 60 findings each,
// in 20 inventories, each scanned on 100 nights.
const (
	benchScopes   = 20
	benchClusters = 25 // of a scope
	benchNights   = 100
)

// mostBytes is how much memory a page may take while it is made, in bytes.
const mostBytes = 100 << 20

// BenchmarkPages measures each page by time and memory, and how much stays when all clusters
// were read.
func BenchmarkPages(b *testing.B) {
	path := grown(b)
	place, err := history.ParsePlace(path)
	if err != nil {
		b.Fatal(err)
	}
	store, err := history.OpenForReading(b.Context(), place, web.Readers)
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	server, err := web.New(store, web.Options{Version: "1.0.0", Now: time.Now, Complain: func(line string) { b.Error(line) }})
	if err != nil {
		b.Fatal(err)
	}
	before, began := heap(), time.Now()
	if err := server.Warm(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.Logf("all clusters: %s, %d MB stay", time.Since(began).Round(time.Millisecond), (heap()-before)>>20)
	s := &site{t: b, handler: server.Handler(func(h http.Handler) http.Handler { return h })}
	const cluster, node, id = "S07CLUSTER011", "S07C011N0001", "service/s30"
	for _, p := range []struct{ name, address string }{
		{"fleet", "/"}, {"fleet, last page", "/?page=5"}, {"cluster", "/cluster?name=" + cluster}, {"node", "/node?cluster=" + cluster + "&name=" + node},
		{"finding", "/finding?cluster=" + cluster + "&node=" + node + "&id=" + id}, {"runs", "/runs"}, {"runs, last page", "/runs?page=80"}, {"run", "/run?id=last"},
		{"diff of a cluster", "/diff?before=last~1&after=last&cluster=" + cluster}, {"diff of a run", "/diff?after=last"},
		{"waivers", "/waivers"}, {"search", "/search?q=" + id}, {"badge", "/badge.svg"}, {"metrics", "/metrics"},
		{"export of a cluster", "/export?run=last&format=html&cluster=S19CLUSTER011"},
	} {
		b.Run(p.name, func(b *testing.B) {
			var start, end runtime.MemStats
			runtime.ReadMemStats(&start)
			size, n := 0, 0
			for b.Loop() {
				size = len(s.page(http.StatusOK, p.address))
				n++
			}
			runtime.ReadMemStats(&end)
			each := (end.TotalAlloc - start.TotalAlloc) / uint64(n)
			b.ReportMetric(float64(each)/1e6, "MB/op")
			b.ReportMetric(float64(size)/1e3, "KB")
			if each > mostBytes {
				b.Errorf("%d bytes for each page, more than %d", each, mostBytes)
			}
		})
	}
}

// heap is how much memory is in use.
func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// grown is the path of a history: the last two nights are recorded, and the others made of the
// first of them.
func grown(b *testing.B) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "history.db")
	place, err := history.ParsePlace(path)
	if err != nil {
		b.Fatal(err)
	}
	s, err := history.Create(b.Context(), place)
	if err != nil {
		b.Fatal(err)
	}
	for n := range 2 {
		for scope := range benchScopes {
			clusters := fixture.Fleet(benchClusters, 4)
			for i := range clusters {
				rename(&clusters[i].Cluster.Name, scope)
				for j := range clusters[i].Cluster.Nodes {
					rename(&clusters[i].Cluster.Nodes[j].Facts.Name, scope)
				}
				for j := range clusters[i].Findings {
					rename(&clusters[i].Findings[j].Cluster, scope)
					rename(&clusters[i].Findings[j].Node, scope)
				}
			}
			r := fixture.Result(clusters...)
			at := night(n).Add(time.Duration(scope) * time.Minute)
			r.Started, r.Finished, r.Judged = at, at.Add(time.Minute), at.Add(time.Minute)
			if _, _, err := s.Record(b.Context(), r, history.Origin{Host: "SCANNER", At: r.Finished, Scope: fmt.Sprintf("site %02d", scope)}); err != nil {
				b.Fatal(err)
			}
		}
	}
	s.Close()
	earlier(b, path)
	return path
}

func rename(name *string, scope int) { *name = fmt.Sprintf("S%02d%s", scope, *name) }

// earlier adds the nights before: runs like those of the first night, and spans that ended.
func earlier(b *testing.B, path string) {
	b.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	const nights = `WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < %d) `
	const like = ` JOIN run f ON f.id = v.run_id AND f.started < %d JOIN k JOIN run r ON r.uid = printf('%%04x%%08x', k.n, f.id)`
	k, l := fmt.Sprintf(nights, benchNights-2), fmt.Sprintf(like, night(1).Unix())
	for _, statement := range []string{
		k + `INSERT INTO run (uid, scope_id, started, finished, recorded, tool, host, exit_code, exit_reason, nodes, dark, drift, unknown, pass, waived, head)
			SELECT printf('%04x%08x', k.n, f.id), scope_id, started - k.n * 86400, finished - k.n * 86400, recorded - k.n * 86400, tool, host, exit_code, exit_reason, nodes, dark, drift, unknown, pass, waived, head
			FROM run f JOIN k WHERE f.started < ` + fmt.Sprint(night(1).Unix()),
		k + `INSERT INTO visit SELECT v.cluster_id, v.seq - k.n * 86400000, r.id, v.nodes, v.dark, v.drift, v.critical, v.high, v.unknown, v.pass, v.waived FROM visit v` + l,
		k + `INSERT INTO report SELECT p.cluster_id, p.seq - k.n * 86400000, p.body FROM report p JOIN visit v ON v.cluster_id = p.cluster_id AND v.seq = p.seq` + l,
		k + `INSERT INTO visit_node SELECT p.cluster_id, p.seq - k.n * 86400000, p.node_id, p.state, p.drift, p.unknown FROM visit_node p JOIN visit v ON v.cluster_id = p.cluster_id AND v.seq = p.seq` + l,
		`UPDATE span SET first_seq = first_seq - 20 * 86400000 WHERE first_seq < ` + fmt.Sprint(night(1).UnixMilli()),
		`WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < 30) INSERT INTO span
			SELECT subject_id, cluster_id, first_seq - k.n * 2 * 86400000, first_seq - (k.n * 2 - 1) * 86400000, CASE k.n % 2 WHEN 0 THEN 'drift' ELSE 'pass' END, severity, got, waiver, fingerprint, 'changed'
			FROM span JOIN k WHERE subject_id % 50 = 0 AND last_seq IS NULL`,
	} {
		if _, err := db.ExecContext(b.Context(), statement); err != nil {
			b.Fatalf("%v: %s", err, statement)
		}
	}
}
