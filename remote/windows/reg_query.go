// Package windows reads what Windows' own tools print and write: the output of
// `reg query` and `netsh`, firewall rule strings, package names.
//
// In goes text exactly as a node gave it; out come values, or an error where
// the text could not be understood. The functions are pure. They never take a
// localised word for evidence, and never guess: a text they do not recognise is
// an error or is left out, not a default.
package windows

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// RegKey is one key of a `reg query` output. A key that was only listed below
// another one has no values.
type RegKey struct {
	Path   string // as printed, "HKEY_LOCAL_MACHINE\SOFTWARE\..."
	Values []RegValue
}

// RegValue is one value as reg.exe prints it. A MULTI_SZ has `\0` between its
// strings; the unnamed value has a localised name in parentheses.
type RegValue struct {
	Name string
	Type string // "REG_SZ", "REG_DWORD", ...
	Data string
}

// Value returns the value of that name; names are compared without regard to case.
func (k RegKey) Value(name string) (RegValue, bool) {
	for _, v := range k.Values {
		if strings.EqualFold(v.Name, name) {
			return v, true
		}
	}
	return RegValue{}, false
}

// DWORD returns a REG_DWORD; false when there is none of that name or it has
// another type.
func (k RegKey) DWORD(name string) (uint32, bool) {
	v, ok := k.Value(name)
	if !ok {
		return 0, false
	}
	return v.DWORD()
}

// DWORD returns the number of a REG_DWORD, which reg.exe prints as "0x1".
func (v RegValue) DWORD() (uint32, bool) {
	digits, ok := strings.CutPrefix(v.Data, "0x")
	if v.Type != "REG_DWORD" || !ok {
		return 0, false
	}
	n, err := strconv.ParseUint(digits, 16, 32)
	return uint32(n), err == nil
}

// FindKey returns the key of that path, which may begin with HKLM.
func FindKey(keys []RegKey, path string) (RegKey, bool) {
	path = fullPath(path)
	for _, k := range keys {
		if strings.EqualFold(k.Path, path) {
			return k, true
		}
	}
	return RegKey{}, false
}

// KeyIndex finds keys by their paths, where many are looked for.
type KeyIndex map[string]RegKey

// IndexKeys makes an index. Of keys of one path the first counts, as in FindKey.
func IndexKeys(keys []RegKey) KeyIndex {
	index := make(KeyIndex, len(keys))
	for _, k := range keys {
		if path := strings.ToLower(k.Path); index[path].Path == "" {
			index[path] = k
		}
	}
	return index
}

// Find returns the key of a path, which may begin with HKLM.
func (x KeyIndex) Find(path string) (RegKey, bool) {
	k, ok := x[strings.ToLower(fullPath(path))]
	return k, ok
}

// SubKeys returns the names of the direct sub-keys of a path, which may begin
// with HKLM, in the order of the output. A sub-key of which only deeper keys
// were printed counts too.
func SubKeys(keys []RegKey, path string) []string {
	seen := make(map[string]bool)
	var names []string
	for _, k := range keys {
		below, _ := Below(k.Path, path)
		name, _, _ := strings.Cut(below, `\`)
		if folded := strings.ToLower(name); name != "" && !seen[folded] {
			seen[folded] = true
			names = append(names, name)
		}
	}
	return names
}

// Below returns what follows a parent, which may begin with HKLM, in the path of
// a key below it.
func Below(path, parent string) (string, bool) {
	prefix := fullPath(parent) + `\`
	if len(path) <= len(prefix) || !strings.EqualFold(path[:len(prefix)], prefix) {
		return "", false
	}
	return path[len(prefix):], true
}

// fullPath spells out the short name of the local machine's hive, as reg.exe does.
func fullPath(path string) string {
	if rest, ok := strings.CutPrefix(path, `HKLM\`); ok {
		return `HKEY_LOCAL_MACHINE\` + rest
	}
	return path
}

// isKeyLine reports whether a line is the path of a key, "HKEY_LOCAL_MACHINE\SOFTWARE".
func isKeyLine(line string) bool {
	hive, ok := strings.CutPrefix(line, "HKEY_")
	n := capitals(hive)
	return ok && n > 0 && (n == len(hive) || hive[n] == '\\')
}

// column is what reg.exe puts between the columns of a value line.
const column = "    "

// valueLine takes a line of a value apart. The type is its anchor: a name may contain
// blanks, data may be anything.
func valueLine(line string) (v RegValue, ok bool) {
	rest, ok := strings.CutPrefix(line, column)
	if !ok {
		return RegValue{}, false
	}
	for from := 0; ; {
		i := strings.Index(rest[from:], column+"REG_")
		if i < 0 {
			return RegValue{}, false
		}
		name := rest[:from+i]
		from += i + 1
		kind := rest[len(name)+len(column):]
		end := len("REG_") + capitals(kind[len("REG_"):])
		data, whole := strings.CutPrefix(kind[end:], column)
		if end > len("REG_") && (whole || strings.Trim(data, " ") == "") {
			if !whole {
				data = ""
			}
			return RegValue{Name: name, Type: kind[:end], Data: data}, true
		}
	}
}

// capitals is how many capital letters and underscores a text begins with.
func capitals(s string) int {
	n := 0
	for n < len(s) && (s[n] >= 'A' && s[n] <= 'Z' || s[n] == '_') {
		n++
	}
	return n
}

// ParseRegQuery reads the output of `reg query` in any of its forms. Keys come
// in the order of the output. Bytes that are not UTF-8 become U+FFFD. Lines
// directly after a value, or between two values of a key, continue its data;
// one last line that is neither key nor value is the localised sum that a
// search ends with. Any other such text, an error message in the midst of a
// tree for one, makes the whole output untrustworthy and is an error.
func ParseRegQuery(out []byte) ([]RegKey, error) {
	var p regParser
	if err := p.read(out); err != nil {
		return nil, err
	}
	if stray := p.settle(); len(stray) > 1 {
		return nil, fmt.Errorf("read reg output: %q is neither a key nor a value", stray[0])
	}
	return p.keys, nil
}

// ParseRegSearch reads the output of `reg query` with /s and /v. It passes over
// what reg.exe says, in the node's language, of sub-keys that it may not open,
// so that a key which is not among the result may exist all the same. Only
// where whole is set nothing was passed over: one line alone is neither key nor
// value, it is the last, and it has the number of the values in it.
func ParseRegSearch(out []byte) (keys []RegKey, whole bool, err error) {
	p := regParser{lenient: true}
	if err := p.read(out); err != nil {
		return nil, false, err
	}
	last := p.settle()
	whole = len(p.passed) == 0 && len(last) == 1 && slices.Contains(digitRun.FindAllString(last[0], -1), strconv.Itoa(p.values()))
	return p.keys, whole, nil
}

var digitRun = regexp.MustCompile(`[0-9]+`)

// regParser holds the keys so far and the lines whose meaning depends on what follows.
type regParser struct {
	keys    []RegKey
	pending []string
	lenient bool     // passes over lines between keys that are neither key nor value
	passed  []string // the lines that were passed over
}

func (p *regParser) read(out []byte) error {
	text := strings.ToValidUTF8(string(out), "\uFFFD")
	n := 0
	for line := range strings.SplitSeq(text, "\n") {
		n++
		if err := p.line(strings.TrimSuffix(line, "\r")); err != nil {
			return fmt.Errorf("read reg output, line %d: %w", n, err)
		}
	}
	return nil
}

// values counts the values of all keys.
func (p *regParser) values() int {
	n := 0
	for _, k := range p.keys {
		n += len(k.Values)
	}
	return n
}

func (p *regParser) line(line string) error {
	if isKeyLine(line) {
		stray := p.settle()
		if len(stray) > 0 && !p.lenient {
			return fmt.Errorf("%q is neither a key nor a value", stray[0])
		}
		p.passed = append(p.passed, stray...)
		p.keys = append(p.keys, RegKey{Path: line})
		return nil
	}
	value, ok := valueLine(line)
	if !ok {
		p.pending = append(p.pending, line)
		return nil
	}
	if len(p.keys) == 0 {
		return fmt.Errorf("value %q belongs to no key", value.Name)
	}
	key := &p.keys[len(p.keys)-1]
	if len(key.Values) > 0 {
		p.extend(p.pending)
	} else if stray := notBlank(p.pending); len(stray) > 0 {
		return fmt.Errorf("%q is neither a key nor a value", stray[0])
	}
	p.pending = nil
	key.Values = append(key.Values, value)
	return nil
}

// settle ends a key's values: what follows the last value without a blank line
// is its data, the rest is returned, blank lines left out.
func (p *regParser) settle() []string {
	pending := p.pending
	p.pending = nil
	end := 0
	if len(p.keys) > 0 && len(p.keys[len(p.keys)-1].Values) > 0 {
		for end < len(pending) && pending[end] != "" {
			end++
		}
		p.extend(pending[:end])
	}
	return notBlank(pending[end:])
}

// extend adds lines to the data of the last value.
func (p *regParser) extend(lines []string) {
	if len(lines) == 0 {
		return
	}
	values := p.keys[len(p.keys)-1].Values
	last := &values[len(values)-1]
	last.Data += "\n" + strings.Join(lines, "\n")
}

func notBlank(lines []string) []string {
	var kept []string
	for _, l := range lines {
		if strings.TrimSpace(l) != "" {
			kept = append(kept, l)
		}
	}
	return kept
}
