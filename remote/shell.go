package remote

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/masterzen/winrm"
	"github.com/masterzen/winrm/soap"
)

// shellIdle is how long the node keeps a shell that no client uses: an aborted
// scan leaves nothing behind for longer.
const shellIdle = 60 * time.Second

// Run runs native commands of the catalogue as one line in the session's shell,
// which it opens at need, and returns an Output for each. It costs three
// messages (Command, Receive, Signal), one more for opening the shell, one for
// deleting it at Close, and one Receive more for each 100 KB or so of output.
// Errors have kind AccessDenied when the account may not open a shell and
// Refused when a command is not in the catalogue or the line is too long.
func (s *Session) Run(ctx context.Context, cmds []Command) ([]Output, error) {
	const op = "run commands"
	nonce := newNonce()
	line, err := join(nonce, cmds)
	if err != nil {
		return nil, err
	}
	if len(line) > maxCommandLine {
		return nil, &Error{Kind: Refused, Op: op, Text: fmt.Sprintf("the line has %d characters, more than the %d that cmd.exe takes", len(line), maxCommandLine)}
	}
	if s.shell == "" {
		if err := s.createShell(ctx); err != nil {
			return nil, err
		}
	}
	text, err := s.runLine(ctx, op, line)
	if err != nil {
		return nil, err
	}
	outputs, err := split(nonce, len(cmds), text)
	return s.maskOutputs(outputs), err
}

// createShell opens a shell that loads no user profile, so that a first logon
// does not create one on the node.
func (s *Session) createShell(ctx context.Context) error {
	const op = "open a shell"
	ctx, cancel := lingering(ctx)
	defer cancel()
	body, err := s.call(ctx, op, request{
		action: actionShellCreate, resource: resourceShell,
		options: []option{{"WINRS_NOPROFILE", "TRUE"}, {"WINRS_CODEPAGE", "65001"}},
		body: fmt.Sprintf(`<rsp:Shell><rsp:IdleTimeOut>%s</rsp:IdleTimeOut><rsp:InputStreams>stdin</rsp:InputStreams><rsp:OutputStreams>stdout stderr</rsp:OutputStreams></rsp:Shell>`,
			isoDuration(shellIdle)),
	})
	if err != nil {
		return err
	}
	id := shellID(body)
	if !plainID(id) {
		return s.fail(op, &Error{Kind: Malformed, Text: "the node opened a shell without a usable name"})
	}
	s.shell = id
	return nil
}

// shellID is the name of a shell that was created. Older stacks say it only in
// the selector of the reference that they return.
func shellID(body *element) string {
	if id := body.find("ShellId").trimmed(); id != "" {
		return id
	}
	return body.find("Selector").trimmed()
}

// lingering outlives an interruption by a few seconds: a shell whose name never
// arrived could not be deleted.
func lingering(ctx context.Context) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(closeTime, cancel) })
	return longer, func() { stop(); cancel() }
}

func (s *Session) deleteShell(ctx context.Context) error {
	shell, _, err := s.winrmShell(ctx, "delete the shell")
	if err != nil {
		return err
	}
	if err := shell.Close(); err != nil {
		return err
	}
	s.shell = ""
	return nil
}

// runLine lets masterzen's shell run the line over this session.
func (s *Session) runLine(ctx context.Context, op, line string) ([]byte, error) {
	shell, post, err := s.winrmShell(ctx, op)
	if err != nil {
		return nil, err
	}
	command, err := shell.ExecuteWithContext(ctx, line)
	if err != nil {
		return nil, post.cause(err)
	}
	var stdout []byte
	var readErr error
	var reading sync.WaitGroup
	reading.Go(func() { stdout, readErr = io.ReadAll(command.Stdout) })
	reading.Go(func() { _, _ = io.Copy(io.Discard, command.Stderr) }) // merged into stdout by 2>&1
	command.Wait()
	reading.Wait()
	// The shell stays open, so that the command must be signalled (MS-WSMV 3.1.4.14).
	closeErr := command.Close()
	if err := errors.Join(readErr, closeErr); err != nil {
		return nil, post.cause(err)
	}
	return stdout, nil
}

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

// transporter is masterzen's way to the node. It hands out only answers that
// this package has checked: well-formed, belonging to the message, no fault,
// base64 intact, within the limits. The library decodes them without looking.
type transporter struct {
	session *Session
	ctx     context.Context
	op      string
	posts   int
	output  int64
	last    error // the error behind the text that the library passes on
}

// Transport has nothing to set up: the session is connected already.
func (t *transporter) Transport(*winrm.Endpoint) error { return nil }

// Post sends one message. For a command that still runs it returns an error
// with the word by which the library knows to ask again.
func (t *transporter) Post(_ *winrm.Client, m *soap.SoapMessage) (string, error) {
	body, plain, err := t.session.exchange(t.ctx, t.op, []byte(m.String()))
	if err == nil {
		err = t.check(body)
	}
	if err == nil {
		err = t.session.holdOutput(t.ctx, t.op, body, plain)
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
	return string(plain), nil
}

// check bounds what the library will decode, and how often it asks: a node
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
		return nil
	}
	for _, stream := range response.children {
		if stream.name.Local != "Stream" {
			continue
		}
		data, err := base64.StdEncoding.DecodeString(string(stream.text))
		if err != nil {
			return t.session.fail(t.op, &Error{Kind: Malformed, Text: "the output of the command is damaged", Err: err})
		}
		t.output += int64(len(data))
	}
	if limit := t.session.options.Limits.Output; t.output > limit {
		return t.session.fail(t.op, &Error{Kind: TooBig, Text: fmt.Sprintf("the commands print more than %d bytes", limit)})
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

// newNonce cannot be guessed by the author of what a command prints, and is
// short: each command of a line carries it twice.
func newNonce() string {
	var b [8]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// split takes the output of a joined line apart by its marks. A line whose
// marks are not complete and in order gives no output at all.
func split(nonce string, n int, text []byte) ([]Output, error) {
	rest := string(text)
	outputs := make([]Output, 0, n)
	for i := range n {
		mark := fmt.Sprintf("%s:%d:", nonce, i)
		before, after, ok := strings.Cut(rest, mark)
		if !ok || after == "" || after[0] != '0' && after[0] != '1' {
			return nil, &Error{Kind: Malformed, Op: "run commands", Text: fmt.Sprintf("the output of command %d of %d is cut off", i+1, n),
				Hint: "The node's cmd.exe did not run the whole line: look for a policy that limits it."}
		}
		outputs = append(outputs, Output{Text: []byte(before), OK: after[0] == '0'})
		rest = strings.TrimLeft(after[1:], " \r\n")
	}
	return outputs, nil
}
