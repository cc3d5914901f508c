package simulator

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"
)

// command runs a command line and keeps its output.
func (h *host) command(req *request) (reply, *fault) {
	if !req.body.is(nsShell, "CommandLine") || req.body.text(nsShell, "Command") == "" {
		return reply{}, schemaFault()
	}
	if !h.begin() {
		return reply{}, h.tooManyOperations()
	}
	defer h.end()
	id, f := h.run(req, req.commandLine())
	if f != nil {
		return reply{}, f
	}
	return reply{action: actionCommand + "Response", prefixes: "s a x w rsp p",
		body: "<rsp:CommandResponse><rsp:CommandId>" + id + "</rsp:CommandId></rsp:CommandResponse>"}, nil
}

// commandLine is the line of a Command, empty in any other message.
func (req *request) commandLine() string {
	words := []string{req.body.text(nsShell, "Command")}
	for _, a := range req.body.all(nsShell, "Arguments") {
		words = append(words, a.content)
	}
	return strings.Join(words, " ")
}

// run runs a command line in the selected shell and returns its CommandId.
func (h *host) run(req *request, line string) (string, *fault) {
	h.mu.Lock()
	s, f := h.shellOf(req)
	if f == nil {
		s.operations++
		h.stats.Commands = append(h.stats.Commands, line)
	}
	h.mu.Unlock()
	if f != nil {
		return "", f
	}
	stdout, stderr, exit := h.system.Run(line, s.variables...)
	h.mu.Lock()
	defer h.mu.Unlock()
	id := newID()
	c := &command{stdout: h.scribble(stdout), stderr: stderr, exit: exit}
	c.total = len(c.stdout)
	c.pace = pace{started: time.Now(), each: h.each, programs: processes(line)}
	s.commands[id] = c
	return id, nil
}

// receive hands output over, as much as fits; the last reply ends both streams
// and reports the exit code.
func (h *host) receive(req *request) (reply, *fault) {
	if !req.body.is(nsShell, "Receive") {
		return reply{}, schemaFault()
	}
	id := req.body.child(nsShell, "DesiredStream").attribute("CommandId")
	h.mu.Lock()
	defer h.mu.Unlock()
	s, f := h.shellOf(req)
	if f != nil {
		return reply{}, f
	}
	c := s.commands[id]
	if c == nil {
		return reply{}, unknownShell()
	}
	if f := h.await(c, req.timeout); f != nil {
		return reply{}, f
	}
	there, next := c.pace.printed(c.total)
	// Base64 makes four bytes of three.
	limit := min(receiveLimit, (req.maxEnvelope-receiveFrame)/4*3)
	var b strings.Builder
	b.WriteString("<rsp:ReceiveResponse>")
	if h.faulty(FaultEndlessOutput) {
		h.writeStream(&b, "stdout", id, endlessOutput())
	} else {
		h.handOver(&b, id, c, limit, there, next > 0)
	}
	writeState(&b, id, c, !h.faulty(FaultEndlessOutput) && next == 0 && len(c.stdout)+len(c.stderr) == 0)
	b.WriteString("</rsp:ReceiveResponse>")
	return reply{action: actionReceive + "Response", prefixes: "s a w rsp p", body: b.String()}, nil
}

// handOver writes up to limit bytes of what a command has printed, there of stdout. While
// it runs that is stdout alone.
func (h *host) handOver(b *strings.Builder, id string, c *command, limit, there int, running bool) {
	n := min(limit, there-c.handed)
	limit, c.handed = limit-n, c.handed+n
	h.writeStream(b, "stdout", id, cut(&c.stdout, &n))
	if !running {
		h.writeStream(b, "stderr", id, cut(&c.stderr, &limit))
	}
}

// cut takes up to limit bytes off the front of what is left and off the limit.
func cut(left *[]byte, limit *int) []byte {
	n := min(len(*left), *limit)
	head := (*left)[:n]
	*left = (*left)[n:]
	*limit -= n
	return head
}

func (h *host) writeStream(b *strings.Builder, name, id string, output []byte) {
	for len(output) > 0 {
		n := min(len(output), streamLimit)
		fmt.Fprintf(b, `<rsp:Stream Name="%s" CommandId="%s">%s</rsp:Stream>`, name, id, h.encode(output[:n]))
		output = output[n:]
	}
}

func writeState(b *strings.Builder, id string, c *command, done bool) {
	if !done {
		fmt.Fprintf(b, `<rsp:CommandState CommandId="%s" State="%s/CommandState/Running"></rsp:CommandState>`, id, nsShell)
		return
	}
	for _, name := range []string{"stdout", "stderr"} {
		fmt.Fprintf(b, `<rsp:Stream Name="%s" CommandId="%s" End="true"></rsp:Stream>`, name, id)
	}
	fmt.Fprintf(b, `<rsp:CommandState CommandId="%s" State="%s/CommandState/Done"><rsp:ExitCode>%d</rsp:ExitCode></rsp:CommandState>`,
		id, nsShell, c.exit)
}

// encode makes the text of a Stream element.
func (h *host) encode(output []byte) string {
	if h.faulty(FaultBadBase64) {
		return "***not base64***"
	}
	return base64.StdEncoding.EncodeToString(output)
}

// signal ends a command. Its operation counts until the shell is deleted.
func (h *host) signal(req *request) (reply, *fault) {
	if !req.body.is(nsShell, "Signal") {
		return reply{}, schemaFault()
	}
	switch req.body.text(nsShell, "Code") {
	case signalCtrlC, signalBreak, signalTerminate:
	default:
		return reply{}, schemaFault()
	}
	id := req.body.attribute("CommandId")
	h.mu.Lock()
	defer h.mu.Unlock()
	s, f := h.shellOf(req)
	if f != nil {
		return reply{}, f
	}
	if s.commands[id] == nil {
		return reply{}, unknownShell()
	}
	delete(s.commands, id)
	return reply{action: actionSignal + "Response", prefixes: "s a x w rsp p", body: "<rsp:SignalResponse/>"}, nil
}
