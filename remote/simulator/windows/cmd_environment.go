package windows

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// prompt is one cmd.exe: what it knows while it runs a line.
type prompt struct {
	m           *Machine
	environment map[string]string // by name in upper case
	left        bool              // exit has ended it
}

// newPrompt gives a cmd.exe the variables of the node and those of its shell, each as
// "NAME=value"; the later one counts.
func newPrompt(m *Machine, environment []string) *prompt {
	p := &prompt{m: m, environment: map[string]string{
		"COMPUTERNAME": m.node.netBIOSName(), "OS": "Windows_NT", "SYSTEMDRIVE": "C:", "SYSTEMROOT": `C:\Windows`,
	}}
	for _, pair := range environment {
		name, value, _ := strings.Cut(pair, "=")
		p.environment[strings.ToUpper(name)] = value
	}
	return p
}

// expand puts the values of variables in place of %NAME%, before the line is taken
// apart. One that is not set stays as it is typed, as in a line that is not of a
// batch file.
func (p *prompt) expand(line string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(line, "%")
		b.WriteString(before)
		name, after, closed := strings.Cut(rest, "%")
		value, set := p.environment[strings.ToUpper(name)]
		switch {
		case !ok:
			return b.String()
		case !closed || !set:
			b.WriteByte('%')
			line = rest
		default:
			b.WriteString(value)
			line = after
		}
	}
}

// set is the command of that name: it shows the variables whose names begin with a
// word, or gives one a value for the rest of the line's commands.
func (p *prompt) set(rest string, out, errOut io.Writer) int {
	rest = strings.Trim(strings.TrimLeft(rest, " \t"), `"`)
	if name, value, ok := strings.Cut(rest, "="); ok {
		p.environment[strings.ToUpper(name)] = value
		return 0
	}
	found := false
	for _, name := range slices.Sorted(maps.Keys(p.environment)) {
		if strings.HasPrefix(name, strings.ToUpper(strings.TrimSpace(rest))) {
			found = true
			fmt.Fprintf(out, "%s=%s"+crlf, name, p.environment[name])
		}
	}
	if !found {
		fmt.Fprintf(errOut, "Environment variable %s not defined"+crlf, strings.TrimSpace(rest))
		return 1
	}
	return 0
}

// exit ends cmd.exe with a code, the rest of its line unread; without a code the
// last one counts, which is 0 here: nothing that is simulated reads it.
func (p *prompt) exit(rest string) int {
	p.left = true
	arguments := words(rest)
	if len(arguments) > 0 && strings.EqualFold(arguments[0], "/b") {
		arguments = arguments[1:]
	}
	if len(arguments) == 0 {
		return 0
	}
	code, err := strconv.ParseInt(arguments[0], 10, 32)
	if err != nil {
		return 0
	}
	return int(code)
}
