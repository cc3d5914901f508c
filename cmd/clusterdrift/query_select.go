package main

import (
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/clusterdrift/clusterdrift/remote"
)

// selection is one SELECT statement of WQL.
type selection struct {
	text    string
	columns []string // as they are written; nil stands for *
}

// selectStatement is a query for data. It leaves out what WQL also has:
// ASSOCIATORS OF, REFERENCES OF, and the WITHIN of event queries, which would wait.
var selectStatement = regexp.MustCompile(`(?is)^SELECT\s+(\*|\w+(?:\s*,\s*\w+)*)\s+FROM\s+\w+(\s+WHERE\s+\S.*)?$`)

// quoted is a text in a condition, with its escaped characters.
var quoted = regexp.MustCompile(`(?s)'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"`)

// parseSelect accepts a single SELECT statement, and nothing else.
func parseSelect(wql string) (selection, error) {
	text := strings.TrimSpace(wql)
	found := selectStatement.FindStringSubmatch(text)
	bare := quoted.ReplaceAllString(text, "''")
	switch {
	case strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && !unicode.IsSpace(r) }):
		return selection{}, errors.New("the query holds control characters")
	case strings.Contains(bare, ";"):
		return selection{}, errors.New("the query holds more than one statement")
	case found == nil:
		return selection{}, errors.New("the query is not a SELECT statement")
	case strings.ContainsAny(strings.ReplaceAll(bare, "''", ""), `'"`):
		return selection{}, errors.New("a text in the query does not end")
	}
	s := selection{text: text}
	if found[1] == "*" {
		return s, nil
	}
	for c := range strings.SplitSeq(found[1], ",") {
		s.columns = append(s.columns, strings.TrimSpace(c))
	}
	return s, nil
}

// columnsOf names the columns of an answer: those of the statement, or all that
// any row has.
func (s selection) columnsOf(rows []remote.Row) []string {
	if s.columns != nil {
		return s.columns
	}
	all := map[string]bool{}
	for _, r := range rows {
		for name := range r {
			all[name] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}
