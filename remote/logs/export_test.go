package logs

import (
	"encoding/binary"

	"github.com/clusterdrift/clusterdrift/remote/logs/evtxchunk"
)

// What the benchmark of the whole diagnosis takes, which cannot be in this package.
var (
	GeneratedClusterLog = generatedFrom
	GeneratedEvtx       = largeEvtx
)

// WideBytes is a text in UTF-16, little endian, without a mark.
func WideBytes(text []byte) []byte {
	return utf16Bytes(string(text), binary.LittleEndian)[2:]
}

// largeEvtx is a log of events of about so many bytes.
func largeEvtx(size int) []byte {
	c := newChunk()
	for i := 0; len(c.b) < evtxchunk.Size-1024; i++ {
		c.add(someEvents()[i%3])
	}
	chunk := c.bytes()
	file := evtxHead(size / evtxchunk.Size)
	for len(file) < size {
		file = append(file, chunk...)
	}
	return file
}
