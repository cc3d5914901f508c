package simulator

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// mark is what a joined command line prints after each command: a nonce, the
// number of the command, and whether it succeeded. Older recordings have longer
// nonces.
var mark = regexp.MustCompile(`\b([0-9a-f]{32}|[0-9a-f]{16})(:\d+:[01])`)

// key is what two requests for the same have in common: the action,
// the resource and what matters of the rest. Paging, time-outs and names that
// are made up for each request do not. The context is that of the recording.
func (req *request) key(context string) string {
	parts := []string{req.action, req.resource}
	for _, name := range slices.Sorted(maps.Keys(req.selectors)) {
		parts = append(parts, name, req.selectors[name])
	}
	switch req.action {
	case actionEnumerate:
		parts = append(parts, req.body.text(nsWSMan, "Filter"))
	case actionPull, actionRelease:
		parts = append(parts, context)
	case actionCreate: // one shell is as good as another
	case actionCommand:
		parts = append(parts, mark.ReplaceAllString(req.commandLine(), "$2"))
	case actionReceive, actionSignal:
		parts = append(parts, req.commandID())
	default:
		parts = req.body.flatten(parts)
	}
	return strings.Join(parts, "\n")
}

// context is the enumeration that a Pull or Release goes on with.
func (req *request) context() string { return req.body.text(nsEnumeration, "EnumerationContext") }

// commandID is the command that a Receive or Signal means.
func (req *request) commandID() string {
	if req.action == actionReceive {
		return req.body.child(nsShell, "DesiredStream").attribute("CommandId")
	}
	return req.body.attribute("CommandId")
}

// nonce is that of the marks in a command line, empty when there are none.
func (req *request) nonce() string {
	if m := mark.FindStringSubmatch(req.commandLine()); m != nil {
		return m[1]
	}
	return ""
}

// flatten lists the names and texts of an element and all in it, such as the
// key and the value of a registry read.
func (n *xmlNode) flatten(parts []string) []string {
	parts = append(parts, n.name.Local, n.content)
	for _, c := range n.children {
		parts = c.flatten(parts)
	}
	return parts
}
