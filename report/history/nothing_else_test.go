package history_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
	"github.com/clusterdrift/clusterdrift/report/record"
)

// A database has no text that is not in a report or said of the recording: no password, no
// ticket and no traffic can be in it, as none is in a report. All tables are searched, and
// what is compressed in them.
func TestNothingButReports(t *testing.T) {
	onEach(t, func(t *testing.T, p history.Place) {
		s := create(t, p)
		allowed := map[string]bool{
			"SCANNER": true, "unnamed": true, // of the recording
			string(history.Changed): true, string(history.NotObserved): true, string(history.RequirementGone): true, string(history.NodeGone): true,
		}
		dark := fixture.Result(fixture.Dark())
		for _, r := range append(nights("pdgxw"), fixture.Result(fixture.FieldReport(), fixture.Tokyo(), fixture.Weak()), dark, fixture.Aged()) {
			allowed[recorded(t, s, r).ID], allowed[r.NodesFrom] = true, true
			maps.Copy(allowed, textsOfReport(t, r))
		}
		seen := textsOfDatabase(t, p)
		if len(seen) < 100 {
			t.Fatalf("only %d texts were read", len(seen))
		}
		for text, where := range seen {
			if !allowed[text] && !shortenedOf(text, allowed) {
				t.Errorf("%s has %q, which no report has", where, text)
			}
		}
	})
}

// shortenedOf reports whether a text is the beginning of one that is allowed.
func shortenedOf(text string, allowed map[string]bool) bool {
	begins, short := strings.CutSuffix(text, "…")
	if !short {
		return false
	}
	for one := range allowed {
		if strings.HasPrefix(one, begins) {
			return true
		}
	}
	return false
}

func textsOfReport(t *testing.T, r *report.Result) map[string]bool {
	t.Helper()
	var document bytes.Buffer
	if err := record.Write(&document, r); err != nil {
		t.Fatal(err)
	}
	texts := map[string]bool{}
	for text := range textsOfJSON(t, document.Bytes()) {
		texts[text] = true
	}
	for _, c := range r.Clusters {
		for _, f := range c.Findings {
			if f.Waiver != nil {
				texts[f.WaivedBy()] = true // a sentence of what the document has one by one
			}
		}
	}
	return texts
}

// textsOfJSON are the keys and the texts of a document.
func textsOfJSON(t *testing.T, document []byte) map[string]bool {
	t.Helper()
	var v any
	if err := json.Unmarshal(document, &v); err != nil {
		t.Fatal(err)
	}
	texts := map[string]bool{}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			texts[v] = true
		case []any:
			for _, one := range v {
				walk(one)
			}
		case map[string]any:
			for key, one := range v {
				texts[key] = true
				walk(one)
			}
		}
	}
	walk(v)
	return texts
}

// textsOfDatabase are all texts of all tables by the table and column in which they are,
// and those of the documents that are compressed in them.
func textsOfDatabase(t *testing.T, p history.Place) map[string]string {
	t.Helper()
	db := database(t, p)
	list := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`
	if p.File() == "" {
		list = `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()`
	}
	rows, err := db.QueryContext(t.Context(), list)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var tables []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		tables = append(tables, name)
	}
	if err := rows.Err(); err != nil || !slices.Contains(tables, "report") || !slices.Contains(tables, "span") {
		t.Fatal(tables, err)
	}
	texts := map[string]string{}
	for _, table := range tables {
		addTexts(t, p, table, texts)
	}
	return texts
}

func addTexts(t *testing.T, p history.Place, table string, texts map[string]string) {
	t.Helper()
	rows, err := database(t, p).QueryContext(t.Context(), `SELECT * FROM `+table)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		for i, value := range values {
			addText(t, fmt.Sprintf("%s.%s", table, columns[i]), value, texts)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

func addText(t *testing.T, where string, value any, texts map[string]string) {
	t.Helper()
	switch value := value.(type) {
	case string:
		if value != "" {
			texts[value] = where
		}
	case []byte:
		reader, err := zstd.NewReader(nil)
		if err != nil {
			t.Fatal(err)
		}
		defer reader.Close()
		document, err := reader.DecodeAll(value, nil)
		if err != nil {
			t.Fatalf("%s is not compressed: %v", where, err)
		}
		for text := range textsOfJSON(t, document) {
			texts[text] = where
		}
	}
}
