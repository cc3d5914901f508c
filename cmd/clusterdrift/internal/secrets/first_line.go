package secrets

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/remote"
)

// maxPassword bounds a line with a password, in bytes of UTF-8.
const maxPassword = 4096

// What can be wrong with a line. None of it says a word of what the line holds.
var (
	errTooLong = fmt.Errorf("is longer than %d bytes", maxPassword)
	errNoText  = errors.New("is not text in UTF-8, nor in UTF-16 with a byte order mark")
)

// firstLine reads a password, and no further than the end of its line: whoever pipes
// it in may keep the pipe open. The text is UTF-8, with or without the byte order
// mark that Windows' own editors write, or UTF-16 with one, as PowerShell writes
// files. Anything else is refused: sent as it is, it would be a wrong password.
func firstLine(r io.Reader, source string) (remote.Secret, error) {
	line, err := readLine(bufio.NewReaderSize(io.LimitReader(r, 2*maxPassword+16), 16))
	switch {
	case errors.Is(err, errTooLong):
		return remote.Secret{}, cli.Usage("the first line of "+source+" "+errTooLong.Error(), "write the password there, and nothing else")
	case errors.Is(err, errNoText):
		return remote.Secret{}, cli.Usage("the first line of "+source+" "+errNoText.Error(), "save it as UTF-8")
	case err != nil:
		return remote.Secret{}, cli.Usage(fmt.Sprintf("read the password from %s: %v", source, cli.Cause(err)), "")
	case line == "":
		return remote.Secret{}, cli.Usage("the first line of "+source+" is empty", "write the password there")
	}
	return remote.NewSecret(line), nil
}

// readLine reads the first line without its end.
func readLine(r *bufio.Reader) (string, error) {
	order, err := byteOrder(r)
	if err != nil {
		return "", err
	}
	var line []byte
	if order != nil {
		line, err = readWide(r, order)
	} else {
		line, err = r.ReadBytes('\n')
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	text := strings.TrimRight(string(line), "\r\n")
	switch {
	case len(text) > maxPassword:
		return "", errTooLong
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return "", errNoText
	}
	return text, nil
}

// byteOrder reads the byte order mark; nil for text in UTF-8. It waits for no more
// bytes than it needs to see that there is none.
func byteOrder(r *bufio.Reader) (binary.ByteOrder, error) {
	marks := []struct {
		mark  string
		order binary.ByteOrder
	}{{"\xef\xbb\xbf", nil}, {"\xff\xfe", binary.LittleEndian}, {"\xfe\xff", binary.BigEndian}}
	for _, m := range marks {
		for n := 1; ; n++ {
			head, err := r.Peek(n)
			if err != nil && !errors.Is(err, io.EOF) {
				return nil, err
			}
			if len(head) < n || string(head) != m.mark[:n] {
				break
			}
			if n == len(m.mark) {
				_, err := r.Discard(n)
				return m.order, err
			}
		}
	}
	return nil, nil
}

// readWide reads UTF-16 to the end of a line and returns it in UTF-8. Half of a pair
// is no text.
func readWide(r io.Reader, order binary.ByteOrder) ([]byte, error) {
	var units []uint16
	for unit := make([]byte, 2); len(units) <= maxPassword; {
		_, err := io.ReadFull(r, unit)
		if errors.Is(err, io.EOF) {
			break
		}
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, errNoText
		}
		if err != nil {
			return nil, err
		}
		if units = append(units, order.Uint16(unit)); units[len(units)-1] == '\n' {
			break
		}
	}
	var text []byte
	for i := 0; i < len(units); i++ {
		c := rune(units[i])
		if utf16.IsSurrogate(c) {
			if i++; i == len(units) {
				return nil, errNoText
			}
			if c = utf16.DecodeRune(c, rune(units[i])); c == utf8.RuneError {
				return nil, errNoText
			}
		}
		text = utf8.AppendRune(text, c)
	}
	return text, nil
}
