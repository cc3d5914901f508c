package observe

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// normal is the value by the one spelling of its key.
func (r Registry) normal() (*Registry, error) {
	key, err := keyOf(r.Key, "registry")
	if err != nil {
		return nil, err
	}
	if err := key.denied("registry"); err != nil {
		return nil, err
	}
	if err := r.deniedValue(); err != nil {
		return nil, err
	}
	if !slices.Contains(Types(), r.Type) {
		return nil, refuse(quoted(string(r.Type))+" is not a type of registry values", "write one of dword, qword, sz, expand_sz, multi_sz and binary", "type")
	}
	r.Root, err = key.root(r.Root)
	if err != nil {
		return nil, err
	}
	r.Key = key.String()
	return &r, nil
}

// Root returns a key of a site's own list in its one spelling, or an *Error: it is at
// least one key below HKLM\SOFTWARE, which is a vendor's, and not denied.
func Root(key string) (string, error) {
	k, err := keyOf(key)
	if err != nil {
		return "", err
	}
	if err := k.denied(); err != nil {
		return "", err
	}
	vendor := k.plain()
	if len(vendor) < 2 || !strings.EqualFold(vendor[0], vendorParents) {
		return "", refuse(k.String()+` is not a key below HKLM\SOFTWARE`, `allow_roots is for vendors' keys: write it like HKLM\SOFTWARE\Contoso`)
	}
	if _, ok := among(notVendors, vendor[1]); ok {
		return "", refuse(k.String()+" is not a vendor's key", `what can be read of it can be read without allow_roots; write it like HKLM\SOFTWARE\Contoso`)
	}
	return k.String(), nil
}

// key are the names on the way from HKLM to a key.
type key []string

func (k key) String() string { return `HKLM\` + strings.Join(k, `\`) }

var (
	hive      = regexp.MustCompile(`^(?i:HKLM|HKEY_LOCAL_MACHINE):?\\`)
	keyName   = regexp.MustCompile(`^[!-~]([ -~]*[!-~])?$`)
	number3   = regexp.MustCompile(`^(?i)ControlSet[0-9]{3}$`)
	valueName = regexp.MustCompile(`^[ -~]+$`)
)

// mostValueName is the longest name of a value, in bytes.
const mostValueName = 255

// keyOf reads a key. The names that begin a root are spelled as the root is.
func keyOf(text string, path ...string) (key, error) {
	if !hive.MatchString(text) {
		return nil, refuse(quoted(text)+" is not a key below HKLM", `write it like HKLM\SYSTEM\CurrentControlSet\Services\Disk`, path...)
	}
	var k key
	for part := range strings.SplitSeq(hive.ReplaceAllString(text, ""), `\`) {
		if part == "" {
			continue // a doubled backslash, or one at the end
		}
		if !keyName.MatchString(part) {
			return nil, refuse(quoted(text)+" has a name that is not printable ASCII, or a blank at the end of one", "only such keys can be read", path...)
		}
		k = append(k, part)
	}
	if len(k) == 0 || len(text) > mostKeyLength {
		return nil, refuse(quoted(text)+" is not a key below HKLM of a sensible length", `write it like HKLM\SYSTEM\CurrentControlSet\Services\Disk`, path...)
	}
	for _, root := range append(slices.Clone(registryRoots), vendorParents) {
		if names := strings.Split(root, `\`); k.below(names) {
			copy(k, names)
			break
		}
	}
	return k, nil
}

// below reports whether the key is one, or below it.
func (k key) below(names []string) bool {
	return len(k) >= len(names) && slices.EqualFunc(k[:len(names)], names, strings.EqualFold)
}

// plain is the key as limits compare it: CurrentControlSet in the place of its numbered
// twins, and without the part that the registry of 32-bit programs has before it.
func (k key) plain() key {
	var all key
	for i, name := range k {
		switch {
		case i == 1 && strings.EqualFold(k[0], "SYSTEM") && number3.MatchString(name):
			all = append(all, "CurrentControlSet")
		case strings.EqualFold(name, "Wow6432Node") || strings.EqualFold(name, "WowAA32Node"):
		default:
			all = append(all, name)
		}
	}
	return all
}

// denied is an *Error for a key that no file can read.
func (k key) denied(path ...string) error {
	const hint = "no file lifts this limit: leave the entry out"
	plain := k.plain()
	for _, d := range deniedKeys {
		if plain.below(strings.Split(d, `\`)) {
			return refuse(fmt.Sprintf(`%s is in HKLM\%s, which may hold secrets`, k, d), hint, path...)
		}
	}
	for _, name := range plain {
		if _, ok := among(deniedNames, name); ok {
			return refuse(fmt.Sprintf("%s has a key named %s, which may hold secrets", k, name), hint, path...)
		}
		if word, ok := secretWord(secretKeyWords, name); ok {
			return refuse(fmt.Sprintf("%s has %q in the name of a key, which may hold secrets", k, word), hint, path...)
		}
	}
	return nil
}

// root is the key of a site's own list that allows this one, in its one spelling; empty
// if it is allowed anyway. An *Error says that neither is so.
func (k key) root(own string) (string, error) {
	plain := k.plain()
	if len(k) > 1 && len(plain) > 1 && strings.EqualFold(k[0], "SYSTEM") && number3.MatchString(k[1]) {
		return "", refuse(fmt.Sprintf("%s may not be the control set that is in use", k), "write CurrentControlSet in place of "+k[1], "registry")
	}
	for _, root := range registryRoots {
		if plain.below(strings.Split(root, `\`)) {
			return "", nil
		}
	}
	if own == "" {
		hint := `what can be read is below HKLM\` + strings.Join(registryRoots, `, HKLM\`)
		if vendor, err := Root(plain[:min(2, len(plain))].String()); err == nil {
			hint = fmt.Sprintf("if it is a vendor's, add it to allow_roots: '%s'", vendor)
		}
		return "", refuse(k.String()+" is not below a key that can be read", hint, "registry")
	}
	own, err := Root(own)
	if err != nil {
		return "", err
	}
	if allowed, err := keyOf(own); err != nil || !plain.below(allowed.plain()) {
		return "", refuse(k.String()+" is not below "+own, "name the key of allow_roots that it is below", "registry")
	}
	return own, nil
}

// deniedValue is an *Error for a value that no file can read, in whatever key.
func (r Registry) deniedValue() error {
	const hint = "no file lifts this limit: leave the entry out"
	value := r.Value
	switch {
	case value == "@", strings.EqualFold(value, "(Default)"):
		return refuse("the default value of a key has no name and cannot be read", "look at a value that has a name", "value")
	case len(value) > mostValueName, !valueName.MatchString(value):
		return refuse(quoted(value)+" is not the name of a registry value", "write its name in printable ASCII, like TimeOutValue", "value")
	case like(deniedValues, strings.TrimSpace(value)):
		return refuse("the value "+value+" may hold secrets", hint, "value")
	}
	word, ok := secretWord(secretWords, value)
	if !ok && r.Type != DWORD && r.Type != QWORD {
		word, ok = secretWord(secretTextWords, withoutWords(value, harmlessWords))
	}
	if ok {
		return refuse(fmt.Sprintf("the value %s has %q in its name and may hold a secret", value, word), hint, "value")
	}
	return nil
}
