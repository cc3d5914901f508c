package logs

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const oneLine = "00000f44.00000a58::2023/05/08-10:13:19.000 INFO  [RES] x\n"

// summary is what a set has found, by paths below a folder.
func summary(s *Set, dir string) []string {
	below := func(path string) string {
		return filepath.ToSlash(strings.TrimPrefix(strings.TrimPrefix(path, dir), string(filepath.Separator)))
	}
	var all []string
	for _, source := range s.Sources {
		all = append(all, fmt.Sprintf("%s: %s of %q", below(source.Path), source.Kind, source.Node))
	}
	for _, left := range s.LeftOut {
		all = append(all, below(left.Path)+": "+strings.ReplaceAll(left.Why, dir+string(filepath.Separator), ""))
	}
	return all
}

func TestFolders(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "Cluster/HV01_cluster.log", []byte(oneLine))
	write(t, dir, "HV02/cluster.log", []byte(oneLine+oneLine))
	write(t, dir, "Node_HV03.contoso.com/EventLogs/System.EVTX", evtxFile(2, someEvents()[:2]...))
	write(t, dir, "Reports/Cluster.log", []byte(oneLine+oneLine+oneLine))
	write(t, dir, "cluster_HV05.log", []byte(oneLine+"\n"))
	write(t, dir, "copy/HV01_cluster (2).log", []byte(oneLine))
	write(t, dir, "empty.log", nil)
	write(t, dir, "notes.md", []byte("notes\n"))
	write(t, dir, "sdp.cab", []byte("MSCF\x00\x00"))
	write(t, dir, "trace.etl", bytes.Repeat([]byte{1, 0, 7, 0xff}, 500))
	want := []string{
		`Cluster/HV01_cluster.log: cluster log of "HV01"`,
		`HV02/cluster.log: cluster log of "HV02"`,
		`Node_HV03.contoso.com/EventLogs/System.EVTX: evtx of "HV02.contoso.com"`,
		`Reports/Cluster.log: cluster log of ""`,
		`cluster_HV05.log: cluster log of "HV05"`,
		"copy/HV01_cluster (2).log: a copy of Cluster/HV01_cluster.log",
		"empty.log: empty",
		"notes.md: neither a cluster log nor a log of events",
		"sdp.cab: a cabinet: extract it, and name the folder",
		"trace.etl: neither a cluster log nor a log of events",
	}
	if os.Symlink(filepath.Join(dir, "HV02"), filepath.Join(dir, "zlink")) == nil {
		want = append(want, "zlink: a symbolic link, which is not followed: name its target to read it")
	}
	if link := filepath.Join(dir, "zlink"); len(want) > 10 {
		if s := open(t, Options{}, link); len(s.Sources) != 1 {
			t.Errorf("a link to a folder that is named: %v", summary(s, dir))
		}
	}
	s := open(t, Options{}, dir, filepath.Join(dir, "HV02"), filepath.Join(dir, "HV02", "cluster.log"))
	if diff := cmp.Diff(want, summary(s, dir)); diff != "" {
		t.Error(diff)
	}
}

func TestNames(t *testing.T) {
	for name, want := range map[string][2]string{
		"HV01_cluster.log":             {"HV01", ""},
		"hv01.contoso.com_Cluster.log": {"hv01.contoso.com", ""},
		"HV01_evt_System.csv":          {"HV01", "System"},
		"HV01_evt_Microsoft-Windows-NetworkProfile-Operational.csv": {"HV01", "Microsoft-Windows-NetworkProfile/Operational"},
		"HV01_Microsoft-Windows-NetworkProfile%4Operational.evtx":   {"HV01", "Microsoft-Windows-NetworkProfile/Operational"},
		"Microsoft-Windows-FailoverClustering%4Operational.evtx":    {"", "Microsoft-Windows-FailoverClustering/Operational"},
		"Node_HV01/Unified/System.evtx":                             {"HV01", "System"},
		"HV01/System.evtx":                                          {"HV01", "System"},
		"logs/System.evtx":                                          {"", "System"},
		"cluster.log":                                               {"", ""},
		"Cluster-HV01.log":                                          {"HV01", ""},
		"x/HV01_System.evtx":                                        {"HV01", "System"},
	} {
		p := place{name: name}
		if got := [2]string{p.nodeOf(), p.channelOf()}; got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

func TestArchives(t *testing.T) {
	dir := t.TempDir()
	third := zipped(t, "HV09_cluster.log", oneLine)
	inner := zipped(t, "HV02_cluster.log", oneLine+oneLine, "third.zip", string(third))
	path := write(t, dir, "case.zip", zipped(t, "a/HV01_cluster.log", oneLine, `b\HV03_cluster.log`, oneLine+"\n", "inner.zip", string(inner),
		"../../etc/HV04_cluster.log", oneLine+"\n\n", "bomb.log", oneLine+strings.Repeat("\x00", 3<<20)))
	temporary := filepath.Join(dir, "tmp")
	if err := os.Mkdir(temporary, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", temporary)
	t.Setenv("TMP", temporary)
	s, err := Open(context.Background(), []string{path}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`case.zip!../../etc/HV04_cluster.log: cluster log of "HV04"`,
		`case.zip!a/HV01_cluster.log: cluster log of "HV01"`,
		`case.zip!b/HV03_cluster.log: cluster log of "HV03"`,
		`case.zip!inner.zip!HV02_cluster.log: cluster log of "HV02"`,
		"case.zip!bomb.log: it would unpack to more than 250 times its size, as no log does",
		"case.zip!inner.zip!third.zip: an archive in an archive in an archive: extract it, and name the folder",
	}
	if diff := cmp.Diff(want, summary(s, dir)); diff != "" {
		t.Error(diff)
	}
	for i, n := range []int{1, 1, 1, 2} {
		if got := read(t, s, s.Sources[i]); len(got) != n {
			t.Errorf("%s: %d records", s.Sources[i].Path, len(got))
		}
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if left, _ := os.ReadDir(temporary); len(left) != 0 {
		t.Errorf("temporary files are left: %v", left)
	}
}

func TestDamagedArchives(t *testing.T) {
	whole := zipped(t, "a/HV01_cluster.log", strings.Repeat(oneLine, 1000), "System.evtx", string(evtxFile(2, someEvents()...)))
	read := func(data []byte) {
		s, err := Open(context.Background(), []string{write(t, t.TempDir(), "x.zip", data)}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		for _, source := range s.Sources {
			if err := s.Read(context.Background(), source, func(Record) error { return nil }); err != nil {
				t.Fatal(err)
			}
		}
	}
	for at := 0; at < len(whole); at += 61 {
		turned := bytes.Clone(whole)
		turned[at] ^= 0x44
		read(turned)
		read(whole[:at])
	}
	s := open(t, Options{}, write(t, t.TempDir(), "x.zip", whole[:len(whole)/2]))
	if len(s.Sources) != 0 || len(s.LeftOut) != 1 || !strings.HasPrefix(s.LeftOut[0].Why, "the archive is damaged") {
		t.Errorf("half an archive: %v", s.LeftOut)
	}
}

// TestArchivesThatLie: an entry has more bytes than it says, or a method that is not
// known.
func TestArchivesThatLie(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateRaw(&zip.FileHeader{Name: "HV01_cluster.log", Method: 9, UncompressedSize64: 10, CompressedSize64: 4})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = w.Write([]byte("abcd"))
	w, err = z.CreateRaw(&zip.FileHeader{Name: "HV02_cluster.log", Method: zip.Store, UncompressedSize64: 20, CompressedSize64: uint64(len(oneLine))})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = w.Write([]byte(oneLine))
	w, err = z.CreateRaw(&zip.FileHeader{Name: "HV03_cluster.log", Method: zip.Store, Flags: 1, UncompressedSize64: 4, CompressedSize64: 4})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = w.Write([]byte("abcd"))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	s := open(t, Options{}, write(t, dir, "x.zip", b.Bytes()))
	want := []string{
		"x.zip!HV01_cluster.log: compressed by method 9, which is not supported: extract the archive, and name the folder",
		"x.zip!HV02_cluster.log: neither a cluster log nor a log of events",
		"x.zip!HV03_cluster.log: encrypted: extract the archive, and name the folder",
	}
	if diff := cmp.Diff(want, summary(s, dir)); diff != "" {
		t.Error(diff)
	}
}

func TestLimits(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a", "b", "c"} {
		write(t, dir, name+"/cluster.log", []byte(oneLine+name+"\n"))
	}
	s := open(t, Options{Limits: Limits{Files: 2}}, dir)
	if len(s.Sources) != 2 || len(s.LeftOut) != 1 || !strings.Contains(s.LeftOut[0].Why, "more than 2 files") {
		t.Errorf("%d sources, %v", len(s.Sources), s.LeftOut)
	}
	path := write(t, t.TempDir(), "x.zip", zipped(t, "a.log", strings.Repeat(oneLine, 10), "b.log", oneLine))
	s = open(t, Options{Limits: Limits{Bytes: 400}}, path)
	if len(s.Sources) != 1 || len(s.LeftOut) != 1 || !strings.Contains(s.LeftOut[0].Why, "more than may be read") {
		t.Errorf("%v", summary(s, filepath.Dir(path)))
	}
}

func TestNoSuchPath(t *testing.T) {
	_, err := Open(context.Background(), []string{filepath.Join(t.TempDir(), "gone")}, Options{})
	if err == nil || !strings.HasSuffix(err.Error(), "gone: there is no such file or folder") {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Open(ctx, []string{t.TempDir()}, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// logOf is a cluster log with a header.
func logOf(node string, id, build, minutes int, nodes ...string) []byte {
	text := fmt.Sprintf("[=== Cluster ===]\nBuild Number %d\nUTC = localtime + time zone offset;the time zone offset of this machine is %d minutes, or x hours\nCurrent node: name (%s) id (%d)\n",
		build, minutes, node, id)
	if len(nodes) > 0 {
		text += "[=== Nodes ===]\n"
		for i, n := range nodes {
			text += fmt.Sprintf("name (%s) id (%d)\n", n, i+1)
		}
	}
	return []byte(text + "[=== Cluster Logs ===]\n" + oneLine)
}

func TestOtherClusters(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a/node1_Cluster.log", logOf("SQL1", 1, 17763, -420))
	write(t, dir, "a/old_cluster.log", []byte(oneLine+oneLine))
	write(t, dir, "b/HV01_cluster.log", logOf("HV01", 1, 20348, -480))
	write(t, dir, "b/HV02_cluster.log", logOf("HV02", 2, 20348, -480))
	write(t, dir, "b/SQL1_System.evtx", evtxFile(1, madeEvent{record: 1, id: 1135, provider: failoverClustering, channel: "System", computer: "SQL1", at: someEvents()[0].at}))
	write(t, dir, "b/DC1_System.evtx", evtxFile(1, madeEvent{record: 1, id: 1135, provider: failoverClustering, channel: "System", computer: "DC1", at: someEvents()[0].at}))
	s := open(t, Options{}, dir)
	want := []string{
		`a/old_cluster.log: cluster log of "old"`,
		`b/DC1_System.evtx: evtx of "DC1"`,
		`b/HV01_cluster.log: cluster log of "HV01"`,
		`b/HV02_cluster.log: cluster log of "HV02"`,
		"a/node1_Cluster.log: of SQL1, not of the cluster with HV01, HV02: read it in a run of its own",
		"b/SQL1_System.evtx: of SQL1, not of the cluster with HV01, HV02: read it in a run of its own",
	}
	if diff := cmp.Diff(want, summary(s, dir)); diff != "" {
		t.Error(diff)
	}
	// With all nodes listed, a computer that is none of them is of another cluster.
	write(t, dir, "b/HV02_cluster.log", logOf("HV02", 2, 20348, -480, "HV01", "HV02"))
	s = open(t, Options{}, dir)
	want = []string{
		`b/HV01_cluster.log: cluster log of "HV01"`,
		`b/HV02_cluster.log: cluster log of "HV02"`,
		"a/node1_Cluster.log: of SQL1, not of the cluster with HV01, HV02: read it in a run of its own",
		"a/old_cluster.log: of old, not of the cluster with HV01, HV02: read it in a run of its own",
		"b/DC1_System.evtx: of DC1, not of the cluster with HV01, HV02: read it in a run of its own",
		"b/SQL1_System.evtx: of SQL1, not of the cluster with HV01, HV02: read it in a run of its own",
	}
	if diff := cmp.Diff(want, summary(s, dir)); diff != "" {
		t.Error(diff)
	}
}

// TestOneClusterOfUnlikeNodes: in an upgrade builds differ, between sites zones do.
func TestOneClusterOfUnlikeNodes(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "HV01_cluster.log", logOf("HV01", 1, 17763, -480))
	write(t, dir, "HV02_cluster.log", logOf("HV02", 2, 20348, -480))
	write(t, dir, "HV03_cluster.log", logOf("HV03", 3, 20348, -420))
	write(t, dir, "SQL3_cluster.log", logOf("SQL3", 3, 20348, -480))
	s := open(t, Options{}, dir)
	want := []string{
		`HV01_cluster.log: cluster log of "HV01"`,
		`HV02_cluster.log: cluster log of "HV02"`,
		`HV03_cluster.log: cluster log of "HV03"`,
		"SQL3_cluster.log: of SQL3, not of the cluster with HV01, HV02, HV03: read it in a run of its own",
	}
	if diff := cmp.Diff(want, summary(s, dir)); diff != "" {
		t.Error(diff)
	}
}

// TestReadAtOnce reads the entries of one archive at the same time.
func TestReadAtOnce(t *testing.T) {
	log := string(generated(200 << 10))
	s := open(t, Options{}, write(t, t.TempDir(), "x.zip", zipped(t, "A_cluster.log", log, "B_cluster.log", log+"\n", "C_System.evtx", string(evtxFile(2, someEvents()...)))))
	errs := make(chan error)
	for _, source := range s.Sources {
		go func() { errs <- s.Read(context.Background(), source, func(Record) error { return nil }) }()
	}
	for range s.Sources {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if len(s.Sources) != 3 || s.Sources[0].Records != s.Sources[1].Records || s.Sources[0].Records < 1000 || counted(s.Sources[2]) != 4 {
		t.Errorf("%+v", s.Sources)
	}
}
