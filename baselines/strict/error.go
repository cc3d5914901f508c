package strict

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
)

// Position is where a value was written; Line and Column count from 1.
type Position struct {
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
}

// String is the file and line, "site.yaml:12"; only the file when the line is not
// known.
func (p Position) String() string {
	if p.File == "" || p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d", p.File, p.Line)
}

// Error is one thing that is wrong with a file. The position is zero when the
// fault lies in the way the file is asked for and not in its text.
type Error struct {
	Position
	Message string
	Hint    string // what to write instead, may be empty
}

// Error gives one line: file:line:column: message; hint.
func (e *Error) Error() string {
	s := e.Message
	if e.File != "" {
		s = fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, s)
	}
	if e.Hint != "" {
		s += "; " + e.Hint
	}
	return s
}

// maxProblems is how many problems are listed one by one.
const maxProblems = 100

// Sorted orders problems as a reader of the files meets them and drops repetitions.
// Where there are very many, the last one says how many more there are.
func Sorted(problems []*Error) []error {
	slices.SortStableFunc(problems, func(a, b *Error) int {
		return cmp.Or(
			strings.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column),
			strings.Compare(a.Message, b.Message),
		)
	})
	var errs []error
	for i, p := range problems {
		if i == 0 || *p != *problems[i-1] {
			errs = append(errs, p)
		}
	}
	if more := len(errs) - maxProblems; more > 0 {
		last := problems[len(problems)-1]
		errs = append(errs[:maxProblems], &Error{Position: last.Position, Message: fmt.Sprintf("and %d more problems up to here", more)})
	}
	return errs
}

// maxListed is how many valid words a hint names when none is near.
const maxListed = 12

// Suggest is the hint for a word that is not one of the valid ones: the nearest
// of them, or all when they are few.
func Suggest(word string, valid []string) string {
	return suggestInOrder(word, slices.Sorted(slices.Values(valid)))
}

// suggestInOrder is Suggest for words whose order has a meaning, such as the gravest first.
func suggestInOrder(word string, valid []string) string {
	nearest := Nearest(word, valid)
	switch {
	case nearest != "":
		return fmt.Sprintf("did you mean %q?", nearest)
	case len(valid) > 0 && len(valid) <= maxListed:
		return "valid: " + strings.Join(valid, ", ")
	}
	return ""
}

// Hints suggests what was meant in one document. Only as many problems are listed as
// maxProblems, so later ones get no suggestion: each costs a look at all valid words.
type Hints struct{ given int }

// Suggest is Suggest for the first words. The valid ones are not called after that.
func (h *Hints) Suggest(word string, valid func() []string) string {
	if h.given++; h.given > maxProblems {
		return ""
	}
	return Suggest(word, valid())
}

// maxWord is longer than any valid word, in bytes. To compare words takes a time that
// grows with the product of their lengths.
const maxWord = 200

// Nearest is the valid word that was meant, the first of those that are equally
// near; empty when none is near.
func Nearest(word string, valid []string) string {
	nearest, least := "", min(max(2, len(word)/4), len(word)/2)+1
	if len(word) > maxWord {
		return ""
	}
	for _, v := range valid {
		if len(v) > 2*maxWord {
			continue
		}
		if d := levenshtein.Distance(strings.ToLower(word), strings.ToLower(v), nil); d < least {
			nearest, least = v, d
		}
	}
	return nearest
}
