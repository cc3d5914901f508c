package collector

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/windows"
)

// transcript is what a node's shell was asked and what it printed, line by line.
type transcript []exchange

// exchange is one line. With an error there are no outputs, else one for each command.
type exchange struct {
	commands []remote.Command
	outputs  []remote.Output
	err      error
}

// run runs lines until one fails; those after it have the same error. Nothing
// is run after a failure of earlier lines.
func (c *collection) run(ctx context.Context, lines [][]remote.Command, failure error) transcript {
	var t transcript
	for _, commands := range lines {
		e := exchange{commands: commands, err: failure}
		if failure == nil {
			e.outputs, e.err = send(c, func() ([]remote.Output, error) { return c.runLine(ctx, commands) })
		}
		failure = e.err
		t = append(t, e)
	}
	return t
}

func (c *collection) runLine(ctx context.Context, commands []remote.Command) ([]remote.Output, error) {
	outputs, err := c.session.Run(ctx, commands)
	if err == nil && len(outputs) != len(commands) {
		return nil, &remote.Error{Kind: remote.Malformed, Op: "run commands",
			Text: fmt.Sprintf("%d commands have %d outputs", len(commands), len(outputs))}
	}
	return outputs, err
}

// output returns what a command printed.
func (t transcript) output(command remote.Command) (remote.Output, *facts.Problem) {
	for _, e := range t {
		i := slices.Index(e.commands, command)
		switch {
		case i < 0:
		case e.err != nil:
			return remote.Output{}, remote.Problem(e.err)
		case e.outputs[i].Masked:
			return remote.Output{}, remote.Problem(echoed())
		default:
			return e.outputs[i], nil
		}
	}
	return remote.Output{}, notCredible("%s was not run", command)
}

// printed returns what a command printed that succeeded.
func (t transcript) printed(command remote.Command) ([]byte, *facts.Problem) {
	out, problem := t.output(command)
	if problem == nil && !out.OK {
		problem = notCredible("%s failed: %s", command, quote(string(out.Text)))
	}
	return out.Text, problem
}

// keys reads the output of a `reg query` that must succeed.
func (t transcript) keys(command remote.Command) ([]windows.RegKey, *facts.Problem) {
	text, problem := t.printed(command)
	if problem != nil {
		return nil, problem
	}
	keys, err := windows.ParseRegQuery(text)
	if err != nil {
		return nil, malformed(err)
	}
	return keys, nil
}

// list reads the output of a `reg query` on a key that is never empty.
func (t transcript) list(command remote.Command) ([]windows.RegKey, *facts.Problem) {
	keys, problem := t.keys(command)
	if problem == nil && len(keys) == 0 {
		problem = notCredible("%s printed no key", command)
	}
	return keys, problem
}

// child reads a `reg query` on a key that need not exist. reg.exe fails in the
// same way for a key that does not exist and for one that may not be read, and
// says so in the node's language; only the listing of the parent distinguishes them
// apart.
func (t transcript) child(parent, name string, command remote.Command) ([]windows.RegKey, facts.State, *facts.Problem) {
	out, problem := t.output(command)
	if problem != nil {
		return nil, facts.Failed, problem
	}
	if out.OK {
		keys, problem := t.keys(command)
		if problem != nil {
			return nil, facts.Failed, problem
		}
		return keys, facts.Collected, nil
	}
	siblings, problem := t.list(remote.RegQuery(parent))
	switch {
	case problem != nil:
		return nil, facts.Failed, notCredible(`neither %s nor its sub-key %s could be read, so it may exist`, parent, name)
	case hasSubKey(siblings, parent, name):
		return nil, facts.Failed, &facts.Problem{
			Kind:    string(remote.AccessDenied),
			Message: fmt.Sprintf(`%s\%s exists and could not be read: %s`, parent, name, quote(string(out.Text))),
			Hint:    "Give the account the right to read this key.",
		}
	}
	return nil, facts.Absent, nil
}

func hasSubKey(keys []windows.RegKey, path, name string) bool {
	return slices.ContainsFunc(windows.SubKeys(keys, path), func(s string) bool { return strings.EqualFold(s, name) })
}
