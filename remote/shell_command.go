package remote

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// commandRun is one command line in the open shell of a session (MS-WSMV 3.1.4.11 to
// 3.1.4.14): Command begins it, each Receive brings a part of its output, Signal ends it.
type commandRun struct {
	session *Session
	op      string
	posts   int    // messages so far
	small   int    // answers in a row that brought little of a command that runs on
	stdout  []byte // of the command so far
	output  int64  // bytes of both streams
}

// stateDone is the state of a command that has ended (MS-WSMV 2.2.4.7).
const stateDone = nsShell + "/CommandState/Done"

// runLine runs a line in the open shell, and returns what it prints to stdout. The shell
// stays open, so that the command must be signalled (MS-WSMV 3.1.4.14), also after an error.
func (s *Session) runLine(ctx context.Context, op, line string) ([]byte, error) {
	c := &commandRun{session: s, op: op}
	id, err := c.begin(ctx, line)
	if err != nil {
		return nil, err
	}
	err = c.receive(ctx, id)
	if end := c.signal(ctx, id); err == nil {
		err = end
	}
	return c.stdout, err
}

// begin returns the name that the node gives to the command. The options are those of
// winrs, with which cmd.exe runs the line.
func (c *commandRun) begin(ctx context.Context, line string) (string, error) {
	body, err := c.post(ctx, request{
		action:  actionShellCommand,
		options: []option{{"WINRS_CONSOLEMODE_STDIN", "TRUE"}, {"WINRS_SKIP_CMD_SHELL", "FALSE"}},
		body:    `<rsp:CommandLine><rsp:Command>` + escape(line) + `</rsp:Command></rsp:CommandLine>`,
	})
	if err != nil {
		return "", err
	}
	id := body.child(nsShell, "CommandResponse").child(nsShell, "CommandId")
	if id == nil {
		return "", c.session.fail(c.op, &Error{Kind: Malformed, Text: "the shell answered in a way that cannot be read"})
	}
	if !plainID(id.trimmed()) {
		return "", c.session.fail(c.op, &Error{Kind: Malformed, Text: "the node gave the command an unusable name"})
	}
	return id.trimmed(), nil
}

// receive reads the output until the command has ended. A node with nothing to send in the
// operation's time says so by a fault, after which the question is repeated.
func (c *commandRun) receive(ctx context.Context, id string) error {
	for {
		c.gather(ctx)
		body, err := c.post(ctx, request{
			action: actionShellReceive,
			body:   `<rsp:Receive><rsp:DesiredStream CommandId="` + escape(id) + `">stdout stderr</rsp:DesiredStream></rsp:Receive>`,
		})
		if timedOut(err) && ctx.Err() == nil && c.posts < c.session.options.Limits.Pages {
			continue
		}
		if err != nil {
			return err
		}
		if body.child(nsShell, "ReceiveResponse").child(nsShell, "CommandState").attr("State") == stateDone {
			return nil
		}
	}
}

func timedOut(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == codeOperationTimedOut
}

func (c *commandRun) signal(ctx context.Context, id string) error {
	_, err := c.post(ctx, request{
		action: actionShellSignal,
		body:   `<rsp:Signal CommandId="` + escape(id) + `"><rsp:Code>` + nsShell + `/signal/terminate</rsp:Code></rsp:Signal>`,
	})
	return err
}

// post sends a message to the open shell, and checks what the answer has of the output.
func (c *commandRun) post(ctx context.Context, r request) (*element, error) {
	s := c.session
	r.resource, r.shell = resourceShell, s.shell
	c.posts++
	body, plain, err := s.exchange(ctx, c.op, r.envelope(s.target.url(), s.options.Limits.operationTimeout()))
	if err == nil {
		err = s.holdOutput(ctx, c.op, body, plain)
	}
	if err == nil {
		err = c.check(body)
	}
	return body, err
}

// check bounds what a command prints, and how often it is asked for more: a node could
// answer "still running" for ever.
func (c *commandRun) check(body *element) error {
	if c.posts > c.session.options.Limits.Pages {
		return c.session.fail(c.op, &Error{Kind: TooBig, Text: "the commands do not end"})
	}
	response := body.child(nsShell, "ReceiveResponse")
	if response == nil {
		c.small = 0
		return nil
	}
	before := c.output
	for _, stream := range response.children {
		if stream.name.Local != "Stream" {
			continue
		}
		if err := c.keep(stream); err != nil {
			return c.session.fail(c.op, err)
		}
	}
	c.weigh(c.output-before, response.child(nsShell, "CommandState").attr("State") != stateDone)
	return nil
}

// keep decodes a piece of output, and keeps it if it is of stdout: 2>&1 merges stderr
// into that.
func (c *commandRun) keep(stream *element) error {
	before := len(c.stdout)
	data, err := base64.StdEncoding.AppendDecode(c.stdout, stream.text)
	if err != nil {
		return &Error{Kind: Malformed, Text: "the output of the command is damaged", Err: err}
	}
	c.output += int64(len(data) - before)
	if limit := c.session.options.Limits.Output; c.output > limit {
		return &Error{Kind: TooBig, Text: fmt.Sprintf("the commands print more than %d bytes", limit)}
	}
	if stream.attr("Name") == "stdout" {
		c.stdout = data
	}
	return nil
}

// plainID reports whether a name is one that Windows gives to shells and commands: a GUID,
// by its older stacks one with "uuid:" before it.
func plainID(id string) bool {
	return id != "" && len(id) <= 64 && !strings.ContainsFunc(id, func(r rune) bool {
		return r != '-' && r != ':' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	})
}
