package record

import (
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/mask"
	"github.com/clusterdrift/clusterdrift/remote/trace"
)

// The exchanges of these tests are synthetic.
const question = `<s:Envelope xmlns:s="urn:s" xmlns:a="urn:a"><s:Header><a:Action>urn:Ask</a:Action></s:Header><s:Body/></s:Envelope>`

var began = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

func exchanges() []remote.Exchange {
	return []remote.Exchange{
		{Op: "authenticate", Started: began, Status: 401},
		{Op: "read root/cimv2", Started: began, Elapsed: 1500 * time.Microsecond, Status: 200, Request: []byte(question), Response: []byte("<a>x &amp; y</a>")},
		{Op: "read root/cimv2", Started: began, Request: []byte(question), Err: &remote.Error{Kind: remote.Timeout, Text: "sent Basic dXNlcjpwdw=="}},
		{Op: "read root/cimv2", Started: began, Request: []byte("no XML"), Err: errors.New("strange")},
	}
}

func record(t *testing.T, dir, cluster, node string, secrets []string, all ...remote.Exchange) string {
	t.Helper()
	r, err := New(dir, cluster, node, mask.New(secrets...))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		r.Trace(e)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	return r.Path()
}

func TestRecordedIsRead(t *testing.T) {
	path := record(t, filepath.Join(t.TempDir(), "new"), "CLU1", "NODE1", nil, exchanges()...)
	got, err := trace.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	if since := time.Since(got.Started); since < 0 || since > time.Minute || got.Started.Location() != time.UTC {
		t.Errorf("started %v", got.Started)
	}
	if !strings.HasPrefix(got.Tool, "clusterdrift") {
		t.Errorf("tool %q", got.Tool)
	}
	want := &trace.Trace{Format: 1, Tool: got.Tool, Cluster: "CLU1", Node: "NODE1", Started: got.Started, Exchanges: []trace.Exchange{
		{Seq: 1, Started: began, Op: "authenticate", Status: 401},
		{Seq: 2, Started: began, ElapsedMS: 1, Op: "read root/cimv2", Action: "urn:Ask", Status: 200, Request: question, Response: "<a>x &amp; y</a>"},
		{Seq: 3, Started: began, Op: "read root/cimv2", Action: "urn:Ask", Request: question, Error: &trace.Problem{Kind: "timeout", Message: "sent Basic [masked]"}},
		{Seq: 4, Started: began, Op: "read root/cimv2", Request: "no XML", Error: &trace.Problem{Kind: "malformed", Message: "the answer cannot be used"}},
	}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("want - got +\n%s", d)
	}
}

func TestRecorderWritesAtOnce(t *testing.T) {
	r, err := New(t.TempDir(), "", "NODE1", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for n, e := range exchanges() {
		if got, err := trace.Read(r.Path()); err != nil || len(got.Exchanges) != n || got.Truncated {
			t.Errorf("after %d exchanges: %+v, %v", n, got, err)
		}
		r.Trace(e)
	}
}

func TestRecorderFiles(t *testing.T) {
	dir := t.TempDir()
	var names []string
	for _, n := range [][2]string{{"CLU 1", "node1.example.com"}, {"", `..\up/NÖDE`}, {"", ".."}, {"", "n"}, {"", "n"}, {"", "n"}} {
		path := record(t, dir, n[0], n[1], nil)
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		private := info.Mode().Perm() == 0o600 || runtime.GOOS == "windows" // where it gets the access list of the folder
		if !private || filepath.Dir(path) != dir {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		names = append(names, filepath.Base(path))
	}
	want := []string{"CLU_1__node1.example.com.trace.jsonl", ".._up_N_DE.trace.jsonl", "...trace.jsonl", "n.trace.jsonl", "n_2.trace.jsonl", "n_3.trace.jsonl"}
	if d := cmp.Diff(want, names); d != "" {
		t.Errorf("want - got +\n%s", d)
	}
}

// A link that was put where the trace goes is not followed.
func TestRecorderFollowsNoLink(t *testing.T) {
	dir := t.TempDir()
	target := filepath.Join(dir, "target")
	if err := os.Symlink(target, filepath.Join(dir, "n"+trace.Suffix)); err != nil {
		t.Skip(err)
	}
	record(t, dir, "", "n", nil)
	if _, err := os.Lstat(target); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the target is there: %v", err)
	}
}

func TestRecorderErrors(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := New(file, "", "n", nil); err == nil || !strings.Contains(err.Error(), "make the trace directory") {
		t.Errorf("a directory that is a file: %v", err)
	}
	if _, err := New(t.TempDir(), "", strings.Repeat("n", 5000), nil); err == nil || !strings.Contains(err.Error(), "make the trace of") {
		t.Errorf("a name that is too long: %v", err)
	}
	r, err := New(t.TempDir(), "", "n", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.file.Close() // every write fails from now on
	r.Trace(exchanges()[0])
	r.Trace(exchanges()[1])
	if err := r.Close(); !errors.Is(err, os.ErrClosed) || !strings.Contains(err.Error(), "write "+r.Path()+": write") {
		t.Errorf("the first error is not reported: %v", err)
	}
}

func TestRecorderMasksEverything(t *testing.T) {
	const secret = "Sunshine/1"
	with := "<a>" + base64.StdEncoding.EncodeToString([]byte("u:"+secret)) + " " + secret + "</a>"
	path := record(t, t.TempDir(), secret, secret+".example.com", []string{secret}, remote.Exchange{
		Op: "read " + secret, Status: 200, Response: []byte(with),
		Request: []byte("<Envelope><Action>" + secret + "</Action>" + with + "</Envelope>"),
		Err:     &remote.Error{Kind: remote.Fault, Op: secret, Text: "said " + base64.StdEncoding.EncodeToString([]byte(secret))},
	})
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if mask.New(secret).In(string(file)) {
		t.Errorf("the secret is in\n%s", file)
	}
	got, err := trace.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	e := got.Exchanges[0]
	want := trace.Exchange{Seq: 1, Started: e.Started, Op: "read [masked]", Action: mask.Mark, Status: 200,
		Request:  "<Envelope><Action>[masked]</Action><a>[masked] [masked]</a></Envelope>",
		Response: "<a>[masked] [masked]</a>", Error: &trace.Problem{Kind: "fault", Message: "[masked]: said [masked]"}}
	if d := cmp.Diff(want, e); d != "" || got.Node != "[masked].example.com" || got.Cluster != mask.Mark {
		t.Errorf("node %s, cluster %s, want - got +\n%s", got.Node, got.Cluster, d)
	}
}
