package simulator

import (
	"fmt"
	"strings"
	"time"
)

const (
	actionCreate  = nsTransfer + "/Create"
	actionDelete  = nsTransfer + "/Delete"
	actionCommand = nsShell + "/Command"
	actionReceive = nsShell + "/Receive"
	actionSignal  = nsShell + "/Signal"

	shellResource   = nsShell + "/cmd"
	signalCtrlC     = nsShell + "/signal/ctrl_c"
	signalBreak     = nsShell + "/signal/ctrl_break"
	signalTerminate = nsShell + "/signal/terminate"
)

// Limits of shells: how long one lives without use unless it says otherwise, how
// many bytes of output one Receive and one Stream element carry, and how many are
// left for what is around the output.
const (
	defaultIdle  = 2 * time.Hour
	receiveLimit = 100 << 10
	streamLimit  = 32 << 10
	receiveFrame = 4 << 10
)

// shell is a WinRS shell.
type shell struct {
	commands   map[string]*command
	variables  []string // "NAME=value", as the client gave them
	operations int      // commands ever started
	idle       time.Duration
	touched    time.Time
}

// command is a command that runs or has run; its output waits to be received.
type command struct {
	stdout, stderr []byte // what is left of them
	exit           int
	pace           pace
	total, handed  int // bytes of stdout, and those that were received
}

// createShell opens a shell.
func (h *host) createShell(req *request) (reply, *fault) {
	if req.resource != shellResource {
		return reply{}, unknownResource()
	}
	asked, f := readShell(req)
	if f != nil {
		return reply{}, f
	}
	if h.node.Account.NoShell {
		return reply{}, accessDenied()
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.expire()
	if len(h.shells) >= h.maxShells() {
		return reply{}, h.tooManyShells()
	}
	if !strings.EqualFold(req.options["WINRS_NOPROFILE"], "TRUE") {
		h.stats.Profiles++
	}
	id := newID()
	asked.commands, asked.touched = map[string]*command{}, h.now()
	h.shells[id] = asked
	return reply{action: actionCreate + "Response", prefixes: "s a x w rsp p", body: h.shellCreated(req, id, asked.idle)}, nil
}

// readShell checks what the client asks of a new shell, and returns one with its idle
// time-out and its variables.
func readShell(req *request) (*shell, *fault) {
	if !req.body.is(nsShell, "Shell") {
		return nil, schemaFault()
	}
	switch strings.ToUpper(req.options["WINRS_NOPROFILE"]) {
	case "", "TRUE", "FALSE":
	default:
		return nil, schemaFault()
	}
	s := &shell{idle: defaultIdle}
	if asked := req.body.child(nsShell, "IdleTimeOut"); asked != nil {
		idle, ok := parseDuration(asked.content)
		if !ok {
			return nil, schemaFault()
		}
		s.idle = idle
	}
	for _, v := range req.body.child(nsShell, "Environment").all(nsShell, "Variable") {
		name := v.attribute("Name")
		if name == "" || strings.Contains(name, "=") {
			return nil, schemaFault()
		}
		s.variables = append(s.variables, name+"="+v.content)
	}
	return s, nil
}

func (h *host) shellCreated(req *request, id string, idle time.Duration) string {
	owner := h.node.Account.User
	if h.node.Account.Domain != "" {
		owner = h.node.Account.Domain + `\` + owner
	}
	var b strings.Builder
	b.WriteString(`<x:ResourceCreated>`)
	element(&b, "a:Address", req.to)
	b.WriteString(`<a:ReferenceParameters><w:ResourceURI>` + shellResource + `</w:ResourceURI><w:SelectorSet>` +
		`<w:Selector Name="ShellId">` + id + `</w:Selector></w:SelectorSet></a:ReferenceParameters></x:ResourceCreated>` +
		`<rsp:Shell xmlns:rsp="` + nsShell + `">`)
	for _, p := range [][2]string{
		{"ShellId", id},
		{"ResourceUri", shellResource},
		{"Owner", owner},
		{"ClientIP", req.client},
		{"IdleTimeOut", fmt.Sprintf("PT%.3fS", idle.Seconds())},
		{"InputStreams", "stdin"},
		{"OutputStreams", "stdout stderr"},
		{"ShellRunTime", "P0DT0H0M0S"},
		{"ShellInactivity", "P0DT0H0M0S"},
	} {
		element(&b, "rsp:"+p[0], p[1])
	}
	b.WriteString(`</rsp:Shell>`)
	return b.String()
}

// shellOf finds the shell that a message selects. The caller holds the lock.
func (h *host) shellOf(req *request) (*shell, *fault) {
	if req.resource != shellResource {
		return nil, unknownResource()
	}
	h.expire()
	s := h.shells[req.selectors["ShellId"]]
	if s == nil {
		return nil, unknownShell()
	}
	s.touched = h.now()
	return s, nil
}

// deleteShell closes a shell with all its commands.
func (h *host) deleteShell(req *request) (reply, *fault) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, f := h.shellOf(req); f != nil {
		return reply{}, f
	}
	delete(h.shells, req.selectors["ShellId"])
	return reply{action: actionDelete + "Response", prefixes: "s a w p"}, nil
}
