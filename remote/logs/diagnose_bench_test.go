package logs_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines/causes"
	"github.com/clusterdrift/clusterdrift/checks/diagnose"
	"github.com/clusterdrift/clusterdrift/remote/logs"
)

// mostMemory is what a diagnosis may take, whatever the size of the logs, in bytes.
const mostMemory = 300 << 20

// BenchmarkDiagnoseLogs reads the cluster logs of two nodes and the event log of one
// from files, at once, and works out the incidents. With CLUSTERDRIFT_LONG they have 1 GB
// and 120 MB together, else a sixteenth of it.
func BenchmarkDiagnoseLogs(b *testing.B) {
	size := 1 << 26
	if os.Getenv("CLUSTERDRIFT_LONG") != "" {
		size = 1 << 30
	}
	dir := b.TempDir()
	var total int64
	for node, wide := range map[int]bool{1: false, 2: true} {
		total += writeClusterLog(b, filepath.Join(dir, fmt.Sprintf("HV%02d_cluster.log", node)), node, size/2, wide)
	}
	events := logs.GeneratedEvtx(size / 1024 * 120)
	total += int64(len(events))
	if err := os.WriteFile(filepath.Join(dir, "HV02_System.evtx"), events, 0o600); err != nil {
		b.Fatal(err)
	}
	debug.FreeOSMemory()
	catalogue, err := causes.Load()
	if err != nil {
		b.Fatal(err)
	}
	recogniser := diagnose.NewRecogniser(catalogue)
	b.SetBytes(total)
	b.ReportAllocs()
	peak := watchMemory(b)
	for b.Loop() {
		if result := recogniser.Diagnose(readAll(b, recogniser, dir), diagnose.Options{}); len(result.Incidents) == 0 {
			b.Fatal("no incident")
		}
	}
	most := peak()
	b.ReportMetric(float64(most)/(1<<20), "peak-MB")
	if most > mostMemory {
		b.Errorf("%d MB of memory", most>>20)
	}
}

// writeClusterLog writes a cluster log in UTF-8, or in UTF-16, of so many bytes at
// least. Every 16 MB a node is lost.
func writeClusterLog(b *testing.B, path string, node, size int, wide bool) (written int64) {
	b.Helper()
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	put := func(text []byte) {
		if wide {
			text = logs.WideBytes(text)
		}
		n, _ := w.Write(text) // the flush has the error
		written += int64(n)
	}
	at := time.Date(2023, 5, 8, 0, 0, 0, 0, time.UTC)
	put([]byte(fmt.Sprintf("[=== Cluster ===]\r\nBuild Number 20348\r\nCurrent node: name (HV%02d) id (%d)\r\nUTC = localtime + time zone offset;the time zone offset of this machine is 0 minutes, or 0 hours\r\n[=== Cluster Logs ===]\r\n", node, node)))
	for n := 0; written < int64(size); n++ {
		text, next := logs.GeneratedClusterLog(at, 1<<20)
		put(text)
		if n%16 == 0 {
			put(fmt.Appendf(nil, "00000f44.00000a58::%s INFO  [NODE] Node %d: n%d node object is closing its connections\r\n", next.Format("2006/01/02-15:04:05.000"), node, 3-node))
		}
		at = next
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	return written
}

// readAll reads the logs of a folder at once.
func readAll(b *testing.B, r *diagnose.Recogniser, dir string) []*diagnose.Log {
	set, err := logs.Open(context.Background(), []string{dir}, logs.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := set.Close(); err != nil {
			b.Error(err)
		}
	}()
	if len(set.Sources) != 3 {
		b.Fatalf("%d logs; left out: %v", len(set.Sources), set.LeftOut)
	}
	all := make([]*diagnose.Log, len(set.Sources))
	var wait sync.WaitGroup
	for i, source := range set.Sources {
		all[i] = r.Log(source)
		wait.Go(func() {
			err := set.Read(context.Background(), source, func(record logs.Record) error { all[i].Add(record); return nil })
			if err != nil || source.Damaged != "" || source.Records == 0 {
				b.Errorf("%s: %v, %s, %d records", source.Path, err, source.Damaged, source.Records)
			}
		})
	}
	wait.Wait()
	return all
}

// watchMemory looks at the memory of the program, without what it has given back, until
// what it returns is called, which is the most of it in bytes.
func watchMemory(b *testing.B) (stop func() uint64) {
	b.Helper()
	samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	done, most := make(chan struct{}), make(chan uint64)
	go func() {
		var peak uint64
		for tick := time.NewTicker(20 * time.Millisecond); ; {
			metrics.Read(samples)
			peak = max(peak, samples[0].Value.Uint64()-samples[1].Value.Uint64())
			select {
			case <-tick.C:
			case <-done:
				tick.Stop()
				most <- peak
				return
			}
		}
	}()
	return func() uint64 { close(done); return <-most }
}
