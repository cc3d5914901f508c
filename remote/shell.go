package remote

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"slices"
	"time"
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
	if _, err := s.call(ctx, "delete the shell", request{action: actionShellDelete, resource: resourceShell, shell: s.shell}); err != nil {
		return err
	}
	s.shell = ""
	return nil
}

// newNonce cannot be guessed by the author of what a command prints, and is
// short: each command of a line carries it twice.
func newNonce() string {
	var b [8]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// split takes the output of a joined line apart by its marks; the outputs are parts of
// the text. A line whose marks are not complete and in order gives no output at all.
func split(nonce string, n int, text []byte) ([]Output, error) {
	outputs := make([]Output, 0, n)
	for i := range n {
		mark := fmt.Sprintf("%s:%d:", nonce, i)
		before, after, ok := bytes.Cut(text, []byte(mark))
		if !ok || len(after) == 0 || after[0] != '0' && after[0] != '1' {
			return nil, &Error{Kind: Malformed, Op: "run commands", Text: fmt.Sprintf("the output of command %d of %d is cut off", i+1, n),
				Hint: "The node's cmd.exe did not run the whole line: look for a policy that limits it."}
		}
		outputs = append(outputs, Output{Text: slices.Clip(before), OK: after[0] == '0'})
		text = bytes.TrimLeft(after[1:], " \r\n")
	}
	return outputs, nil
}
