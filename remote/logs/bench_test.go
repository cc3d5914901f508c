package logs

import (
	"context"
	"encoding/binary"
	"io"
	"testing"
	"time"
)

const benchSize = 1 << 30

func discard(Record) error { return nil }

func BenchmarkClusterLog(b *testing.B) {
	for b.Loop() {
		out := &sink{source: &Source{}, limits: Limits{}.withDefaults(), each: discard}
		if err := readClusterLog(context.Background(), newGenerated(benchSize), time.Time{}, out); err != nil {
			b.Fatal(err)
		}
		if out.source.Records < benchSize/200 {
			b.Fatalf("only %d records", out.source.Records)
		}
	}
	b.SetBytes(benchSize)
}

// BenchmarkGenerated is what making the input of the others takes.
func BenchmarkGenerated(b *testing.B) {
	for b.Loop() {
		if _, err := io.Copy(io.Discard, newGenerated(benchSize)); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(benchSize)
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

func BenchmarkUTF16ClusterLog(b *testing.B) {
	g := newGenerated(1 << 20)
	text, _ := io.ReadAll(g)
	wide := utf16Bytes(string(text), binary.LittleEndian)
	for b.Loop() {
		out := &sink{source: &Source{}, limits: Limits{}.withDefaults(), each: discard}
		in, err := decoded(&repeated{data: wide, left: benchSize})
		if err != nil {
			b.Fatal(err)
		}
		if err := readClusterLog(context.Background(), in, time.Time{}, out); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(benchSize)
}
