package logs

import (
	"encoding/binary"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/clusterdrift/clusterdrift/remote/logs/evtxchunk"
)

// madeEvent is an event for a binary log that a test makes.
type madeEvent struct {
	record                      uint64
	id, level                   int
	provider, channel, computer string
	at                          time.Time
	names, values               []string
	binary                      []byte // of the element Binary; nil for none
}

// noValue is a value that the event leaves out.
const noValue = "<none>"

// chunkMaker writes binary XML into a chunk of 64 KiB.
type chunkMaker struct {
	b         []byte
	templates map[string]uint32
	first     uint64
	last      uint64
	lastAt    int
}

var order = binary.LittleEndian

func newChunk() *chunkMaker {
	return &chunkMaker{b: make([]byte, evtxchunk.Header, evtxchunk.Size), templates: map[string]uint32{}}
}

func (c *chunkMaker) u16(n int)    { c.b = order.AppendUint16(c.b, uint16(n)) }
func (c *chunkMaker) u32(n uint32) { c.b = order.AppendUint32(c.b, n) }
func (c *chunkMaker) u64(n uint64) { c.b = order.AppendUint64(c.b, n) }

func wide(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, u)
	}
	return b
}

// name writes a name in place.
func (c *chunkMaker) name(s string) {
	c.u32(uint32(len(c.b) + 4))
	c.u32(0)
	c.u16(0)
	c.u16(len(wide(s)) / 2)
	c.b = append(append(c.b, wide(s)...), 0, 0)
}

// element begins an element, whose attributes follow when it has some.
func (c *chunkMaker) element(name string, attributes bool) {
	tag := byte(0x01)
	if attributes {
		tag = 0x41
	}
	c.b = append(c.b, tag)
	c.u16(0xffff)
	c.u32(0)
	c.name(name)
	if attributes {
		c.u32(0)
	}
}

func (c *chunkMaker) attribute(name string) {
	c.b = append(c.b, 0x06)
	c.name(name)
}

func (c *chunkMaker) text(s string) {
	c.b = append(c.b, 0x05, 0x01)
	c.u16(len(wide(s)) / 2)
	c.b = append(c.b, wide(s)...)
}

func (c *chunkMaker) value(id, kind int) {
	c.b = append(c.b, 0x0e)
	c.u16(id)
	c.b = append(c.b, byte(kind))
}

func (c *chunkMaker) open()  { c.b = append(c.b, 0x02) }
func (c *chunkMaker) close() { c.b = append(c.b, 0x04) }

// leaf is an element with one value.
func (c *chunkMaker) leaf(name string, id, kind int) {
	c.element(name, false)
	c.open()
	c.value(id, kind)
	c.close()
}

// argument is a value of a template.
type argument struct {
	kind int
	data []byte
	make func() // writes the data instead, for what holds offsets
}

// instance writes a template with its values, and its body where that is new.
func (c *chunkMaker) instance(key string, body func(), arguments []argument) {
	c.b = append(c.b, 0x0f, 0x01, 0x01, 0x00, 0x0c, 0x01)
	id, known := c.templates[key]
	if !known {
		id = uint32(0x1000 + len(c.templates))
		c.templates[key] = id
	}
	c.u32(id)
	c.u32(0)
	if !known {
		c.u32(0)
		c.b = append(c.b, make([]byte, 16)...)
		at := len(c.b)
		c.u32(0)
		c.b = append(c.b, 0x0f, 0x01, 0x01, 0x00)
		body()
		c.b = append(c.b, 0x00)
		order.PutUint32(c.b[at:], uint32(len(c.b)-at-4))
	}
	c.u32(uint32(len(arguments)))
	descriptors := len(c.b)
	for _, a := range arguments {
		c.u16(len(a.data))
		c.u16(a.kind)
	}
	for i, a := range arguments {
		begin := len(c.b)
		if c.b = append(c.b, a.data...); a.make != nil {
			a.make()
		}
		order.PutUint16(c.b[descriptors+4*i:], uint16(len(c.b)-begin))
	}
}

func filetime(t time.Time) []byte {
	return order.AppendUint64(nil, uint64(t.UnixMicro()*10+116444736000000000))
}

// add writes a record.
func (c *chunkMaker) add(e madeEvent) {
	begin := len(c.b)
	c.b = append(c.b, "**\x00\x00"...)
	c.u32(0)
	c.u64(e.record)
	c.b = append(c.b, filetime(e.at)...)
	c.instance("system", c.system, []argument{
		{kind: 0x01, data: wide(e.provider)}, {kind: 0x06, data: order.AppendUint16(nil, uint16(e.id))},
		{kind: 0x04, data: []byte{byte(e.level)}}, {kind: 0x11, data: filetime(e.at)},
		{kind: 0x0a, data: order.AppendUint64(nil, e.record)}, {kind: 0x01, data: wide(e.channel)},
		{kind: 0x01, data: wide(e.computer)}, {kind: 0x21, make: func() { c.data(e) }},
	})
	c.b = append(c.b, 0)
	for len(c.b)%8 != 4 {
		c.b = append(c.b, 0)
	}
	size := uint32(len(c.b) - begin + 4)
	c.u32(size)
	order.PutUint32(c.b[begin+4:], size)
	if c.first == 0 {
		c.first = e.record
	}
	c.last, c.lastAt = e.record, begin
}

func (c *chunkMaker) system() {
	c.element("Event", false)
	c.open()
	c.element("System", false)
	c.open()
	c.element("Provider", true)
	c.attribute("Name")
	c.value(0, 0x01)
	c.b = append(c.b, 0x03)
	c.leaf("EventID", 1, 0x06)
	c.leaf("Level", 2, 0x04)
	c.element("TimeCreated", true)
	c.attribute("SystemTime")
	c.value(3, 0x11)
	c.b = append(c.b, 0x03)
	c.leaf("EventRecordID", 4, 0x0a)
	c.leaf("Channel", 5, 0x01)
	c.leaf("Computer", 6, 0x01)
	c.close()
	c.value(7, 0x21)
	c.close()
}

func (c *chunkMaker) data(e madeEvent) {
	var arguments []argument
	for _, v := range e.values {
		switch {
		case v == noValue:
			arguments = append(arguments, argument{kind: 0x00})
		case strings.Contains(v, "\x00"): // a list, as older events have
			arguments = append(arguments, argument{kind: 0x81, data: wide(v)})
		default:
			arguments = append(arguments, argument{kind: 0x01, data: wide(v)})
		}
	}
	if e.binary != nil {
		arguments = append(arguments, argument{kind: 0x0e, data: e.binary})
	}
	key := strings.Join(e.names, ",")
	if e.binary != nil {
		key += "+binary"
	}
	c.instance(key, func() {
		c.element("EventData", false)
		c.open()
		for i, name := range e.names {
			c.element("Data", name != "")
			if name != "" {
				c.attribute("Name")
				c.text(name)
			}
			c.open()
			c.value(i, 0x01)
			c.close()
		}
		if e.binary != nil {
			c.leaf("Binary", len(e.names), 0x0e)
		}
		c.close()
	}, arguments)
	c.b = append(c.b, 0)
}

// bytes is the chunk with its header.
func (c *chunkMaker) bytes() []byte {
	free := len(c.b)
	b := append(c.b, make([]byte, evtxchunk.Size-len(c.b))...)
	copy(b, "ElfChnk\x00")
	for i, n := range []uint64{c.first, c.last, c.first, c.last} {
		order.PutUint64(b[8+8*i:], n)
	}
	order.PutUint32(b[40:], 128)
	order.PutUint32(b[44:], uint32(c.lastAt))
	order.PutUint32(b[48:], uint32(free))
	return b
}

// evtxHead is the header of a file with so many chunks.
func evtxHead(chunks int) []byte {
	head := make([]byte, 4096)
	copy(head, evtxMagic)
	order.PutUint64(head[16:], uint64(chunks-1))
	order.PutUint32(head[32:], 128)
	order.PutUint16(head[36:], 1)
	order.PutUint16(head[38:], 3)
	order.PutUint16(head[40:], 4096)
	order.PutUint16(head[42:], uint16(chunks))
	return head
}

// evtxFile is a binary log of events, so many to a chunk.
func evtxFile(perChunk int, events ...madeEvent) []byte {
	var chunks [][]byte
	for len(events) > 0 {
		c := newChunk()
		for _, e := range events[:min(perChunk, len(events))] {
			c.add(e)
		}
		events = events[min(perChunk, len(events)):]
		chunks = append(chunks, c.bytes())
	}
	file := evtxHead(len(chunks))
	for _, c := range chunks {
		file = append(file, c...)
	}
	return file
}
