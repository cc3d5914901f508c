package trace

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	head  = `{"format":1,"node":"N","started":"2026-03-01T10:00:00Z"}` + "\n"
	first = `{"seq":1,"started":"2026-03-01T10:00:00Z","elapsed_ms":3,"status":200,"response":"<a/>"}` + "\n"
)

func write(t testing.TB, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "n"+Suffix)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestReadTruncated(t *testing.T) {
	second := strings.Replace(first, `"seq":1`, `"seq":2`, 1)
	whole := head + first + second
	for cut := len(head); cut < len(whole); cut++ {
		got, err := Read(write(t, whole[:cut]))
		if err != nil {
			t.Fatalf("%q: %v", whole[:cut], err)
		}
		var n int
		switch {
		case cut >= len(whole)-1: // without the end of the line
			n = 2
		case cut >= len(head)+len(first)-1:
			n = 1
		}
		atEnd := cut == len(head) || cut == len(head)+len(first)-1 || cut == len(head)+len(first) || cut == len(whole)-1
		if len(got.Exchanges) != n || got.Truncated == atEnd {
			t.Errorf("%q: %d exchanges, truncated %v", whole[:cut], len(got.Exchanges), got.Truncated)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	for name, tt := range map[string]struct{ file, want string }{
		"empty":              {"", "line 1: not a trace file"},
		"not JSON":           {"PK\x03\x04", "line 1: not a trace file"},
		"a list":             {"[]\n", "line 1: not a trace file"},
		"another format":     {`{"format":2,"shape":"new"}` + "\n", "line 1: format 2, only 1 can be read"},
		"no format":          {`{"node":"N"}` + "\n", "line 1: format 0"},
		"unknown in head":    {`{"format":1,"node":"N","nodes":2}` + "\n", `line 1: json: unknown field "nodes"`},
		"no node":            {`{"format":1}` + "\n", "line 1: the head names no node"},
		"cut head":           {head[:20], "line 1: not a trace file"},
		"unknown member":     {head + first + `{"seq":2,"reply":""}` + "\n", `line 3: json: unknown field "reply"`},
		"wrong type":         {head + `{"seq":"1"}` + "\n", "line 2: json: cannot unmarshal string"},
		"out of order":       {head + first + first, "line 3: expected exchange 2, found 1"},
		"two values":         {head + `{"seq":1} {}` + "\n", "line 2: more than one value"},
		"damaged in between": {head + "{\"seq\":1,\n" + first, "line 2: "},
		"damaged at the end": {head + "{\"seq\":1,\n", "line 2: "},
		"status":             {head + `{"seq":1,"status":1000}`, "line 2: 1000 is not an HTTP status"},
		"elapsed":            {head + `{"seq":1,"elapsed_ms":-1}`, "line 2: elapsed_ms is negative"},
		"deep":               {head + strings.Repeat(`{"error":`, 100_000) + "\n", "line 2: "},
	} {
		t.Run(name, func(t *testing.T) {
			path := write(t, tt.file)
			got, err := Read(path)
			if err == nil || got != nil || !strings.Contains(err.Error(), "read trace "+path+": "+tt.want) {
				t.Errorf("%+v, error %v", got, err)
			}
		})
	}
}

func TestReadBounds(t *testing.T) {
	huge := write(t, head)
	if err := os.Truncate(huge, maxFile+1); err != nil { // a sparse file
		t.Skip(err)
	}
	if _, err := Read(huge); err == nil || !strings.Contains(err.Error(), "it is larger than 256 MiB") {
		t.Errorf("a huge file: %v", err)
	}
	if _, err := Read(t.TempDir()); err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Errorf("a directory: %v", err)
	}
	if _, err := Read(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	many := Trace{}
	if err := many.readLine(maxExchanges+2, []byte(`{"seq":100001}`)); err == nil || !strings.Contains(err.Error(), "more than 100000 exchanges") {
		t.Errorf("too many exchanges: %v", err)
	}
	if err := many.readLine(maxExchanges+1, []byte(`{"seq":100000}`)); err != nil {
		t.Errorf("as many as may be: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"", head, head + first, head + first[:30], `{"format":2}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := read(strings.NewReader(s))
		if (got == nil) == (err == nil) {
			t.Errorf("trace %v, error %v", got, err)
		}
		if err == nil && (got.Format != Format || got.Node == "" || len(got.Exchanges) > strings.Count(s, "\n")) {
			t.Errorf("%q is read as %+v", s, got)
		}
	})
}
