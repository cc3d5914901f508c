package remote

import (
	"context"
	"fmt"
	"strings"
)

// maxElementsPerPull is the largest MaxBatchItems of any Windows version; the
// page size limits an answer before that.
const maxElementsPerPull = 32000

// Query reads a WQL query in a namespace such as "root/cimv2". One row costs
// one message; more cost one for each page of about 75 KB on top, since the
// first answer always carries a single row. Errors have kind NotFound for a
// class, namespace or property that does not exist, and AccessDenied.
func (s *Session) Query(ctx context.Context, namespace, wql string) ([]Row, error) {
	return retry(ctx, s, func() ([]Row, error) { return s.enumerate(ctx, namespace, wql) })
}

func (s *Session) enumerate(ctx context.Context, namespace, wql string) ([]Row, error) {
	op, resource := "read "+namespace, resourceWMI+namespace+"/*"
	page, err := s.firstPage(ctx, op, resource, wql)
	if err != nil {
		return nil, err
	}
	rows := s.maskRows(page.rows)
	for pulls := 0; !page.last; pulls++ {
		if pulls == s.options.Limits.Pages || len(rows) > s.options.Limits.Rows {
			s.release(ctx, op, resource, page.context)
			return nil, &Error{Kind: TooBig, Op: op, Text: fmt.Sprintf("the enumeration does not end (%d rows in %d pages)", len(rows), pulls),
				Hint: "Look at this class on the node: an honest answer is far smaller."}
		}
		if page, err = s.pull(ctx, op, resource, page); err != nil {
			return nil, err
		}
		rows = append(rows, s.maskRows(page.rows)...)
	}
	return rows, nil
}

// anyRow reports whether a query has a row, and fetches no more than it takes to know.
func (s *Session) anyRow(ctx context.Context, namespace, wql string) (bool, error) {
	op, resource := "read "+namespace, resourceWMI+namespace+"/*"
	page, err := s.firstPage(ctx, op, resource, wql)
	if err == nil && !page.last && len(page.rows) == 0 {
		page, err = s.pull(ctx, op, resource, page)
	}
	if err != nil {
		return false, err
	}
	s.maskRows(page.rows)
	if !page.last {
		s.release(ctx, op, resource, page.context)
	}
	return len(page.rows) > 0, nil
}

// firstPage begins an enumeration.
func (s *Session) firstPage(ctx context.Context, op, resource, wql string) (page, error) {
	body, err := s.call(ctx, op, request{action: actionEnumerate, resource: resource, body: fmt.Sprintf(
		`<n:Enumerate><w:OptimizeEnumeration/><w:MaxElements>%d</w:MaxElements><w:Filter Dialect="%s">%s</w:Filter></n:Enumerate>`,
		maxElementsPerPull, dialectWQL, escape(wql))})
	if err == nil {
		err = s.hold(ctx, op, body)
	}
	if err != nil {
		return page{}, err
	}
	first, err := readPage(body.child(nsEnumeration, "EnumerateResponse"), nsWSMan)
	if err != nil {
		return page{}, s.fail(op, err)
	}
	return first, nil
}

// hold makes room for what an answer says, which is held until the session is closed.
func (s *Session) hold(ctx context.Context, op string, body *element) error {
	limited, cancel := context.WithTimeout(ctx, s.options.Limits.Message)
	defer cancel()
	if err := s.rows.take(limited, contentCost(body)); err != nil {
		return s.fail(op, orInterrupted(ctx, err))
	}
	return nil
}

// pull reads the next page, which must carry rows or end the enumeration.
func (s *Session) pull(ctx context.Context, op, resource string, last page) (page, error) {
	body, err := s.call(ctx, op, request{action: actionPull, resource: resource, body: fmt.Sprintf(
		`<n:Pull><n:EnumerationContext>%s</n:EnumerationContext><n:MaxElements>%d</n:MaxElements></n:Pull>`,
		escape(last.context), maxElementsPerPull)})
	if err == nil {
		err = s.hold(ctx, op, body)
	}
	if err != nil {
		return page{}, err
	}
	next, err := readPage(body.child(nsEnumeration, "PullResponse"), nsEnumeration)
	if err != nil {
		return page{}, s.fail(op, err)
	}
	if !next.last && len(next.rows) == 0 {
		return page{}, s.fail(op, &Error{Kind: Malformed, Text: "a page without rows does not end the enumeration"})
	}
	return next, nil
}

// release ends an enumeration early, so that it does not count against the
// node's quota until it times out. Its outcome changes nothing.
func (s *Session) release(ctx context.Context, op, resource, enumeration string) {
	_, _ = s.call(ctx, op, request{action: actionRelease, resource: resource,
		body: `<n:Release><n:EnumerationContext>` + escape(enumeration) + `</n:EnumerationContext></n:Release>`})
}

// page is one answer of an enumeration.
type page struct {
	rows    []Row
	context string // for the next pull
	last    bool
}

// readPage reads an EnumerateResponse or a PullResponse. Items and
// EndOfSequence count only as direct children, in the namespace that goes with
// the response: a WMI property may have the same name.
func readPage(response *element, itemSpace string) (page, error) {
	if response == nil {
		return page{}, &Error{Kind: Malformed, Text: "the answer holds no page"}
	}
	p := page{
		context: response.child(nsEnumeration, "EnumerationContext").trimmed(),
		last:    response.child(itemSpace, "EndOfSequence") != nil,
	}
	if items := response.child(itemSpace, "Items"); items != nil {
		for _, item := range items.children {
			p.rows = append(p.rows, readRow(item))
		}
	}
	if !p.last && p.context == "" {
		return page{}, &Error{Kind: Malformed, Text: "the page neither ends the enumeration nor says how to go on"}
	}
	return p, nil
}

// readRow reads one item: w:XmlFragment with unqualified children for named
// columns, p:Class for SELECT *. Names are compared by their local part.
func readRow(item *element) Row {
	row := Row{}
	for _, property := range item.children {
		if text, ok := propertyText(property); ok {
			row[property.name.Local] = append(row[property.name.Local], text)
		}
	}
	return row
}

// propertyText is the text of a scalar, the time of a datetime, and nothing
// for null. An embedded object gives its own text, which is blank.
func propertyText(property *element) (string, bool) {
	if property.attr("nil") == "true" {
		return "", false
	}
	for _, inner := range property.children {
		switch inner.name.Local {
		case "Datetime", "Interval", "Date", "Time":
			return inner.trimmed(), true
		}
	}
	return strings.TrimRight(string(property.text), "\x00"), true
}
