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
	d := xml.NewDecoder(bytes.NewReader(data))
	root := &element{}
	stack := []*element{root}
	elements := 0
	for tokens := 0; ; tokens++ {
		if tokens%perCheck == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("not well-formed XML: %w", err)
		}
		top := stack[len(stack)-1]
		switch t := token.(type) {
		case xml.StartElement:
			if elements++; elements > maxElements || len(stack) > maxDepth {
				return nil, errors.New("XML with too many elements or too deep")
			}
			e := &element{name: t.Name, attrs: t.Attr}
			top.children = append(top.children, e)
			stack = append(stack, e)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if len(stack) > 1 {
				top.text = append(top.text, t...)
			}
		case xml.Directive:
			return nil, errors.New("XML with a document type declaration")
		}
	}
	if len(root.children) != 1 {
		return nil, fmt.Errorf("XML with %d root elements", len(root.children))
	}
	return root.children[0], nil
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
