package ansible

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// section is [name], [name:children] or [name:vars].
var section = regexp.MustCompile(`^\[([^:\]\s]+)(?::([^\]\s]*))?\]\s*(?:[#;].*)?$`)

func isComment(line string) bool { return line[0] == '#' || line[0] == ';' }

// iniFile is where the reading of an INI file stands.
type iniFile struct {
	*tree
	group *group
	kind  string // "hosts", "children" or "vars"
}

func (t *tree) parseINI(data []byte) {
	f := iniFile{t, t.groups[groupUngrouped], "hosts"}
	number := 0
	for line := range strings.Lines(string(data)) {
		number++
		text := strings.TrimSpace(line)
		if text == "" || isComment(text) {
			continue
		}
		at := t.at(number, strings.Index(line, text)+1)
		if text[0] == '[' && section.MatchString(text) {
			f.begin(section.FindStringSubmatch(text), at)
			continue
		}
		f.line(text, at)
	}
	f.undeclared()
}

// begin starts a section.
func (f *iniFile) begin(m []string, at strict.Position) {
	f.group, f.kind = f.tree.group(m[1], at), m[2]
	switch f.kind {
	case "":
		f.kind = "hosts"
		f.group.declared = true
	case "children":
		f.group.declared = true
	case "vars":
	default:
		f.fail(at, fmt.Sprintf("unknown kind of section %q", f.kind), strict.Suggest(f.kind, []string{"children", "hosts", "vars"}))
		f.kind = "skip"
		f.group.declared = true // one problem is enough
	}
}

// line reads a line of the section.
func (f *iniFile) line(text string, at strict.Position) {
	switch f.kind {
	case "hosts":
		f.hostLine(text, at)
	case "children":
		name, _, _ := strings.Cut(text, "#")
		if name = strings.TrimSpace(name); name == "" || strings.ContainsAny(name, " \t=:[]") {
			f.fail(at, fmt.Sprintf("%q is not the name of a group", text), "")
			return
		}
		f.adopt(f.group, f.tree.group(name, at))
	case "vars":
		name, value, ok := strings.Cut(text, "=")
		if !ok {
			f.fail(at, "a line of variables needs a =", "write it like name=value")
			return
		}
		f.group.vars[strings.TrimSpace(name)] = literal(strings.TrimSpace(value), at)
	}
}

// hostLine reads a host, or a range of them, and its variables. Nothing of the
// line is repeated in a problem, since a password may stand there.
func (f *iniFile) hostLine(text string, at strict.Position) {
	words, problem := split(text)
	if problem != "" {
		f.fail(at, problem, "")
		return
	}
	if len(words) == 0 {
		return
	}
	if strings.Contains(words[0].text, "=") {
		f.fail(at, "a variable has no host before it", "write it behind a host, or below [GROUP:vars]")
		return
	}
	own := variables{}
	for _, w := range words[1:] {
		position := f.at(at.Line, at.Column+w.column)
		name, value, ok := strings.Cut(w.text, "=")
		if !ok {
			f.fail(position, "a variable of a host needs a =", "write it like ansible_port=5986, a value with blanks in quotes")
			return
		}
		own[name] = literal(value, position)
	}
	f.addHosts(words[0].text, f.group, own, at)
}

// undeclared notes groups that have variables or a parent, but no section of
// their own.
func (f *iniFile) undeclared() {
	var hints strict.Hints
	for _, g := range f.order {
		if !g.declared {
			f.fail(g.Position, fmt.Sprintf("there is no group %q", g.name), hints.Suggest(g.name, f.declared))
		}
	}
}

// declared are the names of the groups that have a section of their own.
func (f *iniFile) declared() []string {
	var names []string
	for _, g := range f.order {
		if g.declared {
			names = append(names, g.name)
		}
	}
	return names
}
