package plain

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"
)

// wide is a text in units of two or four bytes, without a mark.
func wide(text string, order binary.AppendByteOrder, size int) string {
	var b []byte
	if size == 4 {
		for _, r := range text {
			b = order.AppendUint32(b, uint32(r))
		}
		return string(b)
	}
	for _, u := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, u)
	}
	return string(b)
}

func le16(text string) string { return wide(text, binary.LittleEndian, 2) }
func be16(text string) string { return wide(text, binary.BigEndian, 2) }
func le32(text string) string { return wide(text, binary.LittleEndian, 4) }
func be32(text string) string { return wide(text, binary.BigEndian, 4) }

// linesOf are the lines of a file with their numbers: "1:text".
func linesOf(t *testing.T, r io.Reader, most int) []string {
	t.Helper()
	var all []string
	in := NewLines(Text(r), most)
	for {
		line, err := in.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, fmt.Sprintf("%d:%s", in.Number(), line))
	}
}

func TestLines(t *testing.T) {
	const mark = "\ufeff"
	zeros := strings.Repeat("\x00", 512)
	for _, tt := range []struct {
		name, file string
		want       []string
	}{
		{"nothing", "", nil},
		{"nothing but zero bytes", zeros, nil},
		{"CR LF", "one\r\ntwo\r\n", []string{"1:one", "2:two"}},
		{"CR alone", "one\rtwo\rthree", []string{"1:one", "2:two", "3:three"}},
		{"two CR before LF", "one\r\r\ntwo\r\n", []string{"1:one", "2:two"}},
		{"a last line without an end", "one\ntw", []string{"1:one", "2:tw"}},
		{"UTF-16, little endian", le16(mark + "ä€😀\r\ntwo\r\n"), []string{"1:ä€😀", "2:two"}},
		{"UTF-16, big endian", be16(mark + "ä€😀\r\ntwo\r\n"), []string{"1:ä€😀", "2:two"}},
		{"UTF-16 without a mark", le16("日本語のログ one\r\ntwo\r\n"), []string{"1:日本語のログ one", "2:two"}},
		{"UTF-16 without a mark, big endian", be16("日本語のログ one\r\ntwo\r\n"), []string{"1:日本語のログ one", "2:two"}},
		{"UTF-32", le32(mark + "ä😀\r\ntwo\r\n"), []string{"1:ä😀", "2:two"}},
		{"UTF-32, big endian", be32(mark + "ä😀\r\ntwo\r\n"), []string{"1:ä😀", "2:two"}},
		{"UTF-32 without a mark", le32("one\r\ntwo\r\n"), []string{"1:one", "2:two"}},
		{"UTF-32 without a mark, big endian", be32("one\r\ntwo\r\n"), []string{"1:one", "2:two"}},
		{"a half of a character at the end", le16(mark+"one\r\n") + "t", []string{"1:one"}},
		{"a half of a surrogate at the end", le16(mark+"one\r\n") + "\x3d\xd8", []string{"1:one", "2:\ufffd"}},
		{"zero bytes at the start", zeros + "one\ntwo\n", []string{"1:one", "2:two"}},
		{"zero bytes at the start, UTF-16 without a mark", zeros + le16("one\r\ntwo\r\n"), []string{"1:one", "2:two"}},
		{"zero bytes at the start, UTF-16 with a mark", zeros + le16(mark+"one\r\ntwo\r\n"), []string{"1:one", "2:two"}},
		{"zero bytes behind the mark", le16(mark) + zeros + le16("one\r\ntwo\r\n"), []string{"1:one", "2:two"}},
		{"zero bytes within a line", "one\nhalf" + zeros + "next\nlast\n", []string{"1:one", "2:half", "2:next", "3:last"}},
		{"zero bytes within a line, UTF-16", le16(mark+"one\r\nhalf") + zeros + le16("next\r\nlast\r\n"), []string{"1:one", "2:half", "2:next", "3:last"}},
		{"a zero byte behind CR LF", "one\r\n" + zeros + "two\r\n", []string{"1:one", "2:two"}},
		{"two files, UTF-8", mark + "one\n" + mark + "two\n", []string{"1:one", "2:two"}},
		{"two files, UTF-16", le16(mark+"one\r\n") + le16(mark+"two\r\n"), []string{"1:one", "2:two"}},
		{"UTF-8 and UTF-16", "one line\n" + le16(mark+"two lines\r\n"), []string{"1:one line", "2:two lines"}},
		{"UTF-16 and UTF-8", le16(mark+"one line\r\n") + mark + "two lines\r\n", []string{"1:one line", "2:two lines"}},
		{"UTF-16 of both orders", le16(mark+"one line\r\n") + be16(mark+"two lines\r\n"), []string{"1:one line", "2:two lines"}},
		{"half a character, then another file", le16(mark+"one\r\n") + "t" + le16(mark+"two lines\r\n"), []string{"1:one", "2:two lines"}},
		{"two bytes of another encoding are not a mark", "one \xff\xfe two\n", []string{"1:one \xff\xfe two"}},
		{"a hard blank", "one\u00a0two", []string{"1:one two"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(tt.file), iotest.OneByteReader(strings.NewReader(tt.file))} {
				if got := linesOf(t, r, 100); !slices.Equal(got, tt.want) {
					t.Errorf("%q, want %q", got, tt.want)
				}
			}
		})
	}
}

// TestChunks reads the same lines in all encodings, longer than what is decoded at
// once, with zero bytes and line ends at every place.
func TestChunks(t *testing.T) {
	var text strings.Builder
	var want []string
	for i := range 20_000 {
		line := fmt.Sprintf("line %d äöü€😀"[:8+i%7], i)
		line = strings.ToValidUTF8(line, "") + strings.Repeat("x", i%5)
		want = append(want, fmt.Sprintf("%d:%s", i+1, line))
		text.WriteString(line + "\r\n")
	}
	for name, write := range map[string]func(string) string{
		"UTF-8": func(s string) string { return s }, "UTF-16LE": le16, "UTF-16BE": be16, "UTF-32LE": le32, "UTF-32BE": be32,
		"CR alone":   func(s string) string { return strings.ReplaceAll(s, "\r\n", "\r") },
		"zero bytes": func(s string) string { return strings.ReplaceAll(s, "\r\n", "\x00\x00\r\n\x00") },
	} {
		if got := linesOf(t, strings.NewReader(write(text.String())), 100); !slices.Equal(got, want) {
			t.Errorf("%s: %d lines, want %d", name, len(got), len(want))
		}
	}
}

func TestLongLine(t *testing.T) {
	in := NewLines(Text(strings.NewReader(strings.Repeat("x", 1<<20)+"\n"+strings.Repeat("\x00", 1<<20)+"two\n")), 100)
	for i, want := range []string{strings.Repeat("x", 100), "two"} {
		line, err := in.Next()
		if err != nil || string(line) != want || in.Number() != int64(i+1) || in.Cut() != (i == 0) {
			t.Errorf("%d: %q, %v", in.Number(), line, err)
		}
	}
}

func FuzzLines(f *testing.F) {
	f.Add([]byte("one\r\ntwo\rthree\x00\x00four\n"))
	f.Add([]byte(le16("\ufeffone\r\n") + "\ufefftwo lines\r\n" + be16("\ufeffthree\r\n")))
	f.Add([]byte(le32("one 😀\r\n") + "\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		whole := linesOf(t, bytes.NewReader(data), 50)
		parts := linesOf(t, iotest.HalfReader(bytes.NewReader(data)), 50)
		if !slices.Equal(whole, parts) {
			t.Fatalf("%q, in parts %q", whole, parts)
		}
		for _, line := range whole {
			if len(line) > 50+21 || strings.ContainsAny(line, "\n\x00") {
				t.Fatalf("%q", line)
			}
		}
	})
}
