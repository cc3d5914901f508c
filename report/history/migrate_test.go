package history_test

import (
	"database/sql"
	"os"
	"regexp"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite"

	"github.com/clusterdrift/clusterdrift/report/history"
)

// A history of schema 1 becomes one of this version when it is opened: its runs, reports
// and spans are as they were, and runs with facts can follow.
func TestMigratesFromSchema1(t *testing.T) {
	onEach(t, func(t *testing.T, p history.Place) {
		schema1(t, p)
		s, err := history.Open(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		checkIndex(t, s, "0-0 pass changed, 1-1 drift not-observed, 3-3 drift changed, 4-... pass", 4)
		runs, err := s.Runs(t.Context(), history.Filter{})
		if err != nil || len(runs) != 5 {
			t.Fatal(runs, err)
		}
		for _, r := range runs {
			if result, err := s.Result(t.Context(), r.ID); err != nil || len(result.Clusters) != 1 || r.Facts != 0 {
				t.Errorf("%+v: %v", r, err)
			}
		}
		if n, err := s.Reindex(t.Context()); n != 5 || err != nil {
			t.Error(n, err)
		}
		run, want := recordFacts(t, s, 5, 0)
		if got := factsOf(t, s, run.ID); len(got) != len(want) || got[0] != want[0] {
			t.Errorf("%d documents, want %d", len(got), len(want))
		}
		if n, err := s.Prune(t.Context(), history.Retention{Keep: 1}); n != 5 || err != nil {
			t.Error(n, err)
		}
	})
}

// schema1 makes a history of schema 1 with the rows of testdata/schema1.sql.
func schema1(t *testing.T, p history.Place) {
	t.Helper()
	driver, source, dialect, folder := "sqlite", p.File(), goose.DialectSQLite3, "migrations/sqlite"
	if p.File() == "" {
		driver, source, dialect, folder = "pgx", serverSource(p), goose.DialectPostgres, "migrations/postgres"
	} else if err := os.MkdirAll(strings.TrimSuffix(source, "history.db"), 0o700); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	steps, err := goose.NewProvider(dialect, db, os.DirFS(folder), goose.WithTableName("clusterdrift_schema"), goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err == nil {
		_, err = steps.UpTo(t.Context(), 1)
	}
	if err != nil {
		t.Fatal(err)
	}
	dump, err := os.ReadFile("testdata/schema1.sql")
	if err != nil {
		t.Fatal(err)
	}
	text := string(dump)
	if driver == "pgx" {
		text = forPostgres(text)
	}
	for statement := range strings.SplitSeq(strings.TrimSpace(text), ";\n") {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%v: %.80s", err, statement)
		}
	}
}

var (
	blob = regexp.MustCompile(`X'([0-9a-f]*)'`)
	into = regexp.MustCompile(`(?m)^(INSERT INTO (\w+) \(id, [^)]*\)) VALUES`)
)

// forPostgres writes the rows as PostgreSQL reads them, whose ids go on behind them.
func forPostgres(text string) string {
	text = into.ReplaceAllString(blob.ReplaceAllString(text, `'\x$1'`), "$1 OVERRIDING SYSTEM VALUE VALUES")
	for _, table := range []string{"scope", "cluster", "node", "run", "subject"} {
		text += "SELECT setval(pg_get_serial_sequence('" + table + "', 'id'), (SELECT MAX(id) FROM " + table + "));\n"
	}
	return text
}
