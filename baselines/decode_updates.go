package baselines

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// updates reads a list of substitutes, in which a row of updates counts as many.
func updates(record *record, n *yaml.Node) []Update {
	var all []Update
	for _, item := range strict.Items(n) {
		var u Update
		record.set(reflect.ValueOf(&u).Elem(), item)
		for _, number := range updateNumbers(item) {
			u.KB = kb(number)
			all = append(all, u)
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

// deriveHotfixes adds what is not written at a hotfix: the lists that name it,
// and its remedy, which is to install it.
func (b *Baseline) deriveHotfixes() {
	for i := range b.Hotfixes {
		h := &b.Hotfixes[i]
		h.Remedy = &Remedy{Scope: OnNode, Restart: h.Reboot, Package: h.KB}
		for _, l := range b.Lists {
			if slices.Contains(l.Members, h.KB) {
				h.Lists = append(h.Lists, l.KB)
			}
		}
	}
}

// CompareKB orders ids of updates by number: "KB978309" comes before "KB2552040".
func CompareKB(a, b string) int {
	number := func(kb string) int {
		i, _ := strconv.Atoi(strings.TrimPrefix(kb, "KB")) // the schema requires a number
		return i
	}
	return number(a) - number(b)
}
