package logs

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"strings"
	"testing"
)

func gzipped(t *testing.T, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestGzip reads files that gzip compressed, one by one and in an archive.
func TestGzip(t *testing.T) {
	log := gzipped(t, generated(100<<10))
	bomb := gzipped(t, append([]byte(oneLine+"\n"), bytes.Repeat([]byte("x"), 64<<20)...))
	dir := t.TempDir()
	write(t, dir, "HV01_cluster.log.gz", log)
	write(t, dir, "HV02_System.evtx.gz", gzipped(t, evtxFile(2, someEvents()...)))
	write(t, dir, "HV03_cluster.log.gz", log[:len(log)/2])
	write(t, dir, "HV04_cluster.log.gz", bomb)
	write(t, dir, "x.tar.gz", gzipped(t, append(append(make([]byte, 257), "ustar"...), make([]byte, 1000)...)))
	write(t, dir, "y.zip.gz", gzipped(t, zipped(t, "a", "b")))
	write(t, dir, "z.gz", []byte("\x1f\x8bnothing"))
	write(t, dir, "z.zip", zipped(t, "HV05_cluster.log.gz", string(gzipped(t, generated(50<<10)))))
	s := open(t, Options{}, dir)
	want := []struct {
		node    string
		least   int
		damaged string
	}{
		{"HV01", 800, ""}, {"OLD-NAME", 4, ""}, {"HV03", 100, "the compressed file is damaged from here on"},
		{"HV04", 1, "it unpacks to more than 250 times its size, as no log does"}, {"HV05", 400, ""},
	}
	if len(s.Sources) != len(want) {
		t.Fatalf("%v", summary(s, dir))
	}
	for i, w := range want {
		of := s.Sources[i]
		if n := len(read(t, s, of)); of.Node != w.node || n < w.least || of.Damaged != w.damaged {
			t.Errorf("%s of %s, %d records, %q", of.Path, of.Node, n, of.Damaged)
		}
	}
	var why []string
	for _, l := range s.LeftOut {
		why = append(why, l.Why)
	}
	if got := strings.Join(why, "; "); got != "a tar archive: extract it, and name the folder; an archive in a compressed file: extract it, and name the folder; the compressed file is damaged" {
		t.Error(got)
	}
}

// TestArchiveNames shows entries under the names that they have, and writes none of
// them anywhere.
func TestArchiveNames(t *testing.T) {
	dir := t.TempDir()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{"../../HV01_cluster.log", "/etc/HV02_cluster.log", `..\..\HV03_cluster.log`} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(oneLine + name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	s := open(t, Options{}, write(t, dir, "x.zip", b.Bytes()))
	var nodes []string
	for _, of := range s.Sources {
		nodes = append(nodes, of.Node)
		if len(read(t, s, of)) != 1 {
			t.Errorf("%s: %+v", of.Path, of)
		}
	}
	if got := strings.Join(nodes, " "); got != "HV01 HV03 HV02" {
		t.Error(got, summary(s, dir))
	}
}
