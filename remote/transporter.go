package remote

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/masterzen/winrm"
	"github.com/masterzen/winrm/soap"
)

// winrmShell is masterzen's view of the open shell, speaking through this session.
func (s *Session) winrmShell(ctx context.Context, op string) (*winrm.Shell, *transporter, error) {
	post := &transporter{session: s, ctx: ctx, op: op}
	params := *winrm.DefaultParameters // a copy: the original is shared by all
	params.Timeout = isoDuration(s.options.Limits.operationTimeout())
	params.EnvelopeSize = maxEnvelope
	params.TransportDecorator = func() winrm.Transporter { return post }
	end := winrm.NewEndpoint(s.target.Host, s.target.Port, s.target.HTTPS, false, nil, nil, nil, s.options.Limits.Message)
	client, err := winrm.NewClientWithParameters(end, "", "", &params)
	if err != nil {
		return nil, nil, &Error{Kind: Refused, Op: op, Text: "prepare the shell", Err: err}
	}
	return client.NewShell(s.shell), post, nil
}

// transporter is masterzen's way to the node. The library sees nothing of what a
// node writes but the names of a command and its end, in an answer that this package
// writes: the answers themselves are read once, here, with all the checks.
type transporter struct {
	session *Session
	ctx     context.Context
	op      string
	posts   int
	small   int    // answers in a row that brought little of a command that runs on
	stdout  []byte // of the command so far
	output  int64  // bytes of both streams
	last    error  // the error behind the text that the library passes on
}

// Transport has nothing to set up: the session is connected already.
func (t *transporter) Transport(*winrm.Endpoint) error { return nil }

// Post sends one message. For a command that still runs it returns an error
// with the word by which the library knows to ask again.
func (t *transporter) Post(_ *winrm.Client, m *soap.SoapMessage) (string, error) {
	t.gather()
	body, plain, err := t.session.exchange(t.ctx, t.op, []byte(m.String()))
	if err == nil {
		err = t.session.holdOutput(t.ctx, t.op, body, plain)
	}
	if err == nil {
		err = t.check(body)
	}
	var e *Error
	if errors.As(err, &e) && e.Code == codeOperationTimedOut && t.ctx.Err() == nil {
		if t.posts++; t.posts <= t.session.options.Limits.Pages {
			return "", errors.New("OperationTimeout")
		}
	}
	if err != nil {
		t.last = err
		return "", err
	}
	return standIn(body), nil
}

// standIn is what the library reads in place of an answer: which command began, or
// whether it has ended.
func standIn(body *element) string {
	const envelope = `<s:Envelope xmlns:s="` + nsSOAP + `" xmlns:a="` + nsAddressing + `" xmlns:rsp="` + nsShell + `"><s:Header><a:Action>%s</a:Action></s:Header><s:Body>%s</s:Body></s:Envelope>`
	if id := body.child(nsShell, "CommandResponse").child(nsShell, "CommandId"); id != nil {
		return fmt.Sprintf(envelope, actionShellCommand+"Response", "<rsp:CommandResponse><rsp:CommandId>"+escape(id.trimmed())+"</rsp:CommandId></rsp:CommandResponse>")
	}
	state := "Running"
	if body.child(nsShell, "ReceiveResponse").child(nsShell, "CommandState").attr("State") == stateDone {
		state = "Done"
	}
	return fmt.Sprintf(envelope, actionShellReceive+"Response", `<rsp:ReceiveResponse><rsp:CommandState State="`+nsShell+`/CommandState/`+state+`"/></rsp:ReceiveResponse>`)
}

// stateDone is the state of a command that has ended (MS-WSMV 2.2.4.7).
const stateDone = nsShell + "/CommandState/Done"

// check bounds what a command prints, and how often the library asks: a node
// could answer "still running" for ever.
func (t *transporter) check(body *element) error {
	if t.posts++; t.posts > t.session.options.Limits.Pages {
		return t.session.fail(t.op, &Error{Kind: TooBig, Text: "the commands do not end"})
	}
	if id := body.child(nsShell, "CommandResponse").child(nsShell, "CommandId"); id != nil && !plainID(id.trimmed()) {
		return t.session.fail(t.op, &Error{Kind: Malformed, Text: "the node gave the command an unusable name"})
	}
	response := body.child(nsShell, "ReceiveResponse")
	if response == nil {
		t.small = 0
		return nil
	}
	before := t.output
	for _, stream := range response.children {
		if stream.name.Local != "Stream" {
			continue
		}
		if err := t.keep(stream); err != nil {
			return t.session.fail(t.op, err)
		}
	}
	t.weigh(t.output-before, response.child(nsShell, "CommandState").attr("State") != stateDone)
	return nil
}

// keep decodes a piece of output, and keeps it if it is of stdout: 2>&1 merges stderr
// into that.
func (t *transporter) keep(stream *element) error {
	before := len(t.stdout)
	data, err := base64.StdEncoding.AppendDecode(t.stdout, stream.text)
	if err != nil {
		return &Error{Kind: Malformed, Text: "the output of the command is damaged", Err: err}
	}
	t.output += int64(len(data) - before)
	if limit := t.session.options.Limits.Output; t.output > limit {
		return &Error{Kind: TooBig, Text: fmt.Sprintf("the commands print more than %d bytes", limit)}
	}
	if stream.attr("Name") == "stdout" {
		t.stdout = data
	}
	return nil
}

// plainID reports whether a name can be repeated in XML that the library writes
// without escaping. Windows names shells and commands by a GUID, its older
// stacks by one with "uuid:" before it.
func plainID(id string) bool {
	return id != "" && len(id) <= 64 && !strings.ContainsFunc(id, func(r rune) bool {
		return r != '-' && r != ':' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	})
}

// cause gives the error of the session for one that the library passed on.
func (t *transporter) cause(err error) error {
	if t.last != nil {
		return t.last
	}
	return t.session.fail(t.op, &Error{Kind: Malformed, Text: "the shell answered in a way that cannot be read", Err: err})
}
