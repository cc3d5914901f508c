// Package sections takes the document of a node apart, so that what stays the same from
// one reading to the next can be kept once.
//
// In go the facts of a node; out come Parts: the head, which differs with each reading,
// and the larger sections without the times of the reading. Join makes the same
// document of them again, byte for byte. Parts are JSON with the keys of the document, so
// what a later version reads of them is what it reads of a document of that time. The
// package keeps nothing, and neither reads nor writes files.
package sections

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/foreign"
)

// Parts are a document that was taken apart.
type Parts struct {
	Head Head
	// Sections are in the order of the document; those that are small or missing are not
	// among them.
	Sections []Section
}

// Head is what a document has besides the sections that are kept apart.
type Head struct {
	Document json.RawMessage `json:"document"` // one JSON object, without the sections kept apart
	// Times are those of the reading, by their paths: "firewall/local/at", "site/3/at".
	Times map[string]time.Time `json:"times,omitempty"`
}

// Section is one key of a document.
type Section struct {
	Key  string          // "firewall"
	Body json.RawMessage // one JSON value, without times of reading
}

// smallest is how long a section is, in bytes, that is worth being kept apart. That of the
// clock, which is another one at each reading, is shorter.
const smallest = 400

// Split takes a document apart. The node stays as it is.
func Split(n *facts.Node) (Parts, error) {
	head := *n
	p := Parts{Head: Head{Times: map[string]time.Time{}}}
	v := reflect.ValueOf(&head).Elem()
	for i := range v.NumField() {
		field, key := v.Field(i), keyOf(v.Type().Field(i))
		each(field, key, func(path string, at *time.Time) {
			if !at.IsZero() {
				p.Head.Times[path], *at = *at, time.Time{}
			}
		})
		if !holdsSections(field.Type()) || field.IsZero() {
			continue
		}
		body, err := encode(field.Interface())
		if err != nil {
			return Parts{}, fmt.Errorf("section %s: %w", key, err)
		}
		if len(body) >= smallest {
			p.Sections = append(p.Sections, Section{key, body})
			field.SetZero()
		}
	}
	var err error
	p.Head.Document, err = encode(&head)
	return p, err
}

// Join makes a document again. It is read as facts.Parse reads one, and so are its errors.
func Join(p Parts) (*facts.Node, error) {
	document := bytes.TrimSuffix(bytes.TrimSpace(p.Head.Document), []byte("}"))
	document = bytes.Clone(document) // what follows is not to be written behind the head
	for _, s := range p.Sections {
		key, err := encode(s.Key)
		if err != nil {
			return nil, err
		}
		document = fmt.Appendf(document, ",%s:%s", key, s.Body)
	}
	n, err := facts.Parse(append(document, '}'))
	if err != nil {
		return nil, err
	}
	v := reflect.ValueOf(n).Elem()
	for i := range v.NumField() {
		each(v.Field(i), keyOf(v.Type().Field(i)), func(path string, at *time.Time) { *at = p.Head.Times[path] })
	}
	return n, nil
}

// encode is a value as one line of JSON. As in a document, what must not be seen as it is,
// is escaped.
func encode(v any) (json.RawMessage, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return json.RawMessage(foreign.EscapeJSON(strings.TrimSuffix(b.String(), "\n"))), err
}
