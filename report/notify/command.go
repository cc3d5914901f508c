package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"time"
)

// KeyVariable is the environment variable by which a command gets the key of a message.
const KeyVariable = "IDEMPOTENCY_KEY"

// commandGrace is how long the output of a command is waited for once it was ended.
const commandGrace = 2 * time.Second

// command runs a program.
type command struct{ sink Sink }

// Send runs the program with the message, as JSON, on its standard input. Exit code 0 means
// that it arrived. What the program prints is dropped.
func (c *command) Send(ctx context.Context, m *Message) error {
	ctx, cancel := context.WithTimeout(ctx, c.sink.Timeout)
	defer cancel()
	body, err := json.Marshal(m)
	if err != nil {
		return &Failure{Problem: "the message cannot be written", Refused: true}
	}
	program := exec.CommandContext(ctx, c.sink.Command[0], c.sink.Command[1:]...) //nolint:gosec // the user's own file names it
	program.Stdin = bytes.NewReader(append(body, '\n'))
	program.Env = append(withoutSecrets(os.Environ()), KeyVariable+"="+m.Key)
	program.WaitDelay = commandGrace
	endWhole(program)
	return commandFailure(ctx, program.Run())
}

// commandFailure is why a program failed; nil: it did not.
func commandFailure(ctx context.Context, err error) error {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return nil
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return &Failure{Problem: "the command did not end in time"}
	case ctx.Err() != nil:
		return &Failure{Problem: "interrupted"}
	case errors.As(err, &exit) && exit.ExitCode() >= 0:
		return &Failure{Problem: fmt.Sprintf("the command ended with exit code %d", exit.ExitCode())}
	case errors.As(err, &exit):
		return &Failure{Problem: "the command was ended by a signal"}
	case errors.Is(err, fs.ErrNotExist):
		return &Failure{Problem: "the command does not exist"}
	case errors.Is(err, fs.ErrPermission):
		return &Failure{Problem: "the command may not be run"}
	}
	return &Failure{Problem: "the command could not be run"}
}

// withoutSecrets is an environment without what is set for clusterdrift and its database.
func withoutSecrets(environ []string) []string {
	var kept []string
	for _, e := range environ {
		name := strings.ToUpper(e)
		if !strings.HasPrefix(name, "CLUSTERDRIFT_") && !strings.HasPrefix(name, "PG") {
			kept = append(kept, e)
		}
	}
	return kept
}
