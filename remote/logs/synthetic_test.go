package logs

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
)

// All inputs here are made up, in the forms that the reference for cluster logs
// describes.

var generatedLines = []string{
	"INFO  [GUM] Processing RequestLock 2:81276 for a node",
	"INFO  [RCM] rcm::RcmApi::MoveGroup: (VM 17, 2, 0, MoveType::Drain ) with a text of a usual length",
	"WARN  [NETFTAPI] Failed to query parameters for 10.1.2.3:~3343~ (status 0x80070490)",
	"DBG   [NETFTAPI] received NsiParameterNotification for 169.254.1.76 (IpDadStateTentative)",
	"INFO  [RES] Physical Disk <Cluster Disk 4>: HardDiskpQueryDiskFromStm: ClusterStmFindDisk returned device='\\\\?\\mpio'",
	"INFO    <realLocal>10.1.2.3:~3343~</realLocal>",
}

// generated is a cluster log of whole lines, of at least so many bytes.
func generated(size int) []byte {
	b, _ := generatedFrom(time.Date(2023, 5, 8, 0, 0, 0, 0, time.UTC), size)
	return b
}

// generatedFrom is one that begins at a time, and when it ends.
func generatedFrom(at time.Time, size int) ([]byte, time.Time) {
	var b []byte
	for n := 0; len(b) < size; n++ {
		at = at.Add(7 * time.Millisecond)
		b = fmt.Appendf(b, "%08x.%08x::%s %s\r\n", 0xf44, n%9999, at.Format("2006/01/02-15:04:05.000"), generatedLines[n%len(generatedLines)])
	}
	return b, at
}

// utf16Bytes is a text in UTF-16 with its mark.
func utf16Bytes(text string, order binary.AppendByteOrder) []byte {
	b := order.AppendUint16(nil, 0xfeff)
	for _, u := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, u)
	}
	return b
}

// write makes a file with its folders, and returns its path.
func write(t testing.TB, dir, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// zipped is an archive of files, by pairs of name and content.
func zipped(t testing.TB, pairs ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		w, err := z.Create(pairs[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, pairs[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// open opens a set that the test closes.
func open(t testing.TB, o Options, paths ...string) *Set {
	t.Helper()
	s, err := Open(context.Background(), paths, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// read is the records of a source.
func read(t testing.TB, s *Set, of *Source) []Record {
	t.Helper()
	var all []Record
	if err := s.Read(context.Background(), of, func(r Record) error { all = append(all, r); return nil }); err != nil {
		t.Fatal(err)
	}
	if n := counted(of); n != len(all) {
		t.Errorf("%s: %d records are counted, %d were handed over", of.Path, n, len(all))
	}
	return all
}

// counted is how many records of a file are counted, of all its computers.
func counted(of *Source) int {
	n := of.Records
	for _, other := range of.Others {
		n += other.Records
	}
	return n
}

// readText writes a text as a file, and reads its only source.
func readText(t testing.TB, o Options, name, text string) (*Source, []Record) {
	t.Helper()
	s := open(t, o, write(t, t.TempDir(), name, []byte(text)))
	if len(s.Sources) != 1 {
		t.Fatalf("%d sources, left out: %v", len(s.Sources), s.LeftOut)
	}
	return s.Sources[0], read(t, s, s.Sources[0])
}

// shown is a record in one line, without its raw text.
func shown(r Record) string {
	at := r.Time.Format("2006-01-02T15:04:05.000")
	var data []string
	for _, d := range r.Data {
		data = append(data, d.Name+"="+d.Value)
	}
	if r.Computer != "" && shortName(r.Computer) != "HV02" {
		data = append(data, "Computer="+r.Computer)
	}
	return fmt.Sprintf("%d %s %s [%s] %s %d %s | %s | %s", r.Line, at, r.Level, r.Component, r.Channel, r.EventID, r.Provider, r.Text, strings.Join(data, ","))
}
