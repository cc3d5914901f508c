package collector

import (
	"context"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/observe"
)

// siteClasses reads the rows of classes, with one query for all targets that differ in
// their columns alone.
func (c *collection) siteClasses(ctx context.Context) {
	var order []string
	queries := map[string][]observe.WQL{}
	for _, w := range siteOf(c.request, siteRows) {
		rows := *w
		rows.Columns = nil
		id := observe.Target{WQL: &rows}.ID()
		if queries[id] == nil {
			order = append(order, id)
		}
		queries[id] = append(queries[id], *w)
	}
	for _, id := range order {
		c.siteQuery(ctx, queries[id])
	}
}

// siteQuery sends one query. That there is no row counts only when the account sees
// others of the class: one without rights sees none.
func (c *collection) siteQuery(ctx context.Context, targets []observe.WQL) {
	q := remote.UniteObserved(targets...)
	source := q.Namespace + ": " + remote.SelectObserved(q)
	none := facts.Observed{}
	var rows []remote.Row
	var err error
	outside := strings.EqualFold(q.Namespace, msCluster) && c.inNoCluster()
	if !outside {
		rows, err = ask(c, func() ([]remote.Row, error) { return c.session.ObservedRows(ctx, targets...) })
	}
	switch {
	case outside:
		none = c.siteOutside()
	case err != nil:
		none = c.siteFailed(source, remote.Problem(err))
	case len(rows) > maxObservedRows:
		none = c.siteFailed(source, &facts.Problem{Kind: string(remote.TooBig), Message: "the answer has more rows than are compared",
			Hint: "Narrow the requirement by a condition."})
	case len(rows) == 0:
		none = c.siteNoRows(ctx, targets[0], source)
	}
	for _, w := range targets {
		o := none
		if o.State == "" {
			o = c.siteRowsRead(source, rows, w.Columns)
		}
		c.keep(observe.Target{WQL: &w}, o)
	}
}

func (c *collection) siteNoRows(ctx context.Context, q observe.WQL, source string) facts.Observed {
	const blind = "the account sees no row of the class, which proves nothing"
	if len(q.Where) == 0 {
		return c.siteFailed(source, notCredible(blind))
	}
	seen, err := ask(c, func() (bool, error) { return c.session.ObservedClass(ctx, q) })
	switch {
	case err != nil:
		return c.siteFailed(source, remote.Problem(err))
	case !seen:
		return c.siteFailed(source, notCredible(blind))
	}
	return c.siteAbsent(source)
}

// siteRowsRead keeps the columns that a target asks for, in its spelling. A scalar and
// a list of one text look alike.
func (c *collection) siteRowsRead(source string, rows []remote.Row, columns []string) facts.Observed {
	o := facts.Observed{Section: c.section(source, facts.Collected)}
	for _, row := range rows {
		read := map[string]facts.Datum{}
		for name, values := range row {
			i := slices.IndexFunc(columns, func(column string) bool { return strings.EqualFold(column, name) })
			if i < 0 {
				continue
			}
			d := facts.Datum{List: values}
			if len(values) == 1 {
				d = facts.Datum{Text: &values[0]}
			}
			if _, twice := read[columns[i]]; twice {
				return c.siteFailed(source, notCredible("a row has the column %s twice", quote(name)))
			}
			if datumSize(d) > maxDatum {
				return c.siteFailed(source, tooLong())
			}
			read[columns[i]] = d
		}
		o.Rows = append(o.Rows, read)
	}
	slices.SortFunc(o.Rows, compareRows(columns))
	return o
}

// compareRows puts rows in an order that does not depend on the node.
func compareRows(columns []string) func(a, b map[string]facts.Datum) int {
	text := func(row map[string]facts.Datum) string {
		var all strings.Builder
		for _, column := range columns {
			d := row[column]
			if d.Text != nil {
				all.WriteString(*d.Text)
			}
			all.WriteString("\x00" + strings.Join(d.List, "\x00") + "\x01")
		}
		return all.String()
	}
	return func(a, b map[string]facts.Datum) int { return strings.Compare(text(a), text(b)) }
}
