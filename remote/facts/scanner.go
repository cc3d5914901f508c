package facts

import (
	"bytes"
	"encoding/json"
	"errors"
)

// scanner goes through the bytes of a JSON document, without making values of them. It
// may take for JSON what is not, which the decoder then refuses: it never takes one
// document for another.
type scanner struct {
	document []byte
	at       int // what is behind was read
}

// errNotJSON is its error for a document that the decoder does not take either.
var errNotJSON = errors.New("the document is not JSON")

// next is the first byte of what follows, behind white space; 0 at the end.
func (s *scanner) next() byte {
	for ; s.at < len(s.document); s.at++ {
		switch c := s.document[s.at]; c {
		case ' ', '\t', '\r', '\n':
		default:
			return c
		}
	}
	return 0
}

// items goes through what is between two brackets, of which the first comes next. Item
// goes through one of them.
func (s *scanner) items(open, end byte, item func() error) error {
	if s.next() != open {
		return errNotJSON
	}
	s.at++
	if s.next() == end {
		s.at++
		return nil
	}
	for {
		if err := item(); err != nil {
			return err
		}
		switch s.next() {
		case ',':
			s.at++
		case end:
			s.at++
			return nil
		default:
			return errNotJSON
		}
	}
}

// key goes through a key, and returns it as the decoder does.
func (s *scanner) key() (string, error) {
	s.next()
	start := s.at
	if err := s.text(); err != nil {
		return "", err
	}
	quoted := s.document[start:s.at]
	if isPlain(quoted) {
		return string(quoted[1 : len(quoted)-1]), nil
	}
	var key string
	if err := json.Unmarshal(quoted, &key); err != nil {
		return "", errNotJSON
	}
	return key, nil
}

// isPlain reports whether a text in quotes means what it is made of.
func isPlain(quoted []byte) bool {
	for _, c := range quoted {
		if c == '\\' || c < ' ' || c > '~' {
			return false
		}
	}
	return true
}

func (s *scanner) colon() error {
	if s.next() != ':' {
		return errNotJSON
	}
	s.at++
	return nil
}

// scalar goes through a text, a number, true, false or null.
func (s *scanner) scalar() error {
	if s.next() == '"' {
		return s.text()
	}
	start := s.at
	for s.at < len(s.document) && bytes.IndexByte(delimiters, s.document[s.at]) < 0 {
		s.at++
	}
	if !json.Valid(s.document[start:s.at]) {
		return errNotJSON
	}
	return nil
}

// delimiters end a number, true, false or null.
var delimiters = []byte(" \t\r\n,:[]{}\"")

// text goes through a text in quotes.
func (s *scanner) text() error {
	if s.next() != '"' {
		return errNotJSON
	}
	for {
		s.at++
		i := bytes.IndexByte(s.document[s.at:], '"')
		if i < 0 {
			return errNotJSON
		}
		body := s.document[s.at : s.at+i]
		s.at += i
		if !endsEscaped(body) {
			s.at++
			return nil
		}
	}
}

// endsEscaped reports whether what follows a text is escaped: an odd number of
// backslashes ends it.
func endsEscaped(body []byte) bool {
	return (len(body)-len(bytes.TrimRight(body, "\\")))%2 == 1
}
