package web

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// layout is what every page has.
type layout struct {
	Title, Tool, Style string
	Active             string // the entry of the navigation
	Query              string // what is searched for
	SignOut            string // may be empty
}

func (s *Server) layout(title string) layout {
	return layout{Title: title, Tool: "clusterdrift " + s.options.Version, Style: s.digest, SignOut: s.options.SignOut}
}

// show makes a page of a template.
func (s *Server) show(name string, data any) (*answer, error) {
	var b bytes.Buffer
	if err := s.templates.ExecuteTemplate(&b, name, data); err != nil {
		return nil, fmt.Errorf("write the page %s: %w", name, err)
	}
	return &answer{kind: "text/html; charset=utf-8", body: b.Bytes()}, nil
}

func functions() template.FuncMap {
	return template.FuncMap{
		"when":  when,
		"day":   day,
		"words": func(v any) string { return strings.ReplaceAll(fmt.Sprint(v), "-", " ") },
	}
}

func when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04")
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

// mostValue is how many bytes a value of a query has at most: names have 300 characters, and
// a history that has longer ones shortens them.
const mostValue = 4096

// value is a value of the query; empty: it has none.
func (r *request) value(name string) (string, error) {
	all := r.values[name]
	switch {
	case len(all) == 0:
		return "", nil
	case len(all) > 1:
		return "", invalid("It has "+name+" twice.", "")
	case len(all[0]) > mostValue:
		return "", invalid("Its "+name+" is too long.", "")
	}
	return all[0], nil
}

// all are values of the query, in the order of their names.
func (r *request) all(names ...string) ([]string, error) {
	var values []string
	var wrong error
	for _, name := range names {
		v, err := r.value(name)
		values, wrong = append(values, v), errors.Join(wrong, err)
	}
	return values, wrong
}

// number is a whole number of the query within bounds.
func (r *request) number(name string, otherwise, least, most int) (int, error) {
	text, err := r.value(name)
	if err != nil || text == "" {
		return otherwise, err
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		return 0, invalid(fmt.Sprintf("Its %s is not a number from %d to %d.", name, least, most), "")
	}
	return n, nil
}

// paging is a part of a list.
type paging struct {
	Before, After string // addresses; empty: there is none
	Text          string
	first, last   int // the rows, without the last
}

const mostPages = 1_000_000

// part is the part of a list of so many rows that a request asks for. Path is where the parts
// are, with the values that stay.
func (r *request) part(rows, size int, path string, stays ...string) (paging, error) {
	n, err := r.number("page", 1, 1, mostPages)
	if err != nil {
		return paging{}, err
	}
	p := paging{first: min((n-1)*size, rows), last: min(n*size, rows)}
	if n > 1 && p.first >= rows {
		return paging{}, missing("No such page", "The list has fewer pages.")
	}
	address := func(n int) string {
		q := url.Values{"page": {strconv.Itoa(n)}}
		for _, name := range stays {
			if v := r.values[name]; len(v) == 1 {
				q[name] = v
			}
		}
		return path + "?" + q.Encode()
	}
	p.Text = fmt.Sprintf("%d to %d of %s", p.first+1, p.last, strconv.Itoa(rows))
	if n > 1 {
		p.Before = address(n - 1)
	}
	if p.last < rows {
		p.After = address(n + 1)
	}
	return p, nil
}

// more is how many of a list are not shown; empty: none.
func more(all, shown int) string {
	if all <= shown {
		return ""
	}
	return strconv.Itoa(all - shown)
}
