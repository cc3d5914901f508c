package inventory

import (
	"fmt"
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"
)

// variable is what stands for an environment variable, or $${ for ${ itself.
var variable = regexp.MustCompile(`\$\$\{|\$\{([^}]*)\}?`)

// variableName is what may stand between the braces.
var variableName = regexp.MustCompile(`^\$\{[A-Za-z_][A-Za-z0-9_]*\}$`)

// secretName is how a variable is called that holds what must not be printed.
var secretName = regexp.MustCompile(`(?i)pass|pwd|secret|token`)

// expand fills in the environment variables of a text; nothing for no text.
func (f *file) expand(n *yaml.Node) string {
	if n == nil {
		return ""
	}
	return variable.ReplaceAllStringFunc(n.Value, func(written string) string {
		if written == "$${" {
			return "${"
		}
		value, problem, hint := f.lookUp(written)
		if problem != "" {
			f.Fail(n, problem, hint)
		}
		return value
	})
}

func (f *file) lookUp(written string) (value, problem, hint string) {
	name := strings.Trim(written, "${}")
	switch {
	case !variableName.MatchString(written):
		return "", fmt.Sprintf("%q names no environment variable", written), "write it like ${SITE_USER}, or $${ for the characters themselves"
	case secretName.MatchString(name):
		return "", fmt.Sprintf("the environment variable %s is not read: by its name it holds a secret", name), "an inventory holds none"
	case f.Env != nil:
		value, _ = f.Env(name)
	}
	if value == "" {
		return "", fmt.Sprintf("the environment variable %s is not set", name), ""
	}
	return value, "", ""
}

// plain notes a name that looks as if a variable were filled in there.
func (f *file) plain(name *yaml.Node) {
	if strings.Contains(name.Value, "${") {
		f.Fail(name, "a name is no place for an environment variable", "write the name out, and use the variable in address")
	}
}

// literal writes a text so that expand gives it back.
func literal(text string) string { return strings.ReplaceAll(text, "${", "$${") }
