//go:build unix

package history_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/clusterdrift/clusterdrift/report/history"
)

// server is a PostgreSQL server of this test run, on a socket in its own folder.
type server struct {
	dir string
	bin string
	err error
}

var (
	startOnce sync.Once
	running   server
	databases atomic.Int64
)

// serverPlace is a new database on a PostgreSQL server, which is started for the first. The
// test is skipped in a short run, and where there is no server.
func serverPlace(t testing.TB) history.Place {
	t.Helper()
	return place(t, serverURL(t))
}

// serverURL is serverPlace for another process.
func serverURL(t testing.TB) string {
	t.Helper()
	if os.Getenv("CLUSTERDRIFT_LONG") == "" {
		t.Skip("PostgreSQL is part of the long run: set CLUSTERDRIFT_LONG")
	}
	url, why := startedURL(t)
	if why != "" {
		t.Skip(why)
	}
	return url
}

// startedURL is serverURL also in a short run; or why there is no server.
func startedURL(t testing.TB) (url, why string) {
	t.Helper()
	startOnce.Do(func() { running.err = running.start() })
	if running.err != nil {
		return "", "no PostgreSQL server: " + running.err.Error()
	}
	name := fmt.Sprintf("history%d", databases.Add(1))
	if out, err := running.command("createdb", "-h", running.dir, "-U", "clusterdrift", name).CombinedOutput(); err != nil {
		t.Fatalf("createdb: %v: %s", err, out)
	}
	return "postgres://clusterdrift@/" + name + "?host=" + running.dir, ""
}

// start makes a cluster of databases and starts a server for it. PostgreSQL refuses to run
// as root, so root runs it as another user.
func (s *server) start() error {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return errors.New("initdb is not in /usr/lib/postgresql")
	}
	s.bin = filepath.Dir(found[len(found)-1])
	if s.dir, err = os.MkdirTemp("/tmp", "cdpg"); err != nil { // a socket's path is at most 107 bytes
		return err
	}
	if os.Geteuid() == 0 {
		if err := os.Chown(s.dir, other, other); err != nil {
			return err
		}
	}
	data := filepath.Join(s.dir, "data")
	if out, err := s.command("initdb", "-D", data, "-U", "clusterdrift", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C").CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	return s.launch()
}

// launch starts the server that start made.
func (s *server) launch() error {
	if out, err := s.control("-l", filepath.Join(s.dir, "log"), "-o", "-c listen_addresses= -c fsync=off -k "+s.dir, "start").CombinedOutput(); err != nil {
		return fmt.Errorf("pg_ctl start: %w: %s", err, out)
	}
	return nil
}

// control is a command to the server, which is awaited.
func (s *server) control(args ...string) *exec.Cmd {
	return s.command("pg_ctl", append([]string{"-D", filepath.Join(s.dir, "data"), "-w", "-t", "300"}, args...)...)
}

// other is a user and group without rights.
const other = 65534

func (s *server) command(name string, args ...string) *exec.Cmd {
	c := exec.Command(filepath.Join(s.bin, name), args...)
	c.Dir = s.dir
	c.Env = []string{"PATH=/usr/bin:/bin", "LC_ALL=C", "HOME=" + s.dir}
	if os.Geteuid() == 0 {
		c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: other, Gid: other}}
	}
	return c
}

// stopServer ends the server, if one was started.
func stopServer() {
	s := &running
	if s.dir == "" {
		return
	}
	if out, err := s.control("-m", "immediate", "stop").CombinedOutput(); err != nil && !strings.Contains(string(out), "no server running") {
		fmt.Fprintf(os.Stderr, "pg_ctl stop: %v: %s\n", err, out)
	}
	_ = os.RemoveAll(s.dir)
}
