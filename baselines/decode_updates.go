package baselines

import (
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

func (t *tree) hotfixes(lists []List) []Hotfix {
	var all []Hotfix
	for _, n := range items(get(t.root, "hotfixes")) {
		id := kb(get(n, "kb"))
		h := Hotfix{
			Requirement: t.requirement(hotfixID(id), n),
			KB:          id,
			Reboot:      flag(get(n, "reboot")),
			When: When{
				Installation: text(get(n, "when", "installation")),
				ResourceType: text(get(n, "when", "resource_type")),
			},
			SatisfiedBy: SatisfiedBy{
				Updates: updates(get(n, "satisfied_by", "updates")),
				MaybeIn: updates(get(n, "satisfied_by", "maybe_in")),
				Files:   floors(get(n, "satisfied_by", "files")),
			},
			AcceptInstead: texts(get(n, "accept_instead")),
		}
		for _, l := range lists {
			if slices.Contains(l.Members, id) {
				h.Lists = append(h.Lists, l.KB)
			}
		}
		all = append(all, h)
	}
	slices.SortFunc(all, func(a, b Hotfix) int { return compareKB(a.KB, b.KB) })
	return all
}

func updates(n *yaml.Node) []Update {
	var all []Update
	for _, u := range items(n) {
		all = append(all, Update{
			KB:         kb(get(u, "kb")),
			Provenance: Provenance(text(get(u, "provenance"))),
			Reference:  text(get(u, "reference")),
		})
	}
	return all
}

func floors(n *yaml.Node) []FileFloor {
	branch := func(n *yaml.Node) BranchFloor {
		return BranchFloor{With: text(get(n, "with")), Without: text(get(n, "without"))}
	}
	var all []FileFloor
	for _, f := range items(n) {
		all = append(all, FileFloor{
			Path:       text(get(f, "path")),
			LDR:        branch(get(f, "ldr")),
			GDR:        branch(get(f, "gdr")),
			Provenance: Provenance(text(get(f, "provenance"))),
			Reference:  text(get(f, "reference")),
		})
	}
	return all
}

func (t *tree) lists() []List {
	var all []List
	for _, n := range items(get(t.root, "lists")) {
		id := kb(get(n, "kb"))
		l := List{
			Requirement: t.requirement(listID(id), n),
			KB:          id,
			AsOf:        date(get(n, "as_of")),
			Members:     kbs(get(n, "members")),
		}
		if l.Severity == "" {
			l.Severity = Info // the members carry the weight
		}
		all = append(all, l)
	}
	slices.SortFunc(all, func(a, b List) int { return compareKB(a.KB, b.KB) })
	return all
}

// compareKB orders updates by number: KB978309 comes before KB2552040.
func compareKB(a, b string) int {
	number := func(kb string) int {
		i, _ := strconv.Atoi(strings.TrimPrefix(kb, "KB")) // the schema asks for a number
		return i
	}
	return number(a) - number(b)
}
