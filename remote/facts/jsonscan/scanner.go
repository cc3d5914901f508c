// Package jsonscan goes through a JSON document without making values of it.
//
// In go the bytes of a document; out come the places and the texts of what is in it, one
// after the other. It never says what is wrong with a document: who uses it leaves that
// to encoding/json.
package jsonscan

import (
	"bytes"
	"encoding/json"
	"errors"
)

// Scanner goes through the bytes of a JSON document, without making values of them. It
// may take for JSON what is not, which the decoder then refuses: it never takes one
// document for another.
type Scanner struct {
	Document []byte
	At       int // what is behind was read

	meant []byte // the room for what a text means
}

// ErrNotJSON is its error for a document that the decoder does not take either.
var ErrNotJSON = errors.New("the document is not JSON")

// Next is the first byte of what follows, behind white space; 0 at the end.
func (s *Scanner) Next() byte {
	for ; s.At < len(s.Document); s.At++ {
		switch c := s.Document[s.At]; c {
		case ' ', '\t', '\r', '\n':
		default:
			return c
		}
	}
	return 0
}

// Items goes through what is between two brackets, of which the first comes next. Item
// goes through one of them.
func (s *Scanner) Items(open, end byte, item func() error) error {
	if s.Next() != open {
		return ErrNotJSON
	}
	s.At++
	if s.Next() == end {
		s.At++
		return nil
	}
	for {
		if err := item(); err != nil {
			return err
		}
		switch s.Next() {
		case ',':
			s.At++
		case end:
			s.At++
			return nil
		default:
			return ErrNotJSON
		}
	}
}

// Key goes through a key, and returns it as the decoder does.
func (s *Scanner) Key() (string, error) {
	s.Next()
	start := s.At
	if err := s.Text(); err != nil {
		return "", err
	}
	quoted := s.Document[start:s.At]
	if isPlain(quoted) {
		return string(quoted[1 : len(quoted)-1]), nil
	}
	var key string
	if err := json.Unmarshal(quoted, &key); err != nil {
		return "", ErrNotJSON
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

// Colon goes through the colon behind a key.
func (s *Scanner) Colon() error {
	if s.Next() != ':' {
		return ErrNotJSON
	}
	s.At++
	return nil
}

// Scalar goes through a text, a number, true, false or null.
func (s *Scanner) Scalar() error {
	if s.Next() == '"' {
		return s.Text()
	}
	start := s.At
	for s.At < len(s.Document) && bytes.IndexByte(delimiters, s.Document[s.At]) < 0 {
		s.At++
	}
	if !json.Valid(s.Document[start:s.At]) {
		return ErrNotJSON
	}
	return nil
}

// delimiters end a number, true, false or null.
var delimiters = []byte(" \t\r\n,:[]{}\"")

// Text goes through a text in quotes.
func (s *Scanner) Text() error {
	if s.Next() != '"' {
		return ErrNotJSON
	}
	for {
		s.At++
		i := bytes.IndexByte(s.Document[s.At:], '"')
		if i < 0 {
			return ErrNotJSON
		}
		body := s.Document[s.At : s.At+i]
		s.At += i
		if !endsEscaped(body) {
			s.At++
			return nil
		}
	}
}

// endsEscaped reports whether what follows a text is escaped: an odd number of
// backslashes ends it.
func endsEscaped(body []byte) bool {
	return (len(body)-len(bytes.TrimRight(body, "\\")))%2 == 1
}
