package main

import (
	"bytes"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/secrets"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
)

// keyringTerminal is a terminal with a keyring that lives in memory, or that
// fails with an error.
func keyringTerminal(t *testing.T, failure error) (term.Terminal, *bytes.Buffer) {
	t.Helper()
	keyring.MockInit()
	if failure != nil {
		keyring.MockInitWithError(failure)
	}
	var printed bytes.Buffer
	return term.Terminal{
		Out: &printed, Err: &printed, Now: time.Now, Keyring: secrets.SystemKeyring(func(string) (string, bool) { return "unix:path=/run/bus", true }),
		Env: func(string) (string, bool) { return "", false },
	}, &printed
}

func TestKeyring(t *testing.T) {
	dir, _, _ := startCommands(t)
	scan := []string{"scan", "-q", "-i", filepath.Join(dir, goodNode+".yaml")}
	console, printed := keyringTerminal(t, nil)
	step := func(want int, args ...string) {
		t.Helper()
		console.In = strings.NewReader(storyPassword + "\n")
		if code := run(t.Context(), args, console); code != want {
			t.Fatalf("%v exits %d, want %d:\n%s", args, code, want, printed)
		}
	}
	step(2, scan...) // nothing is kept yet
	step(0, "credential", "set", `CONTOSO\ClusterAudit`, "--password-stdin")
	step(0, scan...) // the inventory spells the user in lower case
	step(0, "credential", "delete", `contoso\clusteraudit`)
	step(2, "credential", "delete", `contoso\clusteraudit`)
	step(2, scan...)
	step(2, "credential", "set", "somebody") // no one is there to type
	if strings.Contains(printed.String(), storyPassword) {
		t.Error("the password is printed")
	}
}

// A keyring in trouble is told of only when there is no other source.
func TestKeyringFails(t *testing.T) {
	dir, _, _ := startCommands(t)
	scan := []string{"scan", "-q", "-i", filepath.Join(dir, goodNode+".yaml")}
	console, printed := keyringTerminal(t, errors.New("s3cret of a library"))
	if code := run(t.Context(), scan, console); code != 2 || !strings.Contains(printed.String(), "the keyring cannot be read: it is locked, or does not answer\n") {
		t.Errorf("without another source: exit %d\n%s", code, printed)
	}
	asked := 0
	console.Prompt = func(string) (string, error) { asked++; return storyPassword, nil }
	if code := run(t.Context(), scan, console); code != 0 || asked != 1 {
		t.Errorf("with a prompt: exit %d, asked %d times\n%s", code, asked, printed)
	}
	if code := run(t.Context(), []string{"credential", "set", "somebody"}, console); code != 2 || !strings.Contains(printed.String(), "keep the password in the keyring: it is locked, or does not answer") {
		t.Errorf("set: exit %d\n%s", code, printed)
	}
}
