package windows

import (
	"fmt"
	"slices"
	"strings"
)

// localMachine is the only root that a simulated node has.
const localMachine = "HKEY_LOCAL_MACHINE"

// regKey is one registry key. Sub-keys are sorted by name, in any case.
type regKey struct {
	name    string
	folded  string // name in lower case: stores of thousands of keys are searched by name
	values  []regValue
	subkeys []*regKey
	denied  bool // this key and all below it answer access denied
	// shared marks a key that several nodes have in common: it is copied before
	// it is changed.
	shared bool
}

// regValue is one value. Its data is a string (SZ, EXPAND_SZ), []string
// (MULTI_SZ), uint32 (DWORD), uint64 (QWORD) or []byte (BINARY).
type regValue struct {
	name string // empty: the default value
	kind regType
	data any
}

// regType is a registry type by its number in the Windows API.
type regType int

const (
	regSZ       regType = 1
	regExpandSZ regType = 2
	regBinary   regType = 3
	regDWORD    regType = 4
	regMultiSZ  regType = 7
	regQWORD    regType = 11
)

// String gives the name that reg.exe prints.
func (t regType) String() string {
	switch t {
	case regSZ:
		return "REG_SZ"
	case regExpandSZ:
		return "REG_EXPAND_SZ"
	case regBinary:
		return "REG_BINARY"
	case regDWORD:
		return "REG_DWORD"
	case regMultiSZ:
		return "REG_MULTI_SZ"
	case regQWORD:
		return "REG_QWORD"
	}
	return fmt.Sprintf("REG_TYPE_%d", int(t))
}

func newRegKey(name string) *regKey {
	return &regKey{name: name, folded: strings.ToLower(name)}
}

// find gives the place of a direct sub-key, or the one where it would be.
func (k *regKey) find(name string) (int, bool) {
	return slices.BinarySearchFunc(k.subkeys, name, func(s *regKey, name string) int {
		return compareFold(s.name, name)
	})
}

// open walks down a path, up to the first key that must not be read. The key is
// nil when it does not exist.
func (k *regKey) open(path string) (key *regKey, denied bool) {
	for _, name := range pathNames(path) {
		if k.denied {
			break
		}
		i, ok := k.find(name)
		if !ok {
			return nil, false
		}
		k = k.subkeys[i]
	}
	return k, k.denied
}

// create walks down a path and makes what is missing. Shared keys on the way
// are replaced by copies.
func (k *regKey) create(path string) *regKey {
	for _, name := range pathNames(path) {
		i, ok := k.find(name)
		switch {
		case !ok:
			k.subkeys = slices.Insert(k.subkeys, i, newRegKey(name))
		case k.subkeys[i].shared:
			k.subkeys[i] = k.subkeys[i].copy()
		}
		k = k.subkeys[i]
	}
	return k
}

// copy gives a key that may be changed without changing the original.
func (k *regKey) copy() *regKey {
	c := *k
	c.values, c.subkeys, c.shared = slices.Clone(k.values), slices.Clone(k.subkeys), false
	return &c
}

// set adds or replaces a value.
func (k *regKey) set(name string, kind regType, data any) {
	v := regValue{name: name, kind: kind, data: data}
	if i := k.indexOf(name); i >= 0 {
		k.values[i] = v
		return
	}
	k.values = append(k.values, v)
}

func (k *regKey) setText(name, text string)       { k.set(name, regSZ, text) }
func (k *regKey) setDWORD(name string, n uint32)  { k.set(name, regDWORD, n) }
func (k *regKey) setExpandable(name, text string) { k.set(name, regExpandSZ, text) }

// indexOf gives the place of a value, or -1.
func (k *regKey) indexOf(name string) int {
	return slices.IndexFunc(k.values, func(v regValue) bool { return strings.EqualFold(v.name, name) })
}

// pathNames splits a path; empty names are dropped.
func pathNames(path string) []string {
	return strings.FieldsFunc(path, func(r rune) bool { return r == '\\' })
}

// belowLocalMachine takes "HKLM\..." or "HKEY_LOCAL_MACHINE\..." and gives what
// follows the root.
func belowLocalMachine(key string) (string, bool) {
	root, path, _ := strings.Cut(key, `\`)
	if !strings.EqualFold(root, "HKLM") && !strings.EqualFold(root, localMachine) {
		return "", false
	}
	return strings.TrimRight(path, `\`), true
}
