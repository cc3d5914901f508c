package kerberos

import (
	"strings"
)

// Limits of a Kerberos configuration with all that it includes.
const (
	maxFile     = 1 << 20 // bytes of one file of Kerberos, whatever its kind
	maxProfile  = 4 << 20 // bytes of all files of a configuration
	maxIncludes = 200     // files
	maxNesting  = 16      // of includes, and of subsections
	maxSections = 1000    // of a file with all that it includes
)

// section is a part of a configuration: a section, a subsection, or a relation with
// its value.
type section struct {
	name, value string
	parts       []*section
	final       bool // later files have no say
}

// profile is a configuration: a tree for each file that is named, in their order. An
// included file belongs to the tree of the one that includes it.
type profile []*section

// values are those of a relation, first come first; path leads to it.
func (p profile) values(path ...string) (found []string) {
	for _, root := range p {
		parts, final := []*section{root}, false
		for i, name := range path {
			var next []*section
			for _, s := range parts {
				for _, part := range s.parts {
					if part.name == name && (i == len(path)-1) == (part.parts == nil) {
						next, final = append(next, part), final || part.final
					}
				}
			}
			parts = next
		}
		for _, s := range parts {
			found = append(found, s.value)
		}
		if final {
			break
		}
	}
	return found
}

// spelled is how a configuration spells the name of a part of a section, where case
// is all that differs; an exact match is preferred.
func (p profile) spelled(in, name string) (spelling string, ok bool) {
	for _, root := range p {
		for _, s := range root.parts {
			for _, part := range s.parts {
				switch {
				case s.name != in:
				case part.name == name:
					return name, true
				case !ok && strings.EqualFold(part.name, name):
					spelling, ok = part.name, true
				}
			}
		}
	}
	return spelling, ok
}
