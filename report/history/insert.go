package history

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// insert adds rows, if there are any.
func (w *writer) insert(ctx context.Context, into string, rows [][]any, conflict string) error {
	if len(rows) == 0 {
		return nil
	}
	return w.engine.insert(ctx, w.tx, into, rows, conflict)
}

// insert prepares the statement for one row and runs it for each. A statement for several
// takes SQLite longer: it looks up each numbered parameter among all before it.
func (sqlite) insert(ctx context.Context, tx *sql.Tx, into string, rows [][]any, conflict string) error {
	//nolint:gosec // into and conflict are constants, and what is added are numbered parameters
	statement, err := tx.PrepareContext(ctx, `INSERT INTO `+into+` VALUES (`+parameters(1, len(rows[0]))+`) `+conflict)
	if err != nil {
		return err
	}
	defer statement.Close() //nolint:errcheck // the transaction reports what failed
	for _, row := range rows {
		if _, err := statement.ExecContext(ctx, row...); err != nil {
			return err
		}
	}
	return nil
}

// arrayRows is how many rows a statement for PostgreSQL adds: a few MB of them.
const arrayRows = 5000

// insert sends each column as an array. The server unfolds them, so a statement has the
// same text for any number of rows, is prepared once, and takes one round trip.
func (postgres) insert(ctx context.Context, tx *sql.Tx, into string, rows [][]any, conflict string) error {
	for part := range slices.Chunk(rows, arrayRows) {
		statement, arrays := unnested(into, part, conflict)
		if _, err := tx.ExecContext(ctx, statement, arrays...); err != nil {
			return err
		}
	}
	return nil
}

// unnested is a statement that adds rows, with its arguments: an array of each column.
func unnested(into string, rows [][]any, conflict string) (statement string, arrays []any) {
	var selected, parameters []string
	for i := range rows[0] {
		array, kind := column(rows, i)
		if kind == "" { // NULL in all rows, so it has no type
			selected = append(selected, "NULL")
			continue
		}
		arrays = append(arrays, array)
		parameters = append(parameters, fmt.Sprintf("$%d::%s[]", len(arrays), kind))
		selected = append(selected, fmt.Sprintf("c%d", len(arrays)))
	}
	var names []string
	for i := range arrays {
		names = append(names, fmt.Sprintf("c%d", i+1))
	}
	return `INSERT INTO ` + into + ` SELECT ` + strings.Join(selected, ", ") + ` FROM unnest(` + strings.Join(parameters, ", ") + `) AS t (` + strings.Join(names, ", ") + `) ` + conflict, arrays
}

// column is one column of rows as an array, and the type of its elements in PostgreSQL;
// empty: all are nil.
func column(rows [][]any, i int) (array any, kind string) {
	for _, row := range rows {
		switch row[i].(type) {
		case int, int64:
			return elements(rows, i, integer), "bigint"
		case string:
			return elements(rows, i, asIs[string]), "text"
		case []byte:
			return elements(rows, i, asIs[[]byte]), "bytea"
		}
	}
	return nil, ""
}

// elements are the values of a column; nil is NULL.
func elements[T any](rows [][]any, i int, of func(any) T) []*T {
	all := make([]*T, len(rows))
	for n, row := range rows {
		if row[i] != nil {
			value := of(row[i])
			all[n] = &value
		}
	}
	return all
}

func integer(v any) int64 {
	if n, ok := v.(int); ok {
		return int64(n)
	}
	return v.(int64) //nolint:forcetypeassert // a column has one type
}

func asIs[T any](v any) T { return v.(T) } //nolint:forcetypeassert // a column has one type
