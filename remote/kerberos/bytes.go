package kerberos

import "encoding/binary"

// cutter takes the bytes of a file apart. Once more is requested than there is,
// it gives nothing more and is short.
type cutter struct {
	left  []byte
	order binary.ByteOrder
	short bool
}

func (c *cutter) bytes(n int) []byte {
	if n < 0 || n > len(c.left) {
		c.short, c.left = true, nil
		return nil
	}
	b := c.left[:n:n]
	c.left = c.left[n:]
	return b
}

func (c *cutter) number8() uint8 {
	if b := c.bytes(1); b != nil {
		return b[0]
	}
	return 0
}

func (c *cutter) number16() uint16 {
	if b := c.bytes(2); b != nil {
		return c.order.Uint16(b)
	}
	return 0
}

func (c *cutter) number32() uint32 {
	if b := c.bytes(4); b != nil {
		return c.order.Uint32(b)
	}
	return 0
}

// data16 and data32 read a length and as many bytes.
func (c *cutter) data16() []byte { return c.bytes(int(c.number16())) }

func (c *cutter) data32() []byte { return c.bytes(int(min(c.number32(), maxFile+1))) }
