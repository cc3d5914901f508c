package windows

import (
	"fmt"
	"io"
	"strings"
)

// regPrinter prints what a query finds, as reg.exe does.
type regPrinter struct {
	query       regQuery
	folded      string // query.find in lower case
	texts       regTexts
	out, errOut io.Writer
	matches     int
	opened      bool // something was printed
	failed      bool // a key below could not be opened
}

func (p *regPrinter) run(key *regKey) int {
	p.folded = strings.ToLower(p.query.find)
	searching := p.query.hasFind || p.query.hasValue
	switch {
	case p.query.hasFind:
		p.search(p.query.key, key)
	case p.query.hasValue:
		p.values(p.query.key, key)
	case p.query.recursive:
		p.tree(p.query.key, key)
	default:
		p.list(key)
	}
	if p.query.hasFind || p.query.hasValue && p.query.recursive {
		fmt.Fprintf(p.out, p.texts.endOfSearch+crlf, p.matches)
	} else if p.query.hasValue && p.matches == 0 {
		fmt.Fprint(p.out, crlf+crlf)
		fmt.Fprint(p.errOut, p.texts.notFound+crlf)
	}
	if p.failed || searching && p.matches == 0 {
		return 1
	}
	return 0
}

// list prints the values of a key, then the paths of its sub-keys. A key
// without values has no line of its own.
func (p *regPrinter) list(key *regKey) {
	p.open()
	if len(key.values) > 0 {
		p.block(p.query.key, key.values)
	}
	for _, s := range key.subkeys {
		fmt.Fprint(p.out, p.query.key+`\`+s.name+crlf)
	}
}

// tree prints a key and everything below it.
func (p *regPrinter) tree(path string, key *regKey) {
	p.open()
	p.block(path, key.values)
	p.each(path, key, p.tree)
}

// values prints the value that was asked for, of this key and with /s of each below.
func (p *regPrinter) values(path string, key *regKey) {
	if i := key.indexOf(p.query.value); i >= 0 {
		p.matches++
		p.open()
		p.block(path, key.values[i:i+1])
	}
	if p.query.recursive {
		p.each(path, key, p.values)
	}
}

// search prints the sub-keys whose names match, and the values that do.
func (p *regPrinter) search(path string, key *regKey) {
	var found []regValue
	if !p.query.keysOnly {
		for _, v := range key.values {
			if p.matchesValue(v) {
				found = append(found, v)
			}
		}
	}
	if len(found) > 0 {
		p.matches += len(found)
		p.open()
		p.block(path, found)
	}
	for _, s := range key.subkeys {
		if !p.query.dataOnly && !p.query.hasValue && p.matchesName(s) {
			p.matches++
			p.open()
			p.block(path+`\`+s.name, nil)
		}
	}
	if p.query.recursive {
		p.each(path, key, p.search)
	}
}

func (p *regPrinter) matchesValue(v regValue) bool {
	if p.query.hasValue && !strings.EqualFold(v.name, p.query.value) {
		return false
	}
	if p.matchesText(v.text()) {
		return true
	}
	return !p.query.dataOnly && !p.query.hasValue && p.matchesText(v.name)
}

func (p *regPrinter) matchesText(s string) bool {
	if p.query.exact {
		return strings.EqualFold(s, p.query.find)
	}
	return strings.Contains(strings.ToLower(s), p.folded)
}

func (p *regPrinter) matchesName(k *regKey) bool {
	if p.query.exact {
		return strings.EqualFold(k.name, p.query.find)
	}
	return strings.Contains(k.folded, p.folded)
}

// each visits the sub-keys. One that is denied is reported and passed over.
func (p *regPrinter) each(path string, key *regKey, visit func(string, *regKey)) {
	for _, s := range key.subkeys {
		if s.denied {
			fmt.Fprint(p.errOut, p.texts.denied+crlf)
			p.failed = true
			continue
		}
		visit(path+`\`+s.name, s)
	}
}

// open prints the blank line that precedes the first output.
func (p *regPrinter) open() {
	if !p.opened {
		fmt.Fprint(p.out, crlf)
	}
	p.opened = true
}

// block prints a key's path, some of its values and a blank line.
func (p *regPrinter) block(path string, values []regValue) {
	fmt.Fprint(p.out, path+crlf)
	for _, v := range values {
		name := v.name
		if name == "" {
			name = p.texts.defaultValue
		}
		fmt.Fprint(p.out, "    "+name+"    "+v.kind.String()+"    "+v.text()+crlf)
	}
	fmt.Fprint(p.out, crlf)
}

// text gives the data as reg.exe prints it.
func (v regValue) text() string {
	switch data := v.data.(type) {
	case string:
		return data
	case []string:
		return strings.Join(data, `\0`)
	case uint32, uint64:
		return fmt.Sprintf("0x%x", data)
	case []byte:
		return fmt.Sprintf("%X", data)
	}
	return ""
}
