package remote

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// element is one XML element, read with limits.
type element struct {
	name     xml.Name
	attrs    []xml.Attr
	children []*element
	text     []byte // the character data directly inside, joined
}

const (
	maxDepth    = 64
	maxElements = 100_000 // an honest page of 500 kB, the largest envelope, has a quarter of them
	perCheck    = 1000    // tokens between two looks at the context
)

// parseXML reads a whole document. It refuses document type declarations,
// nesting deeper than maxDepth and more than maxElements elements, and ends with ctx.
func parseXML(ctx context.Context, data []byte) (*element, error) {
	rest, texts := lift(data)
	r := newReading(rest, texts)
	err := r.read(ctx)
	if err == nil && len(r.texts) > 0 { // one was not where a text can be
		r = newReading(data, nil)
		err = r.read(ctx)
	}
	if err != nil {
		return nil, err
	}
	if children := r.stack[0].children; len(children) != 1 {
		return nil, fmt.Errorf("XML with %d root elements", len(children))
	}
	return r.stack[0].children[0], nil
}

// reading is a document that is being read.
type reading struct {
	decoder  *xml.Decoder
	stack    []*element // that are open; the first stands for the document
	elements int        // so far
	texts    []lifted   // that are not back in their places yet
	last     string     // the child of the root, by its local name, that ends the reading; empty: none
}

func newReading(data []byte, texts []lifted) *reading {
	return &reading{decoder: xml.NewDecoder(bytes.NewReader(data)), stack: []*element{{}}, texts: texts}
}

// read reads to the end of the document, or that of the last element.
func (r *reading) read(ctx context.Context) error {
	for tokens := 0; ; tokens++ {
		if tokens%perCheck == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		token, err := r.decoder.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("not well-formed XML: %w", err)
		}
		if err := r.add(token); err != nil {
			return err
		}
		if end, ok := token.(xml.EndElement); ok && len(r.stack) == 2 && end.Name.Local == r.last {
			return nil
		}
	}
}

// add puts a token, and the text that was lifted after it, into the tree.
func (r *reading) add(token xml.Token) error {
	top := r.stack[len(r.stack)-1]
	switch t := token.(type) {
	case xml.StartElement:
		if r.elements++; r.elements > maxElements || len(r.stack) > maxDepth {
			return errors.New("XML with too many elements or too deep")
		}
		e := &element{name: t.Name, attrs: t.Attr}
		top.children = append(top.children, e)
		r.stack = append(r.stack, e)
	case xml.EndElement:
		r.stack = r.stack[:len(r.stack)-1]
	case xml.CharData:
		if len(r.stack) > 1 {
			top.text = append(top.text, t...)
		}
	case xml.Directive:
		return errors.New("XML with a document type declaration")
	}
	if len(r.texts) > 0 && r.decoder.InputOffset() == r.texts[0].at {
		top = r.stack[len(r.stack)-1]
		top.text = joinText(top.text, r.texts[0].text)
		r.texts = r.texts[1:]
	}
	return nil
}

// joinText appends to a text. The first piece is not copied.
func joinText(text, more []byte) []byte {
	if len(text) == 0 {
		return more
	}
	return append(text, more...)
}

// child returns the first direct child with the local name, in any namespace
// when space is empty.
func (e *element) child(space, local string) *element {
	if e == nil {
		return nil
	}
	for _, c := range e.children {
		if c.name.Local == local && (space == "" || c.name.Space == space) {
			return c
		}
	}
	return nil
}

// find returns the first descendant with the local name, depth first.
func (e *element) find(local string) *element {
	if e == nil {
		return nil
	}
	for _, c := range e.children {
		if c.name.Local == local {
			return c
		}
		if f := c.find(local); f != nil {
			return f
		}
	}
	return nil
}

// each calls visit with the element and all below it, in the order of the document.
func (e *element) each(visit func(*element)) {
	if e == nil {
		return
	}
	visit(e)
	for _, c := range e.children {
		c.each(visit)
	}
}

// attr returns an attribute by its local name, empty when there is none.
func (e *element) attr(local string) string {
	if e == nil {
		return ""
	}
	for _, a := range e.attrs {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}

// trimmed is the element's own text without surrounding white space; empty for nil.
func (e *element) trimmed() string {
	if e == nil {
		return ""
	}
	return strings.TrimSpace(string(e.text))
}
