package logs

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"www.velocidex.com/golang/evtx"

	"github.com/clusterdrift/clusterdrift/remote/logs/evtxchunk"
)

const evtxMagic = "ElfFile\x00"

// readEvtx hands over the events of a binary event log, chunk by chunk. Damaged
// chunks are skipped; a part of one at the end of the file is read as far as it goes.
func readEvtx(ctx context.Context, r io.Reader, out *sink) error {
	promised, err := skipEvtxHeader(r)
	if err != nil {
		out.source.Damaged = readProblem(err)
		return nil
	}
	lost := evtxLosses{missing: promised}
	defer func() { out.source.Damaged = lost.String() }()
	chunk := make([]byte, evtxchunk.Size)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := io.ReadFull(r, chunk)
		if n == 0 {
			if err != io.EOF {
				lost.read = readProblem(err)
			}
			return nil
		}
		clear(chunk[n:])
		lost.missing--
		lost.partial = err != nil
		if problem := handOverChunk(chunk, out, &lost); problem != nil || err != nil {
			if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
				lost.read = readProblem(err)
			}
			return problem
		}
	}
}

// evtxLosses are the parts of a file that could not be read.
type evtxLosses struct {
	chunks, events int
	partial        bool // the last chunk ends early
	missing        int  // chunks that the header promises, and that are not there
	read           string
}

// String says what is missing: "2 events and 1 block of events are damaged; the
// file ends within a block"; "" for nothing.
func (l evtxLosses) String() string {
	var text string
	add := func(s string) {
		if text != "" {
			text += "; "
		}
		text += s
	}
	if l.events > 0 {
		add(fmt.Sprintf("events that are damaged and were skipped: %d", l.events))
	}
	if l.chunks > 0 {
		add(fmt.Sprintf("blocks of events that are damaged and were skipped: %d", l.chunks))
	}
	if l.read != "" {
		add(l.read)
	} else if l.partial {
		add("the file ends within a block of events")
	}
	if l.missing > 0 {
		add(fmt.Sprintf("blocks of events that the file should have and has not: %d", l.missing))
	}
	return text
}

// skipEvtxHeader skips the header of the file, which says how long it is, and
// returns how many chunks it promises: a log in use may have more.
func skipEvtxHeader(r io.Reader) (chunks int, err error) {
	head := make([]byte, 128)
	if _, err := io.ReadFull(r, head); err != nil || string(head[:8]) != evtxMagic {
		return 0, damage("the file ends within its header, or has none")
	}
	size := int64(binary.LittleEndian.Uint16(head[40:]))
	if size < int64(len(head)) {
		size = 4096
	}
	_, err = io.CopyN(io.Discard, r, size-int64(len(head)))
	if errors.Is(err, io.EOF) {
		return 0, damage("the file ends within its header")
	}
	return int(binary.LittleEndian.Uint16(head[42:])), err
}

// handOverChunk hands over the events of a chunk.
func handOverChunk(chunk []byte, out *sink, lost *evtxLosses) error {
	if string(chunk[:8]) != evtx.EVTX_CHUNK_HEADER_MAGIC {
		if len(bytes.TrimLeft(chunk, "\x00")) > 0 {
			lost.chunks++
		}
		return nil
	}
	found, damaged := evtxchunk.Secure(chunk)
	lost.events += damaged
	records, ok := parseChunk(chunk, len(found))
	if !ok {
		lost.chunks++
		return nil
	}
	for i, record := range records {
		if i >= len(found) || !found[i].Usable {
			continue
		}
		out.source.Lines++
		r, ok := evtxEvent(record, found[i], out)
		if !ok {
			out.source.NotUnderstood++
			continue
		}
		if !out.wants(r.Time) {
			continue
		}
		if err := out.put(r); err != nil {
			return err
		}
	}
	return nil
}

// parseChunk gives a chunk to the parser. It may panic on what it does not expect:
// that costs the chunk, not the program.
func parseChunk(chunk []byte, count int) (records []*evtx.EventRecord, ok bool) {
	defer func() {
		if recover() != nil {
			records, ok = nil, false
		}
	}()
	if count == 0 {
		return nil, true
	}
	c := &evtx.Chunk{Fd: bytes.NewReader(chunk)}
	c.Header.FirstEventRecNumber, c.Header.LastEventRecNumber = 1, uint64(count)
	records, err := c.Parse(0)
	return records, err == nil
}
