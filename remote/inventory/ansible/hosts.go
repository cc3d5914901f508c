package ansible

import (
	"fmt"
	"maps"
	"net"
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// portVariable is what a port behind a host's name sets.
const portVariable = "ansible_port"

// maxNamed bounds how often a file may name hosts, ranges written out: each of
// maxHosts in 50 groups.
const maxNamed = 50 * maxHosts

// maxPattern is longer than any name of a host, in bytes.
const maxPattern = 500

// addHosts adds a host or a range of them to a group.
func (t *tree) addHosts(pattern string, g *group, own variables, at strict.Position) {
	if len(pattern) > maxPattern {
		t.fail(at, "this is too long for the name of a host", "")
		return
	}
	if t.full || t.named > maxNamed {
		return // which was said
	}
	pattern, port := cutPort(pattern)
	names, problem := expand(pattern)
	if problem != "" {
		t.fail(at, problem, "write a range like hv[01:08] or hv[a:f]")
		return
	}
	if t.named += len(names); t.named > maxNamed {
		t.fail(at, fmt.Sprintf("the ranges of the file stand for more than %d hosts altogether", maxNamed), "list a host in fewer ranges")
		return
	}
	for _, name := range names {
		if len(t.listed) >= maxHosts {
			t.full = true
			t.fail(at, fmt.Sprintf("the inventory has more than %d hosts", maxHosts), "")
			return
		}
		h := t.host(name, g, at)
		if port != "" {
			h.vars[portVariable] = Value{Position: at, Text: port}
		}
		maps.Copy(h.vars, own)
	}
}

// cutPort takes the port off a name; an IPv6 address has one only behind brackets.
func cutPort(pattern string) (name, port string) {
	if _, err := netip.ParseAddr(pattern); err == nil {
		return pattern, ""
	}
	i := strings.LastIndexByte(pattern, ':')
	if i < 0 || strings.LastIndexByte(pattern, ']') > i {
		return unbracketed(pattern), ""
	}
	if _, err := strconv.ParseUint(pattern[i+1:], 10, 16); err != nil {
		return pattern, ""
	}
	return unbracketed(pattern[:i]), pattern[i+1:]
}

// unbracketed takes the brackets off an IPv6 address.
func unbracketed(name string) string {
	if inner, ok := strings.CutPrefix(name, "["); ok && strings.HasSuffix(inner, "]") {
		inner = strings.TrimSuffix(inner, "]")
		if net.ParseIP(inner) != nil {
			return inner
		}
	}
	return name
}

// hostRange is [first:last] or [first:last:step].
var hostRange = regexp.MustCompile(`\[([0-9]+|[a-z]|[A-Z]):([0-9]+|[a-z]|[A-Z])(?::([0-9]{1,5}))?\]`)

// expand gives the names that a pattern stands for. The first range varies slowest.
func expand(pattern string) (names []string, problem string) {
	m := hostRange.FindStringSubmatchIndex(pattern)
	if m == nil {
		if strings.ContainsAny(pattern, "[],") {
			return nil, "this is neither the name of a host nor a range"
		}
		return []string{pattern}, ""
	}
	step := 1
	if m[6] >= 0 {
		step, _ = strconv.Atoi(pattern[m[6]:m[7]])
	}
	items, problem := items(pattern[m[2]:m[3]], pattern[m[4]:m[5]], step)
	if problem != "" {
		return nil, problem
	}
	tails, problem := expand(pattern[m[1]:])
	if problem != "" {
		return nil, problem
	}
	if len(items)*len(tails) > maxHosts {
		return nil, fmt.Sprintf("the range stands for more than %d hosts", maxHosts)
	}
	for _, item := range items {
		for _, tail := range tails {
			names = append(names, pattern[:m[0]]+item+tail)
		}
	}
	return names, ""
}

// items are those of one range, both ends included. Numbers keep their zeros.
func items(first, last string, step int) (items []string, problem string) {
	if step < 1 {
		return nil, "the step of a range is below 1"
	}
	if first[0] > '9' != (last[0] > '9') {
		return nil, "a range goes from a number to a number, or from a letter to a letter"
	}
	if first[0] > '9' {
		if first[0] > last[0] || first[0] <= 'Z' != (last[0] <= 'Z') {
			return nil, "a range ends before it begins"
		}
		for c := int(first[0]); c <= int(last[0]); c += step {
			items = append(items, string(rune(c)))
		}
		return items, ""
	}
	width := 0
	if first[0] == '0' {
		if width = len(first); width != len(last) && width > 1 {
			return nil, "the ends of a range are not of the same length"
		}
	}
	from, err1 := strconv.Atoi(first)
	to, err2 := strconv.Atoi(last)
	switch {
	case err1 != nil || err2 != nil || to-from >= maxHosts:
		return nil, fmt.Sprintf("the range stands for more than %d hosts", maxHosts)
	case from > to:
		return nil, "a range ends before it begins"
	}
	for n := from; n <= to; n += step {
		items = append(items, fmt.Sprintf("%0*d", width, n))
	}
	return items, ""
}
