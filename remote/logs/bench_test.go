package logs

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/logs/evtxchunk"
	"github.com/clusterdrift/clusterdrift/remote/logs/plain"
)

// What these read is made as it is read: a part of a log, again and again. One
// operation is a whole log, whose memory must not grow with its size.
const (
	benchLog  = 1 << 30
	benchEvtx = 120 << 20
)

func discard(Record) error { return nil }

func benchmarkClusterLog(b *testing.B, part []byte) {
	for b.Loop() {
		out := &sink{source: &Source{}, limits: Limits{}.withDefaults(), each: discard}
		in := plain.Text(&repeated{data: part, left: benchLog})
		if err := readClusterLog(context.Background(), in, time.Time{}, out); err != nil {
			b.Fatal(err)
		}
		if out.source.Records < benchLog/400 || out.source.NotUnderstood > benchLog/len(part) {
			b.Fatalf("%d records, %d lines are not understood", out.source.Records, out.source.NotUnderstood)
		}
	}
	b.SetBytes(benchLog)
}

func BenchmarkClusterLog(b *testing.B) { benchmarkClusterLog(b, generated(1<<20)) }

func BenchmarkUTF16ClusterLog(b *testing.B) {
	benchmarkClusterLog(b, utf16Bytes(string(generated(1<<20)), binary.LittleEndian)[2:])
}

func BenchmarkEvtx(b *testing.B) {
	c := newChunk()
	for i := 0; len(c.b) < evtxchunk.Size-1024; i++ {
		c.add(someEvents()[i%3])
	}
	chunk := c.bytes()
	for b.Loop() {
		out := &sink{source: &Source{Node: "HV02"}, limits: Limits{}.withDefaults(), each: discard}
		in := io.MultiReader(bytes.NewReader(evtxHead(benchEvtx/evtxchunk.Size)), &repeated{data: chunk, left: benchEvtx})
		if err := readEvtx(context.Background(), in, out); err != nil {
			b.Fatal(err)
		}
		if out.source.Records < benchEvtx/1000 || out.source.Damaged != "" {
			b.Fatalf("%d records, %s", out.source.Records, out.source.Damaged)
		}
	}
	b.SetBytes(benchEvtx)
}

// repeated is the same bytes again and again.
type repeated struct {
	data []byte
	at   int
	left int64
}

func (r *repeated) Read(p []byte) (int, error) {
	if r.left <= 0 {
		return 0, io.EOF
	}
	n := copy(p, r.data[r.at:])
	r.at = (r.at + n) % len(r.data)
	r.left -= int64(n)
	return n, nil
}
