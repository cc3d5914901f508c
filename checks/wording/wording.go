// Package wording puts counts and names into words, and collects and compares
// names, for findings and for what is printed of them. It knows no finding.
package wording

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Counted is a number and its noun, "1 update" or "3 updates". The plural of the
// noun must end in a plain s.
func Counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// BaseName is what follows the last backslash of a path.
func BaseName(path string) string { return path[strings.LastIndexByte(path, '\\')+1:] }

// ContainsFold compares as Windows compares names: without regard to case.
func ContainsFold(list []string, want string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return strings.EqualFold(s, want) })
}

// Set is a set of names.
type Set map[string]bool

// Add adds each name once.
func (s Set) Add(names ...string) {
	for _, n := range names {
		s[n] = true
	}
}

// Sorted lists the names; it is nil for an empty set.
func (s Set) Sorted() []string { return slices.Sorted(maps.Keys(s)) }
