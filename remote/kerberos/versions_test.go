package kerberos

import (
	"encoding/binary"
	"testing"
)

// writer writes what files of keys and tickets are made of, in the order of bytes of a
// version of their format.
type writer struct {
	b     []byte
	order binary.AppendByteOrder
}

func (w *writer) number8(n byte)    { w.b = append(w.b, n) }
func (w *writer) number16(n uint16) { w.b = w.order.AppendUint16(w.b, n) }
func (w *writer) number32(n uint32) { w.b = w.order.AppendUint32(w.b, n) }
func (w *writer) data16(s string)   { w.number16(uint16(len(s))); w.b = append(w.b, s...) }
func (w *writer) data32(s string)   { w.number32(uint32(len(s))); w.b = append(w.b, s...) }

func orderOf(native bool) binary.AppendByteOrder {
	if native {
		return binary.NativeEndian
	}
	return binary.BigEndian
}

func (w *writer) cachePrincipal(version byte, realm string, parts ...string) {
	count := uint32(len(parts))
	if version == 1 {
		count++
	} else {
		w.number32(1)
	}
	w.number32(count)
	w.data32(realm)
	for _, p := range parts {
		w.data32(p)
	}
}

// Each version of a credential cache is read.
func TestCacheVersions(t *testing.T) {
	key := "0123456789abcdef"
	for version := byte(1); version <= 4; version++ {
		w := &writer{b: []byte{5, version}, order: orderOf(version <= 2)}
		if version == 4 {
			w.data16("\x00\x01\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00") // the offset of the KDC's clock
		}
		w.cachePrincipal(version, "A.EXAMPLE", "u", "admin")
		for _, realm := range []string{"X-CACHECONF:", "A.EXAMPLE"} {
			w.cachePrincipal(version, "A.EXAMPLE", "u", "admin")
			w.cachePrincipal(version, realm, "krbtgt", "A.EXAMPLE")
			w.number16(17)
			if version == 3 {
				w.number16(17)
			}
			w.data32(key)
			for _, at := range []uint32{1, 2, 4_000_000_000, 0} {
				w.number32(at)
			}
			w.number8(0)
			w.number32(0x40e10000)
			w.number32(2) // addresses
			for range 2 {
				w.number16(2)
				w.data32("\x7f\x00\x00\x01")
			}
			w.number32(1) // authorization data
			w.number16(1)
			w.data32("x")
			w.data32("the ticket")
			w.data32("")
		}
		c, err := parseCache(w.b)
		if err != nil || c.owner.String() != "u/admin@A.EXAMPLE" || len(c.tickets) != 1 {
			t.Errorf("version %d: %+v, %v", version, c, err)
			continue
		}
		got := c.tickets[0]
		if got.client != c.owner || got.key.KeyType != 17 || string(got.key.KeyValue) != key || got.end.Unix() != 4_000_000_000 || string(got.ticket) != "the ticket" || got.mutual {
			t.Errorf("version %d: %+v", version, got)
		}
	}
}

// Both versions of a keytab are read, with holes, and with versions of a key in one
// byte and in four.
func TestKeytabVersions(t *testing.T) {
	entry := func(format, version byte, long uint32, key string) string {
		w := &writer{order: orderOf(format == 1)}
		if format == 1 {
			w.number16(3)
		} else {
			w.number16(2)
		}
		w.data16("A.EXAMPLE")
		w.data16("u")
		w.data16("admin")
		if format != 1 {
			w.number32(1)
		}
		w.number32(1_700_000_000)
		w.number8(version)
		w.number16(17)
		w.data16(key)
		if long != 0 {
			w.number32(long)
		}
		return string(w.b)
	}
	const old, current, newest = "0123456789abcdef", "123456789abcdef0", "23456789abcdef01"
	for format := byte(1); format <= 2; format++ {
		w := &writer{b: []byte{5, format}, order: orderOf(format == 1)}
		w.data32(entry(format, 255, 0, old))
		w.number32(^uint32(9)) // a hole of 10 bytes
		w.b = append(w.b, "\x00hole hole"...)
		w.data32(entry(format, 2, 258, newest))
		w.data32(entry(format, 1, 257, current))
		keys, err := parseKeytab(w.b)
		if err != nil || len(keys) != 3 {
			t.Errorf("version %d: %d keys, %v", format, len(keys), err)
			continue
		}
		got, ok := keys.key(Principal{Name: "u/admin", Realm: "A.EXAMPLE"}, ticketTypes())
		if !ok || got.version != 258 || string(got.key.KeyValue) != newest {
			t.Errorf("version %d: version %d of the key, %v", format, got.version, ok)
		}
	}
}
