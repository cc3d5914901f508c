//go:build unix

package history_test

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/report/history"
)

// stop and restart do that with the server of this test run.
func (s *server) stop(t *testing.T, mode string) {
	t.Helper()
	if out, err := s.control("-m", mode, "stop").CombinedOutput(); err != nil {
		t.Fatalf("stop the server: %v: %s", err, out)
	}
}

func (s *server) restart(t *testing.T) {
	t.Helper()
	_ = s.control("-m", "fast", "stop").Run() // it may be down
	if err := s.launch(); err != nil {
		t.Fatal(err)
	}
}

// onServer runs a statement of the owner of the databases.
func onServer(t *testing.T, url string, statements ...string) {
	t.Helper()
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ctx := context.WithoutCancel(t.Context()) // some clean up
	for _, statement := range statements {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

// asLogin is the URL of a database for another login.
func asLogin(url, login string) string { return strings.Replace(url, "clusterdrift@", login+"@", 1) }

// A server that is started anew between two runs takes the second one, also from a process
// that had a connection. While it is down, the error says so.
func TestLongRestartedServer(t *testing.T) {
	url := serverURL(t)
	s := create(t, place(t, url))
	all := nights("pdpd")
	recorded(t, s, all[0])
	running.restart(t)
	recorded(t, s, all[1])
	recorded(t, create(t, place(t, url)), all[2])
	running.stop(t, "fast")
	t.Cleanup(func() { running.restart(t) })
	_, _, err := s.Record(t.Context(), all[3], origin(all[3]))
	var ours *history.Error
	if !errors.As(err, &ours) || ours.Message != "record the run: the database server cannot be reached" {
		t.Errorf("while it is down: %v", err)
	}
	running.restart(t)
	recorded(t, s, all[3])
	if got := days(t, s); len(got) != 4 {
		t.Errorf("nights %v", got)
	}
	if got, want := lifeOf(t, s), "0-0 pass changed, 1-1 drift changed, 2-2 pass changed, 3-... drift"; got != want {
		t.Errorf("life %s, want %s", got, want)
	}
}

// A server that breaks off while a run is recorded has the runs that were recorded, and no
// part of another one.
func TestLongServerBreaksOff(t *testing.T) {
	url := serverURL(t)
	c := child(t.Context(), self(t), url, 0, 1000)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	c.Stderr = &said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	first := make([]byte, 3*13) // three IDs
	if _, err := io.ReadFull(out, first); err != nil {
		t.Fatal(err)
	}
	running.stop(t, "immediate")
	rest, _ := io.ReadAll(out)
	_ = c.Wait() // it could not go on
	running.restart(t)
	if c.ProcessState.ExitCode() != 2 || !strings.Contains(said.String(), "the database server") || strings.Count(said.String(), "\n") != 1 {
		t.Errorf("exit %d: %s", c.ProcessState.ExitCode(), said.String())
	}
	s := create(t, place(t, url))
	has := map[string]bool{}
	runs, err := s.Runs(t.Context(), history.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range runs {
		has[r.ID] = true
	}
	for _, id := range strings.Fields(string(first) + string(rest)) {
		if !has[id] {
			t.Errorf("run %s was recorded and is gone", id)
		}
	}
	checkWhole(t, s)
}

// A login that may only read reads, and is told why it cannot record. One without any rights
// is told so when it opens the history.
func TestLongReadOnlyLogin(t *testing.T) {
	url := serverURL(t)
	s := create(t, place(t, url))
	r := nights("pd")
	recorded(t, s, r[0])
	onServer(t, url,
		`CREATE ROLE reader LOGIN`, `GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader`,
		`CREATE ROLE quiet LOGIN`, `GRANT ALL ON ALL TABLES IN SCHEMA public TO quiet`, `ALTER ROLE quiet SET default_transaction_read_only = on`,
		`CREATE ROLE stranger LOGIN`)
	t.Cleanup(func() {
		for _, login := range []string{"reader", "quiet", "stranger"} {
			onServer(t, url, `DROP OWNED BY `+login, `DROP ROLE `+login)
		}
	})
	for login, want := range map[string]string{"reader": "record the run: the database user may not do that", "quiet": "record the run: the database takes no changes"} {
		other, err := history.Create(t.Context(), place(t, asLogin(url, login)))
		if err != nil {
			t.Errorf("%s: %v", login, err)
			continue
		}
		if got := lifeOf(t, other); got != "0-... pass" {
			t.Errorf("%s reads %s", login, got)
		}
		if _, _, err := other.Record(t.Context(), r[1], origin(r[1])); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", login, err, want)
		}
		other.Close()
	}
	for name, place := range map[string]history.Place{"a history": place(t, asLogin(url, "stranger")), "a new database": place(t, asLogin(serverURL(t), "stranger"))} {
		if _, err := history.Create(t.Context(), place); err == nil || err.Error() != "open the history "+place.String()+": the database user may not do that" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := days(t, s); len(got) != 1 {
		t.Errorf("nights %v", got)
	}
}

// A password in the URL is not in the database, by a dump of all of it.
func TestLongNoPasswordInDump(t *testing.T) {
	url := serverURL(t)
	recorded(t, create(t, place(t, strings.Replace(url, "clusterdrift@", "clusterdrift:s3cr3t-Pa55@", 1))), nights("d")[0])
	dump, err := running.command("pg_dump", url).Output()
	if err != nil || !strings.Contains(string(dump), "hotfix/KB1") {
		t.Fatalf("%v: %.200s", err, dump)
	}
	if strings.Contains(string(dump), "s3cr3t") {
		t.Error("the dump has the password")
	}
	log, err := os.ReadFile(running.dir + "/log")
	if err != nil || strings.Contains(string(log), "s3cr3t") {
		t.Errorf("the log of the server: %v", err)
	}
}
