package history_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"github.com/clusterdrift/clusterdrift/report/history"
)

// The file, those next to it and a folder that is made for it are for the user alone,
// whatever the umask leaves.
func TestHistoryIsPrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("files get the access list of their folder")
	}
	p := filePlace(t)
	s := create(t, p)
	recorded(t, s, nights("d")[0])
	dir := filepath.Dir(p.File())
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder: %v, %v", info.Mode(), err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) < 2 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, f := range files {
		if info, err := f.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", f.Name(), info.Mode(), err)
		}
	}
}

func TestCannotOpen(t *testing.T) {
	in := func(name string) string { return filepath.Join(t.TempDir(), name) }
	text := in("text.db")
	if err := os.WriteFile(text, []byte(strings.Repeat("This is a text. ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	other := in("other.db")
	execute(t, other, `CREATE TABLE run (id INTEGER)`)
	otherWas, err := os.ReadFile(other)
	if err != nil {
		t.Fatal(err)
	}
	empty := in("empty.db")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	below := "not a directory"
	if runtime.GOOS == "windows" { // which has one error for any path that leads nowhere
		below = "it does not exist"
	}
	for _, tt := range []struct {
		name, path, want string
		is               error
	}{
		{"none", in("none.db"), "it does not exist", fs.ErrNotExist},
		{"a folder", t.TempDir(), "it is not a regular file", fs.ErrInvalid},
		{"a text", text, "the file is not a history", fs.ErrInvalid},
		{"a database of others", other, "it is a database of something else", fs.ErrInvalid},
		{"an empty file", empty, "it does not exist", fs.ErrNotExist},
		{"below a file", filepath.Join(text, "history.db"), below, nil},
	} {
		s, err := history.Open(t.Context(), place(t, tt.path))
		if err == nil {
			s.Close()
		}
		if err == nil || err.Error() != "open the history "+tt.path+": "+tt.want || tt.is != nil && !errors.Is(err, tt.is) {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
	}
	if data, err := os.ReadFile(empty); err != nil || len(data) > 0 {
		t.Errorf("the empty file has %d bytes, %v", len(data), err)
	}
	// What is there of others is not touched.
	if _, err := history.Create(t.Context(), place(t, other)); err == nil || err.Error() != "open the history "+other+": it is a database of something else" {
		t.Error(err)
	}
	if now, err := os.ReadFile(other); err != nil || !bytes.Equal(now, otherWas) {
		t.Errorf("the database of others was changed, %v", err)
	}
}

// A file of something else, however short it is, is refused for reading and for recording, and
// stays as it is. SQLite takes a short one for an empty database.
func TestFileOfSomethingElse(t *testing.T) {
	for _, tt := range []struct {
		name string
		data []byte
	}{
		{"one byte", []byte("x")},
		{"one zero", make([]byte, 1)},
		{"a line", []byte("inventory: nodes.yaml\n")},
		{"shorter than a database", bytes.Repeat([]byte("x"), 511)},
		{"the size of the smallest one", make([]byte, 512)},
		{"the size of a page", bytes.Repeat([]byte("x"), 4096)},
		{"the head of a database alone", []byte("SQLite format 3\x00")},
	} {
		path := filepath.Join(t.TempDir(), "history.db")
		if err := os.WriteFile(path, tt.data, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, open := range []func(context.Context, history.Place) (*history.Store, error){history.Open, history.Create} {
			s, err := open(t.Context(), place(t, path))
			if err == nil {
				s.Close()
			}
			if err == nil || err.Error() != "open the history "+path+": the file is not a history" || !errors.Is(err, fs.ErrInvalid) {
				t.Errorf("%s: %v", tt.name, err)
			}
			if err := place(t, path).Check(); len(tt.data) < 512 && (err == nil || err.Error() != "the history "+path+": the file is not a history") {
				t.Errorf("%s: before it is opened: %v", tt.name, err)
			}
			if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, tt.data) {
				t.Errorf("%s: the file was changed, %v", tt.name, err)
			}
		}
	}
	// A database with tables of something else is not made a history.
	path := filepath.Join(t.TempDir(), "places.db")
	execute(t, path, `CREATE TABLE bookmark (id INTEGER)`)
	if _, err := history.Create(t.Context(), place(t, path)); err == nil || err.Error() != "open the history "+path+": it is a database of something else" || !errors.Is(err, fs.ErrInvalid) {
		t.Error(err)
	}
}

func execute(t *testing.T, path, statement string) {
	t.Helper()
	executeAt(t, place(t, path), statement)
}

// executeAt runs a statement in a database of either kind.
func executeAt(t *testing.T, p history.Place, statement string) {
	t.Helper()
	db := database(t, p)
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil { // SQLite moves its log into the file
		t.Fatal(err)
	}
}

// database is the database itself, until the end of the test.
func database(t *testing.T, p history.Place) *sql.DB {
	t.Helper()
	driver, name := "sqlite", p.File()
	if name == "" {
		driver, name = "pgx", p.URL()
	}
	db, err := sql.Open(driver, name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestSchemaOfTheFuture(t *testing.T) {
	onEachText(t, func(t *testing.T, text string) {
		p := place(t, text)
		create(t, p).Close()
		executeAt(t, p, `INSERT INTO clusterdrift_schema (version_id, is_applied) VALUES (7, TRUE)`)
		refusesFuture(t, p)
	})
}

func refusesFuture(t *testing.T, p history.Place) {
	t.Helper()
	for name, open := range map[string]func() (*history.Store, error){
		"read":   func() (*history.Store, error) { return history.Open(t.Context(), p) },
		"record": func() (*history.Store, error) { return history.Create(t.Context(), p) },
	} {
		s, err := open()
		if err == nil {
			s.Close()
		}
		if err == nil || err.Error() != "open the history "+p.String()+": it was written by a newer version of clusterdrift (schema 7, this version knows 3)" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A damaged report, one that unfolds, and a damaged file are errors that say so.
func TestDamagedHistory(t *testing.T) {
	p := filePlace(t)
	s := create(t, p)
	run := recorded(t, s, nights("d")[0])
	for _, statement := range []string{
		`UPDATE report SET body = x'00'`,
		`UPDATE report SET body = x''`,
		`UPDATE report SET body = (SELECT head FROM run)`, // a report without a cluster
		`UPDATE run SET head = x'28b52ffd'`,
	} {
		execute(t, p.File(), statement)
		if _, err := s.Result(t.Context(), run.ID); err == nil || err.Error() != "read run "+run.ID+": a report in it is damaged" {
			t.Errorf("%s: %v", statement, err)
		}
	}
	s.Close()
	data, err := os.ReadFile(p.File())
	if err != nil {
		t.Fatal(err)
	}
	for i := 200; i < len(data); i += 97 {
		data[i] ^= 0xff
	}
	if err := os.WriteFile(p.File(), data, 0o600); err != nil {
		t.Fatal(err)
	}
	broken, err := history.Open(t.Context(), p)
	if err == nil {
		_, err = broken.Runs(t.Context(), history.Filter{})
		broken.Close()
	}
	var ours *history.Error
	if !errors.As(err, &ours) {
		t.Errorf("%v", err)
	}
}

func TestReadOnlyFolder(t *testing.T) {
	if os.Geteuid() == 0 || runtime.GOOS == "windows" {
		t.Skip("root writes into any folder: TestLongReadOnlyFolder does it as another user")
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	_, err := history.Create(t.Context(), place(t, filepath.Join(dir, "history.db")))
	if !errors.Is(err, fs.ErrPermission) {
		t.Error(err)
	}
}

// No password that is in a URL shows, whatever is wrong with the URL or the server.
func TestNoPasswordOfADatabaseShows(t *testing.T) {
	for _, url := range []string{
		"postgres://user:s3cr3t@127.0.0.1:1/history", "postgres://127.0.0.1:1/history?user=u&password=s3cr3t", "postgres://127.0.0.1:1/h?sslpassword=s3cr3t&sslmode=require",
		"postgres://user:s3cr3t@127.0.0.1:1/h?sslmode=nonsense", "postgres://user:s3cr3t@127.0.0.1:99999/h", "postgres://user:s3cr3t@[::1/h", "mysql://user:s3cr3t@h/x", "postgres://user:s3cr3t%zz@h/x",
		"postgres://user:s3cr3t@127.0.0.1:1/h?connect_timeout=s3cr3t", "postgres://user:s3cr3t@h:x/y",
	} {
		p, err := history.ParsePlace(url)
		var shown bytes.Buffer
		if err == nil {
			if !p.HasPassword() {
				t.Errorf("%s: no password is seen", url)
			}
			shown.WriteString(p.String())
			if err = p.Check(); err == nil {
				_, err = history.Open(t.Context(), p)
			}
		}
		var ours *history.Error
		if !errors.As(err, &ours) {
			t.Errorf("%s: %v", url, err)
			continue
		}
		shown.WriteString(ours.Message + ours.Hint)
		if strings.Contains(shown.String(), "s3cr3t") {
			t.Errorf("%s: %s", url, shown.String())
		}
	}
}

func TestPlaces(t *testing.T) {
	for text, want := range map[string]struct {
		shown    string
		password bool
	}{
		"history.db":                          {"history.db", false},
		`C:\Users\a\history.db`:               {`C:\Users\a\history.db`, false},
		"postgres://db/history":               {"postgres://db/history", false},
		"postgresql://u@db:5433/h?sslmode=x":  {"postgresql://u@db:5433/h", false},
		"postgres://u:p@db/history":           {"postgres://u@db/history", true},
		"postgres://u:@db/history":            {"postgres://u@db/history", true},
		"postgres:///h?host=/run&PASSWORD=pw": {"postgres:///h", true},
	} {
		p := place(t, text)
		if p.String() != want.shown || p.HasPassword() != want.password {
			t.Errorf("%s: %s, %t", text, p, p.HasPassword())
		}
	}
}
