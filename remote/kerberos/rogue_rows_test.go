package kerberos_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/jcmturner/gokrb5/v8/iana/nametype"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/types"

	"github.com/clusterdrift/clusterdrift/remote/kerberos"
)

// row is one thing that a rogue key distribution centre does at one stage.
type row struct {
	name   string
	stage  stage
	answer func(f *forger, request, good []byte) []byte
	stream func(conn net.Conn, good []byte) // over TCP only
	ways   []string                         // nil: both
	want   []kerberos.Reason
}

var (
	unusable = []kerberos.Reason{kerberos.NoAnswer, kerberos.Forged}
	forgery  = []kerberos.Reason{kerberos.Forged}
	silence  = []kerberos.Reason{kerberos.NoAnswer}
	weakness = []kerberos.Reason{kerberos.Weak}
)

func allStages() []stage { return []stage{first, proven, ticket} }

// damagedRows cut replies off, and change what leads the parser.
func damagedRows() (rows []row) {
	for _, s := range allStages() {
		for _, part := range []float64{0, 0.01, 0.02, 0.05, 0.1, 0.25, 0.4, 0.5, 0.75, 0.9, 0.99} {
			rows = append(rows, row{name: fmt.Sprintf("cut to %g of it", part), stage: s, want: unusable,
				answer: func(_ *forger, _, good []byte) []byte { return good[:int(part*float64(len(good)))] }})
		}
		rows = append(rows, row{name: "cut by one byte", stage: s, want: unusable,
			answer: func(_ *forger, _, good []byte) []byte { return good[:len(good)-1] }})
		for name, head := range map[string][]byte{
			"a length of 4 GiB": {0x84, 0xff, 0xff, 0xff, 0xff}, "a length of 2 GiB": {0x84, 0x7f, 0xff, 0xff, 0xff}, "a negative length": {0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
			"no length": {0x80}, "a length of 126 bytes of length": {0xfe}, "a length of nothing": {0},
		} {
			rows = append(rows, row{name: name, stage: s, want: unusable,
				answer: func(_ *forger, _, good []byte) []byte { return append(append([]byte{good[0]}, head...), good[2:]...) }})
		}
		for name, tag := range map[string]byte{"another message": 0x6e, "no application": 0x30, "a log-on's reply": 0x6b, "a ticket's reply": 0x6d, "an error": 0x7e} {
			rows = append(rows, row{name: "tagged as " + name, stage: s, want: unusable,
				answer: func(_ *forger, _, good []byte) []byte {
					if good[0] == tag {
						return []byte{tag ^ 1}
					}
					return append([]byte{tag}, good[1:]...)
				}})
		}
		for name, junk := range map[string][]byte{
			"zeros": make([]byte, 2000), "an answer of HTTP": []byte("HTTP/1.1 400 Bad Request\r\n\r\n"), "one byte": {0x6b},
			"deep nesting": bytes.Repeat([]byte{0x30, 0x80}, 15000), "sequences of nothing": append([]byte{0x6b, 0x83, 0, 0x80, 0}, bytes.Repeat([]byte{0x30, 0}, 0x4000)...),
		} {
			rows = append(rows, row{name: name, stage: s, want: unusable, answer: func(*forger, []byte, []byte) []byte { return junk }})
		}
		rows = append(rows, row{name: "silence", stage: s, want: silence, answer: func(*forger, []byte, []byte) []byte { return nil }})
	}
	return rows
}

// framedRows break the framing over TCP, and the limits of time and size.
func framedRows() (rows []row) {
	announce := func(n uint32, body []byte, end bool) func(net.Conn, []byte) {
		return func(conn net.Conn, _ []byte) {
			conn.Write(append(binary.BigEndian.AppendUint32(nil, n), body...))
			if !end {
				waitForEnd(conn)
			}
		}
	}
	for _, s := range allStages() {
		for name, stream := range map[string]func(net.Conn, []byte){
			"4 GiB announced":             announce(0xfffffff0, make([]byte, 1<<20), false),
			"3 GiB announced":             announce(3<<30, make([]byte, 1<<20), false),
			"the limit and one":           announce(kerberos.MaxReply+1, make([]byte, kerberos.MaxReply+1), false),
			"more announced than sent":    announce(1000, make([]byte, 10), true),
			"announced and never sent":    announce(1000, nil, false),
			"nothing announced":           announce(0, nil, true),
			"a length that is broken off": func(conn net.Conn, _ []byte) { conn.Write([]byte{0, 0}) },
			"an end at once":              func(net.Conn, []byte) {},
			"a byte at a time":            drip,
		} {
			rows = append(rows, row{name: name, stage: s, stream: stream, ways: []string{"tcp"}, want: unusable})
		}
		rows = append(rows, row{name: "too big for UDP, and no TCP", stage: s, ways: []string{"udp"}, want: []kerberos.Reason{kerberos.NoAnswer, kerberos.Failed},
			answer: func(f *forger, _, _ []byte) []byte { return errorReply(f.t, 52, nil) }})
		rows = append(rows, row{name: "an empty datagram", stage: s, ways: []string{"udp"}, want: unusable,
			answer: func(*forger, []byte, []byte) []byte { return []byte{} }})
		rows = append(rows, row{name: "a datagram of 60 KiB", stage: s, ways: []string{"udp"}, want: unusable,
			answer: func(*forger, []byte, []byte) []byte {
				return append([]byte{0x6b, 0x82, 0xff, 0xff}, make([]byte, 60<<10)...)
			}})
	}
	return rows
}

// waitForEnd reads until the client gives up.
func waitForEnd(conn net.Conn) { conn.Read(make([]byte, 1)) }

func drip(conn net.Conn, good []byte) {
	conn.Write(binary.BigEndian.AppendUint32(nil, uint32(len(good))))
	for _, b := range good {
		if _, err := conn.Write([]byte{b}); err != nil {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// demandRows ask for a proof in ways that would cost the client, or its password.
func demandRows() (rows []row) {
	add := func(name string, want []kerberos.Reason, data func(testing.TB) []byte) {
		rows = append(rows, row{name: name, stage: first, want: want, answer: func(f *forger, _, _ []byte) []byte { return data(f.t) }})
	}
	entry := func(etype int32, salt string, params []byte) types.ETypeInfo2Entry {
		return types.ETypeInfo2Entry{EType: etype, Salt: salt, S2KParams: params}
	}
	for _, etype := range []int32{23, 24, 1, 3, 16, 19, 20, 25, 0, -128, -135, 99, 1 << 30} {
		add(fmt.Sprintf("encryption type %d", etype), weakness, func(t testing.TB) []byte { return demand(t, info(t, entry(etype, "s", nil)), timestamp()) })
	}
	for _, n := range []uint32{0, 1, 2, 1000, kerberos.LeastIterations - 1, kerberos.MostIterations + 1, 1 << 24, 1 << 31, 0xffffffff} {
		for _, etype := range []int32{18, 17} {
			add(fmt.Sprintf("%d iterations for type %d", n, etype), weakness, func(t testing.TB) []byte {
				return demand(t, info(t, entry(etype, "s", binary.BigEndian.AppendUint32(nil, n))), timestamp())
			})
		}
	}
	for _, length := range []int{1, 2, 3, 5, 8, 1000} {
		add(fmt.Sprintf("parameters of %d bytes", length), forgery, func(t testing.TB) []byte {
			return demand(t, info(t, entry(18, "s", bytes.Repeat([]byte{0x10}, length))), timestamp())
		})
	}
	add("a salt of 60 KiB", forgery, func(t testing.TB) []byte {
		return demand(t, info(t, entry(18, string(bytes.Repeat([]byte("s"), 40<<10)), nil)), timestamp())
	})
	add("no encryption type", forgery, func(t testing.TB) []byte { return demand(t, info(t), timestamp()) })
	add("no word of encryption types", forgery, func(t testing.TB) []byte { return demand(t, timestamp()) })
	add("nothing at all", forgery, func(t testing.TB) []byte { return demand(t) })
	add("no data", forgery, func(t testing.TB) []byte { return errorReply(t, 25, nil) })
	add("the old form for RC4", forgery, func(t testing.TB) []byte {
		return demand(t, types.PAData{PADataType: 11, PADataValue: []byte{0x30, 0x07, 0x30, 0x05, 0xa0, 0x03, 0x02, 0x01, 0x17}}, timestamp())
	})
	add("a damaged list of types", forgery, func(t testing.TB) []byte {
		return demand(t, types.PAData{PADataType: 19, PADataValue: []byte{0x30, 0x84, 0xff, 0xff, 0xff, 0xff}}, timestamp())
	})
	add("text for a list of types", forgery, func(t testing.TB) []byte {
		return demand(t, types.PAData{PADataType: 19, PADataValue: []byte(foreignText)}, timestamp())
	})
	add("another kind of proof", []kerberos.Reason{kerberos.Failed}, func(t testing.TB) []byte {
		return demand(t, info(t, entry(18, "s", nil)), types.PAData{PADataType: 16})
	})
	add("three thousand kinds of proof", forgery, func(t testing.TB) []byte { return demand(t, make([]types.PAData, 3000)...) })
	for _, junk := range [][]byte{{0x30}, {0x30, 0x84, 0xff, 0xff, 0xff, 0xff}, bytes.Repeat([]byte{0x30, 0x80}, 1000), []byte(foreignText)} {
		add(fmt.Sprintf("data that begins with % x", junk[:min(4, len(junk))]), forgery, func(t testing.TB) []byte {
			return errorReply(t, 25, func(e *messages.KRBError) { e.EData = junk })
		})
	}
	add("a realm elsewhere", []kerberos.Reason{kerberos.Refused}, func(t testing.TB) []byte {
		return errorReply(t, 68, func(e *messages.KRBError) { e.CRealm = "EVIL.EXAMPLE" })
	})
	add("a realm without a name", forgery, func(t testing.TB) []byte { return errorReply(t, 68, nil) })
	return rows
}

// errorRows answer with each code of RFC 4120 that is not the beginning of something.
func errorRows() (rows []row) {
	for _, s := range allStages() {
		for _, code := range []int32{0, 1, 2, 3, 6, 7, 9, 11, 12, 13, 14, 16, 18, 20, 23, 24, 26, 29, 31, 32, 33, 34, 36, 37, 41, 44, 60, 61, 68, 77, 93, 1 << 30, -1} {
			if s == first && code == 24 {
				continue // asks for a proof as 25 does
			}
			rows = append(rows, row{name: fmt.Sprintf("code %d", code), stage: s,
				want: []kerberos.Reason{kerberos.Refused, kerberos.Failed, kerberos.Weak, kerberos.Forged, kerberos.NoAnswer},
				answer: func(f *forger, _, _ []byte) []byte {
					return errorReply(f.t, code, func(e *messages.KRBError) { e.EData = []byte(foreignText) })
				}})
		}
	}
	return rows
}

// forgedRows change single fields of a reply that is otherwise right.
func forgedRows() (rows []row) {
	for _, s := range []stage{proven, ticket} {
		add := func(name string, want []kerberos.Reason, change func(*messages.KDCRepFields, *messages.EncKDCRepPart)) {
			rows = append(rows, row{name: name, stage: s, want: want, answer: func(f *forger, _, good []byte) []byte { return f.reply(s, good, change) }})
		}
		other := types.NewPrincipalName(nametype.KRB_NT_PRINCIPAL, "other")
		add("another version", forgery, func(r *messages.KDCRepFields, _ *messages.EncKDCRepPart) { r.PVNO = 4 })
		add("another type of message", forgery, func(r *messages.KDCRepFields, _ *messages.EncKDCRepPart) { r.MsgType = 99 })
		add("another user", forgery, func(r *messages.KDCRepFields, _ *messages.EncKDCRepPart) { r.CName = other })
		add("a user without a name", forgery, func(r *messages.KDCRepFields, _ *messages.EncKDCRepPart) { r.CName.NameString = []string{} })
		add("a user of many parts", forgery, func(r *messages.KDCRepFields, _ *messages.EncKDCRepPart) { r.CName.NameString = make([]string, 5000) })
		add("a user of another realm", forgery, func(r *messages.KDCRepFields, _ *messages.EncKDCRepPart) { r.CRealm = "EVIL.EXAMPLE" })
		if s == proven {
			add("the realm in another case", []kerberos.Reason{kerberos.Failed}, func(r *messages.KDCRepFields, _ *messages.EncKDCRepPart) { r.CRealm = strings.ToLower(r.CRealm) })
		}
		add("a ticket of another realm", forgery, func(r *messages.KDCRepFields, _ *messages.EncKDCRepPart) { r.Ticket.Realm = "EVIL.EXAMPLE" })
		add("a ticket for another service", forgery, func(r *messages.KDCRepFields, _ *messages.EncKDCRepPart) { r.Ticket.SName = other })
		add("a ticket for no service", forgery, func(r *messages.KDCRepFields, _ *messages.EncKDCRepPart) { r.Ticket.SName.NameString = []string{} })
		add("a ticket without a realm", forgery, func(r *messages.KDCRepFields, _ *messages.EncKDCRepPart) { r.Ticket.Realm = "" })
		add("a ticket of nothing", forgery, func(r *messages.KDCRepFields, _ *messages.EncKDCRepPart) { r.Ticket.EncPart.Cipher = []byte{} })
		add("a ticket for the realm itself", forgery, func(r *messages.KDCRepFields, p *messages.EncKDCRepPart) {
			name := "krbtgt/" + realmName
			if s == proven {
				name = "krbtgt/EVIL.EXAMPLE"
			}
			r.Ticket.SName = types.NewPrincipalName(nametype.KRB_NT_SRV_INST, name)
			p.SName = r.Ticket.SName
		})
		for _, etype := range []int32{23, 3, 17, 0, 99} {
			want := []kerberos.Reason{kerberos.Weak, kerberos.Forged}
			add(fmt.Sprintf("encrypted with type %d", etype), want, func(r *messages.KDCRepFields, _ *messages.EncKDCRepPart) { r.EncPart.EType = etype })
		}
		for _, length := range []int{0, 1, 15, 16, 27, 28, 43, 44} {
			add(fmt.Sprintf("%d encrypted bytes", length), forgery, func(r *messages.KDCRepFields, _ *messages.EncKDCRepPart) {
				r.EncPart.Cipher = r.EncPart.Cipher[:length]
			})
		}
		for _, at := range []float64{0, 0.2, 0.5, 0.99} {
			add(fmt.Sprintf("a bit changed at %g", at), forgery, func(r *messages.KDCRepFields, _ *messages.EncKDCRepPart) {
				r.EncPart.Cipher = bytes.Clone(r.EncPart.Cipher)
				r.EncPart.Cipher[int(at*float64(len(r.EncPart.Cipher)))] ^= 1
			})
		}
		for _, by := range []int{1, -1, 1 << 30} {
			add(fmt.Sprintf("the nonce differs by %d", by), forgery, func(_ *messages.KDCRepFields, p *messages.EncKDCRepPart) { p.Nonce += by })
		}
		add("vouches for another realm", forgery, func(_ *messages.KDCRepFields, p *messages.EncKDCRepPart) { p.SRealm = "EVIL.EXAMPLE" })
		add("vouches for another service", forgery, func(_ *messages.KDCRepFields, p *messages.EncKDCRepPart) { p.SName = other })
		for _, etype := range []int32{23, 3, 0, 99} {
			add(fmt.Sprintf("a session key of type %d", etype), weakness, func(_ *messages.KDCRepFields, p *messages.EncKDCRepPart) { p.Key.KeyType = etype })
		}
		for _, length := range []int{0, 1, 16, 31, 33, 1000} {
			add(fmt.Sprintf("a session key of %d bytes", length), weakness, func(_ *messages.KDCRepFields, p *messages.EncKDCRepPart) { p.Key.KeyValue = make([]byte, length) })
		}
		for name, at := range map[string]time.Duration{"long over": -time.Hour, "valid for a hundred years": 100 * 365 * 24 * time.Hour} {
			add(name, []kerberos.Reason{kerberos.Failed}, func(_ *messages.KDCRepFields, p *messages.EncKDCRepPart) {
				p.EndTime = time.Now().UTC().Add(at).Truncate(time.Second)
			})
		}
		add("valid from tomorrow", []kerberos.Reason{kerberos.Failed}, func(_ *messages.KDCRepFields, p *messages.EncKDCRepPart) {
			p.StartTime = p.StartTime.Add(24 * time.Hour)
		})
		add("from a clock that is ahead", []kerberos.Reason{kerberos.Failed}, func(_ *messages.KDCRepFields, p *messages.EncKDCRepPart) { p.AuthTime = p.AuthTime.Add(time.Hour) })
	}
	return rows
}
