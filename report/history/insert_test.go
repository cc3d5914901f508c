package history

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// PostgreSQL gets one statement for any number of rows, and NULL also where all rows have it.
func TestUnnested(t *testing.T) {
	one, two := int64(1), int64(2)
	a, b := "a", "b"
	body := []byte{1}
	for _, tt := range []struct {
		name      string
		rows      [][]any
		statement string
		arrays    []any
	}{
		{"numbers and texts", [][]any{{1, "a"}, {int64(2), "b"}}, `INSERT INTO t (x, y) SELECT c1, c2 FROM unnest($1::bigint[], $2::text[]) AS t (c1, c2) `, []any{[]*int64{&one, &two}, []*string{&a, &b}}},
		{"nil in one row", [][]any{{nil, "a"}, {2, "b"}}, `INSERT INTO t (x, y) SELECT c1, c2 FROM unnest($1::bigint[], $2::text[]) AS t (c1, c2) `, []any{[]*int64{nil, &two}, []*string{&a, &b}}},
		{"nil in all", [][]any{{nil, "a"}}, `INSERT INTO t (x, y) SELECT NULL, c1 FROM unnest($1::text[]) AS t (c1) `, []any{[]*string{&a}}},
		{"bytes", [][]any{{1, body}}, `INSERT INTO t (x, y) SELECT c1, c2 FROM unnest($1::bigint[], $2::bytea[]) AS t (c1, c2) `, []any{[]*int64{&one}, []*[]byte{&body}}},
	} {
		statement, arrays := unnested("t (x, y)", tt.rows, "")
		if diff := cmp.Diff(tt.statement, statement) + cmp.Diff(tt.arrays, arrays); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}
