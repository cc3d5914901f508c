package windows

import (
	"fmt"
	"io"
	"strings"
)

// regQuery is one parsed "reg query".
type regQuery struct {
	key       string // with the root in full, otherwise as it was typed
	recursive bool   // /s
	value     string // /v; meaningful with hasValue
	hasValue  bool
	find      string // /f; meaningful with hasFind
	hasFind   bool
	keysOnly  bool // /k
	dataOnly  bool // /d
	exact     bool // /e
}

// runReg is reg.exe, of which only "query" exists here.
func (m *Machine) runReg(args []string, out, errOut io.Writer) int {
	texts := m.texts.reg
	q, ok := parseRegQuery(args)
	if !ok {
		fmt.Fprint(errOut, texts.syntax+crlf)
		return 1
	}
	path, ok := belowLocalMachine(q.key)
	if !ok {
		fmt.Fprint(errOut, texts.notFound+crlf)
		return 1
	}
	key, denied := m.hive.open(path)
	switch {
	case denied:
		fmt.Fprint(errOut, texts.denied+crlf)
		return 1
	case key == nil:
		fmt.Fprint(errOut, texts.notFound+crlf)
		return 1
	}
	p := &regPrinter{query: q, texts: texts, out: out, errOut: errOut}
	return p.run(key)
}

// parseRegQuery takes the words after "reg".
func parseRegQuery(args []string) (regQuery, bool) {
	var q regQuery
	if len(args) < 2 || !strings.EqualFold(args[0], "query") {
		return q, false
	}
	root, rest, below := strings.Cut(strings.TrimRight(args[1], `\`), `\`)
	if strings.EqualFold(root, "HKLM") {
		root = localMachine
	}
	q.key = root
	if below {
		q.key += `\` + rest
	}
	for i := 2; i < len(args); i++ {
		switch strings.ToLower(args[i]) {
		case "/s":
			q.recursive = true
		case "/k":
			q.keysOnly = true
		case "/d":
			q.dataOnly = true
		case "/e":
			q.exact = true
		case "/ve":
			q.hasValue = true
		case "/v", "/f":
			if i+1 == len(args) {
				return q, false
			}
			i++
			if strings.EqualFold(args[i-1], "/v") {
				q.value, q.hasValue = args[i], true
			} else {
				q.find, q.hasFind = args[i], true
			}
		default:
			return q, false
		}
	}
	return q, q.hasFind || !q.keysOnly && !q.dataOnly && !q.exact
}
