//go:build unix

package notify_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/report/notify"
)

func shell(script string, args ...string) notify.Sink {
	return notify.Sink{Name: "ticket", Type: notify.Command, Timeout: 20 * time.Second, Command: append([]string{"/bin/sh", "-c", script}, args...)}
}

func TestCommand(t *testing.T) {
	t.Setenv("CLUSTERDRIFT_PASSWORD", secret)
	t.Setenv("PGPASSWORD", secret)
	dir := t.TempDir()
	m := message()
	s := shell(`cat > "$1/in"; printf %s "$2" > "$1/arg"; env > "$1/env"; echo noise; echo noise >&2`, "sh", dir, `"; touch pwned; $(id) *`)
	if f := send(t, s, noSecrets, m); f != nil {
		t.Fatal(f)
	}
	read := func(name string) string {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	var back notify.Message
	if err := json.Unmarshal([]byte(read("in")), &back); err != nil || back.Key != m.Key {
		t.Errorf("%v: %s", err, read("in"))
	}
	if got := read("arg"); got != `"; touch pwned; $(id) *` {
		t.Errorf("the argument %q", got)
	}
	if env := read("env"); !strings.Contains(env, "IDEMPOTENCY_KEY="+m.Key+"\n") || strings.Contains(env, secret) {
		t.Errorf("the environment:\n%s", env)
	}
}

func TestCommandFails(t *testing.T) {
	plain := filepath.Join(t.TempDir(), "plain")
	if err := os.WriteFile(plain, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	slow := shell("sleep 60 & sleep 60")
	slow.Timeout = 50 * time.Millisecond
	named := func(path string) notify.Sink {
		s := shell("")
		s.Command = []string{path}
		return s
	}
	for _, tt := range []struct {
		name string
		sink notify.Sink
		want string
	}{
		{"exit code", shell("exit 3"), "the command ended with exit code 3"},
		{"signal", shell("kill -9 $$"), "the command was ended by a signal"},
		{"too slow", slow, "the command did not end in time"},
		{"not there", named(plain + "x"), "the command does not exist"},
		{"not a program", named(plain), "the command may not be run"},
	} {
		if f := send(t, tt.sink, noSecrets, message()); f == nil || f.Problem != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, f, tt.want)
		}
	}
	if f := send(t, shell("exit 0"), noSecrets, message()); f != nil {
		t.Errorf("a command that reads nothing: %v", f)
	}
}
