package baselines

import (
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

func (t *tree) hotfixes(lists []List) []Hotfix {
	var all []Hotfix
	for _, n := range strict.Items(t.root, "hotfixes") {
		id := kb(strict.Get(n, "kb"))
		h := Hotfix{
			Requirement: t.requirement(hotfixID(id), n),
			KB:          id,
			Reboot:      flag(strict.Get(n, "reboot")),
			When: When{
				Installation: strict.Text(n, "when", "installation"),
				ResourceType: strict.Text(n, "when", "resource_type"),
			},
			SatisfiedBy: SatisfiedBy{
				Updates: updates(strict.Get(n, "satisfied_by", "updates")),
				MaybeIn: updates(strict.Get(n, "satisfied_by", "maybe_in")),
				Files:   floors(strict.Get(n, "satisfied_by", "files")),
			},
			AcceptInstead: strict.Texts(n, "accept_instead"),
		}
		h.Remedy = &Remedy{Scope: OnNode, Restart: h.Reboot, Package: h.KB}
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
	for _, item := range strict.Items(n) {
		for _, number := range updateNumbers(item) {
			all = append(all, Update{
				KB:         kb(number),
				Provenance: Provenance(strict.Text(item, "provenance")),
				Reference:  strict.Text(item, "reference"),
				ListedOnly: strict.Get(item, "kbs") != nil,
			})
		}
	}
	return all
}

// updateNumbers are the updates that an item names: one by kb, or a row by kbs.
func updateNumbers(item *yaml.Node) []*yaml.Node {
	if n := strict.Get(item, "kb"); n != nil {
		return []*yaml.Node{n}
	}
	return strict.Items(item, "kbs")
}

func floors(n *yaml.Node) []FileFloor {
	branch := func(n *yaml.Node) BranchFloor {
		return BranchFloor{With: strict.Text(n, "with"), Without: strict.Text(n, "without")}
	}
	var all []FileFloor
	for _, f := range strict.Items(n) {
		all = append(all, FileFloor{
			Path:       strict.Text(f, "path"),
			LDR:        branch(strict.Get(f, "ldr")),
			GDR:        branch(strict.Get(f, "gdr")),
			Provenance: Provenance(strict.Text(f, "provenance")),
			Reference:  strict.Text(f, "reference"),
		})
	}
	return all
}

func (t *tree) lists() []List {
	var all []List
	for _, n := range strict.Items(t.root, "lists") {
		id := kb(strict.Get(n, "kb"))
		l := List{
			Requirement: t.requirement(listID(id), n),
			KB:          id,
			AsOf:        date(strict.Get(n, "as_of")),
			Members:     kbs(strict.Get(n, "members")),
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
