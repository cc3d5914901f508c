// Package evtxchunk makes a chunk of a binary event log safe for the parser that reads
// it: what the parser could not read in bounded time and memory is taken out of it
// before, and counted.
package evtxchunk

import (
	"bytes"
	"encoding/binary"
)

// Sizes of a chunk, of its header and of that of a record, in bytes, by [MS-EVEN6] and
// files themselves.
const (
	Size         = 64 << 10
	Header       = 512
	RecordHeader = 24
)

// walk goes through the records of a chunk before the parser does, token by token
// as it will, and makes it skip what it could not read in bounded time and memory:
// its templates can hold each other, so a chunk of 64 KiB can be made to unfold
// without end. What is skipped is counted.
type walk struct {
	buf    []byte
	known  map[uint32]int // how many tokens each template has
	budget int            // what may still be unfolded
	binary []byte         // the binary value of the record
	bad    bool           // the record ends beyond the chunk, or the budget does
}

// Bounds of a chunk. Chunks of Windows have up to 400 records with some 60 tokens
// each, and two levels.
const (
	walkBudget = 400_000
	walkDepth  = 16
	walkName   = 1024 // characters of a name
)

// Record is a record that the parser will return, in its order.
type Record struct {
	ID     uint64
	Binary []byte // of the element Binary, which the parser drops when values have names
	Usable bool   // the parser can be trusted with it
}

// Secure patches the chunk so that the parser can be trusted with it, and
// returns the records that it will find. damaged is how many of them, or gaps
// between them, cannot be read.
func Secure(chunk []byte) (records []Record, damaged int) {
	chunk = chunk[:Used(chunk)]
	w := &walk{buf: chunk, known: map[uint32]int{}, budget: walkBudget}
	at, before := Header, -1
	for at+RecordHeader+4 <= len(chunk) {
		size := int(binary.LittleEndian.Uint32(chunk[at+4:]))
		if !bytes.HasPrefix(chunk[at:], []byte("**\x00\x00")) || size < RecordHeader+4 || size > len(chunk)-at {
			next, gap := nextRecord(chunk, at)
			if gap {
				damaged++
			}
			if next < 0 || before < 0 {
				return records, damaged
			}
			// The parser goes on by the size of the record before.
			binary.LittleEndian.PutUint32(chunk[before+4:], uint32(next-before))
			at = next
			continue
		}
		one := Record{ID: binary.LittleEndian.Uint64(chunk[at+8:])}
		w.bad, w.binary = false, nil
		w.tokens(at+RecordHeader, 0)
		if one.Usable = !w.bad; w.bad {
			chunk[at+RecordHeader] = 0 // the end of all tokens
			damaged++
		}
		one.Binary = w.binary
		records = append(records, one)
		before, at = at, at+size
	}
	return records, damaged
}

// Used is where the records of a chunk end, by its header: behind are those of
// a time before the chunk was used again.
func Used(chunk []byte) int {
	const freeSpace = 48 // where the header has it
	end := binary.LittleEndian.Uint32(chunk[freeSpace:])
	if end < Header || end > Size {
		return len(chunk)
	}
	return min(int(end), len(chunk))
}

// nextRecord is where a record begins behind a gap, and whether the gap holds
// anything but zero bytes, as the unused rest of a chunk does.
func nextRecord(chunk []byte, from int) (int, bool) {
	rest := chunk[from:]
	if len(bytes.TrimLeft(rest, "\x00")) == 0 {
		return -1, false
	}
	for at := (from + 8) &^ 7; at+RecordHeader+4 <= len(chunk); at += 8 {
		size := int(binary.LittleEndian.Uint32(chunk[at+4:]))
		if bytes.HasPrefix(chunk[at:], []byte("**\x00\x00")) && size >= RecordHeader+4 && size <= len(chunk)-at {
			return at, true
		}
	}
	return -1, true
}

// spend takes from the budget.
func (w *walk) spend(n int) {
	if w.budget -= n; w.budget < 0 {
		w.bad = true
	}
}

// has reports whether there are n bytes at a place; without them the record is bad.
func (w *walk) has(at, n int) bool {
	if at < 0 || n < 0 || at+n > len(w.buf) {
		w.bad = true
	}
	return !w.bad
}

func (w *walk) u8(at int) int {
	if !w.has(at, 1) {
		return 0
	}
	return int(w.buf[at])
}

func (w *walk) u16(at int) int {
	if !w.has(at, 2) {
		return 0
	}
	return int(binary.LittleEndian.Uint16(w.buf[at:]))
}

func (w *walk) u32(at int) uint32 {
	if !w.has(at, 4) {
		return 0
	}
	return binary.LittleEndian.Uint32(w.buf[at:])
}

// tokens walks binary XML, and returns how many tokens it has.
func (w *walk) tokens(at, depth int) (count int) {
	if depth > walkDepth {
		w.bad = true
	}
	for !w.bad {
		w.spend(1)
		count++
		tag := w.u8(at)
		at++
		switch tag {
		case 0x01, 0x41: // an element begins
			at = w.name(at + 6)
			if tag == 0x41 {
				at += 4
			}
		case 0x02, 0x03, 0x04: // its start tag ends, it ends
		case 0x05, 0x45: // text
			at += 3 + 2*w.u16(at+1)
		case 0x06, 0x46: // an attribute
			at = w.name(at)
		case 0x07, 0x47, 0x08, 0x48, 0x09, 0x49, 0x0a, 0x0b: // the parser takes no more of them
		case 0x0c:
			next, more, goesOn := w.template(at, depth)
			if count += more; !goesOn {
				return count
			}
			at = next
		case 0x0d, 0x0e: // a value goes here
			if at += 3; w.u8(at-1) == 0 {
				at++
			}
		case 0x0f:
			at += 3
		default: // the end
			return count
		}
	}
	return count
}

// name skips a name, which may be elsewhere in the chunk.
func (w *walk) name(at int) int {
	where := int(w.u32(at))
	at += 4
	count := w.u16(where + 6)
	if count > walkName || !w.has(where+8, 2*count+2) {
		w.bad = true
		return at
	}
	w.spend(count / 16)
	if where == at {
		at += 8 + 2*count + 2
	}
	return at
}

// template walks an instance of a template, and its definition where that is the
// first one in the chunk.
func (w *walk) template(at, depth int) (next, count int, goesOn bool) {
	id := w.u32(at + 1)
	if w.u8(at) != 1 || id == 0 {
		return at, 0, false
	}
	at += 9
	values := w.u32(at)
	at += 4
	if _, ok := w.known[id]; !ok {
		body := w.u32(at + 16)
		at += 20
		if body > Size {
			w.bad = true
			return at, 0, false
		}
		w.known[id] = 0
		w.known[id] = w.tokens(at, depth+1)
		at += int(body)
		values = w.u32(at)
		at += 4
	}
	if values > 10240 || !w.has(at, int(values)*4) {
		w.bad = true
		return at, 0, false
	}
	w.spend(w.known[id] + int(values))
	count = w.known[id]
	value := at + int(values)*4
	for i := at; i < at+int(values)*4 && !w.bad; i += 4 {
		length, kind := w.u16(i), w.u16(i+2)
		value += w.value(value, length, kind, depth)
	}
	return value, count, !w.bad
}

// value walks a value, and returns how many bytes of it the parser takes.
func (w *walk) value(at, length, kind, depth int) int {
	if fixed, ok := valueSizes[kind]; ok {
		w.has(at, fixed)
		return fixed
	}
	if !w.has(at, length+1) { // one more: some readers want it
		return 0
	}
	switch kind {
	case 0x0d: // bool
		if length != 1 && length != 2 && length != 4 && length != 8 {
			return 0
		}
	case 0x0e:
		w.binary = w.buf[at : at+length]
	case 0x0f, 0x12: // GUID, time of the system
		w.bad = w.bad || length != 16
	case 0x13: // SID
		w.bad = w.bad || length < 8 || length%4 != 0
	case 0x86:
		w.bad = w.bad || length%2 != 0
	case 0x8a, 0x95:
		w.bad = w.bad || length%8 != 0
	case 0x21:
		w.tokens(at, depth+1)
	}
	return length
}

// valueSizes are the values of which the parser takes as many bytes, whatever
// their length says.
var valueSizes = map[int]int{
	0x04: 1, 0x06: 2, 0x07: 4, 0x08: 4, 0x09: 8, 0x0a: 8, 0x0b: 4, 0x0c: 8, 0x11: 8, 0x14: 4, 0x15: 8,
}
