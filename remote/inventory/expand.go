package inventory

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// variable is what stands for an environment variable, or $${ for ${ itself.
var variable = regexp.MustCompile(`\$\$\{|\$\{([^}]*)\}?`)

// filled is a text whose variables are filled in.
type filled struct {
	text string
	// starts are where in the text values begin that came from the environment.
	starts []int
}

// expand fills in the environment variables of a text; nothing for no text.
// What a value brings must not take the text apart in another way than it is
// written: a value that is only a part of it may have none of the dividers.
func (f *file) expand(n *yaml.Node, dividers string) string { return f.fill(n, dividers).text }

func (f *file) fill(n *yaml.Node, dividers string) filled {
	if n == nil {
		return filled{}
	}
	var out strings.Builder
	var starts []int
	end := 0
	for _, at := range variable.FindAllStringIndex(n.Value, -1) {
		out.WriteString(n.Value[end:at[0]])
		written := n.Value[at[0]:at[1]]
		end = at[1]
		if written == "$${" {
			out.WriteString("${")
			continue
		}
		if written == n.Value {
			dividers = ""
		}
		value, problem, hint := f.lookUp(written, dividers)
		if problem != "" {
			f.Fail(n, problem, hint)
		}
		starts = append(starts, out.Len())
		out.WriteString(value)
	}
	out.WriteString(n.Value[end:])
	return filled{out.String(), starts}
}

func (f *file) lookUp(written, dividers string) (value, problem, hint string) {
	name := strings.TrimSuffix(strings.TrimPrefix(written, "${"), "}")
	if !strings.HasSuffix(written, "}") || !variableName.MatchString(name) {
		return "", fmt.Sprintf("%q names no environment variable", written), "write it like ${" + VariablePrefix + "USER}, or $${ for the characters themselves"
	}
	if problem, hint := f.notReadable(name); problem != "" {
		return "", problem, hint
	}
	if f.Env != nil {
		value, _ = f.Env(name)
	}
	switch {
	case value == "":
		return "", fmt.Sprintf("the environment variable %s is not set", name), ""
	case !utf8.ValidString(value), strings.ContainsFunc(value, unicode.IsControl):
		return "", fmt.Sprintf("the environment variable %s holds a control character", name), "set it to one line of text"
	case strings.ContainsAny(value, dividers):
		found := value[strings.IndexAny(value, dividers):][:1]
		return "", fmt.Sprintf("the environment variable %s holds a %s, which would take the text around it apart", name, found), "set it without, or let one variable hold the whole text"
	}
	return value, "", ""
}

// host fills in a host, which is checked again then.
func (f *file) host(n *yaml.Node) string {
	host := f.fill(n, "")
	if len(host.starts) > 0 && host.text != "" && !isHost(host.text) {
		f.Fail(n, fmt.Sprintf("%q is not a host name or address", host.text), "it comes from the environment; write it like HV01")
	}
	return host.text
}

// path fills in a path. A variable at its start may name any folder; one that
// comes later stays in the folder that is written before it.
func (f *file) path(n *yaml.Node) string {
	path := f.fill(n, "")
	for _, start := range path.starts {
		if start > 0 && !inFolder(path.text[:start], path.text) {
			f.Fail(n, fmt.Sprintf("%q leads out of the folder that is written before the variable", path.text), "it comes from the environment; set the variable without .., or let one variable hold the whole path")
			break
		}
	}
	return path.text
}

// inFolder reports whether a path stays in the folder that its beginning names.
func inFolder(beginning, path string) bool {
	folder := beginning[:strings.LastIndexFunc(beginning, func(r rune) bool { return r < utf8.RuneSelf && os.IsPathSeparator(uint8(r)) })+1]
	if folder == "" {
		folder = "."
	}
	rest, err := filepath.Rel(folder, path)
	return err == nil && filepath.IsLocal(rest)
}

// plain notes a name that looks as if a variable were filled in there.
func (f *file) plain(name *yaml.Node) {
	if strings.Contains(name.Value, "${") {
		f.Fail(name, "a name cannot contain an environment variable", "write the name out, and use the variable in address")
	}
}

// literal writes a text so that expand gives it back.
func literal(text string) string { return strings.ReplaceAll(text, "${", "$${") }
