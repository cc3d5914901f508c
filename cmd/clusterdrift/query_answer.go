package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/foreign"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/formats"
)

// printer writes rows with the columns in the given order.
type printer func(w io.Writer, columns []string, rows []remote.Row) error

func answerFormat(name string) (printer, error) {
	switch name {
	case "table":
		return printTable, nil
	case "json":
		return printJSON, nil
	case "csv":
		return printCSV, nil
	}
	return nil, cli.Usage(fmt.Sprintf("--output %q is none of table, json, csv", name), cli.Meant(name, answerFormats()))
}

func answerFormats() []string { return []string{"table", "json", "csv"} }

func printTable(w io.Writer, columns []string, rows []remote.Row) error {
	if len(columns) == 0 {
		return nil
	}
	t := table.NewWriter()
	style := table.StyleDefault
	style.Options = table.OptionsNoBordersAndSeparators
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "  "
	style.Format.Header = 0 // as WMI spells it
	t.SetStyle(style)
	t.SuppressTrailingSpaces()
	t.AppendHeader(tableRow(headings(columns)))
	for _, r := range rows {
		t.AppendRow(tableRow(cells(columns, r)))
	}
	_, err := fmt.Fprintln(w, t.Render())
	return err
}

func tableRow(cells []string) table.Row {
	row := make(table.Row, len(cells))
	for i, c := range cells {
		row[i] = c
	}
	return row
}

func printCSV(w io.Writer, columns []string, rows []remote.Row) error {
	out := csv.NewWriter(w)
	if len(columns) > 0 {
		heads := headings(columns)
		for i, h := range heads {
			heads[i] = withoutFormula(h)
		}
		if err := out.Write(heads); err != nil {
			return err
		}
	}
	for _, r := range rows {
		fields := cells(columns, r)
		for i, f := range fields {
			fields[i] = withoutFormula(f)
		}
		if err := out.Write(fields); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// plainNumber may begin with a sign and is no formula.
var plainNumber = regexp.MustCompile(`^[-+]?[0-9]+(\.[0-9]+)?$`)

// withoutFormula keeps a spreadsheet from taking a node's text for a formula.
func withoutFormula(s string) string {
	if plainNumber.MatchString(s) {
		return s
	}
	return formats.Inert(s)
}

// headings are the names of the columns, which with * are the node's.
func headings(columns []string) []string {
	heads := make([]string, len(columns))
	for i, c := range columns {
		heads[i] = report.Clean(c)
	}
	return heads
}

// cells are the values of a row as one text each.
func cells(columns []string, r remote.Row) []string {
	texts := make([]string, len(columns))
	for i, c := range columns {
		texts[i] = report.Clean(strings.Join(valueOf(r, c), ", "))
	}
	return texts
}

// valueOf finds a property, whose name WMI spells in its own way; nil: null.
func valueOf(r remote.Row, column string) []string {
	if v, ok := r[column]; ok {
		return v
	}
	for name, v := range r {
		if strings.EqualFold(name, column) {
			return v
		}
	}
	return nil
}

// printJSON writes a list of objects whose keys keep the order of the columns, and
// values that keep every character, escaped where it must not be seen as it is.
func printJSON(w io.Writer, columns []string, rows []remote.Row) error {
	var b bytes.Buffer
	b.WriteByte('[')
	for i, r := range rows {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := writeObject(&b, columns, r); err != nil {
			return err
		}
	}
	b.WriteByte(']')
	var out bytes.Buffer
	if err := json.Indent(&out, b.Bytes(), "", "  "); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w, foreign.EscapeJSON(out.String()))
	return err
}

func writeObject(b *bytes.Buffer, columns []string, r remote.Row) error {
	b.WriteByte('{')
	for i, c := range columns {
		if i > 0 {
			b.WriteByte(',')
		}
		var value any
		switch v := valueOf(r, c); len(v) {
		case 0:
		case 1:
			value = v[0]
		default:
			value = v
		}
		if err := writeValue(b, c); err != nil {
			return err
		}
		b.WriteByte(':')
		if err := writeValue(b, value); err != nil {
			return err
		}
	}
	b.WriteByte('}')
	return nil
}

func writeValue(b *bytes.Buffer, v any) error {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
