package simulator

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// xmlNode is one XML element. Its methods answer for a nil node as for an empty one.
type xmlNode struct {
	name     xml.Name
	attrs    []xml.Attr
	content  string // the text directly in it, without the space around
	children []*xmlNode
}

// parse reads one XML document.
func parse(document []byte) (*xmlNode, error) {
	d := xml.NewDecoder(bytes.NewReader(document))
	top := &xmlNode{}
	path := []*xmlNode{top}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read XML: %w", err)
		}
		last := path[len(path)-1]
		switch t := token.(type) {
		case xml.StartElement:
			n := &xmlNode{name: t.Name, attrs: t.Attr}
			last.children = append(last.children, n)
			path = append(path, n)
		case xml.EndElement:
			last.content = strings.TrimSpace(last.content)
			path = path[:len(path)-1]
		case xml.CharData:
			last.content += string(t)
		}
	}
	if len(top.children) != 1 {
		return nil, errors.New("read XML: not one root element")
	}
	return top.children[0], nil
}

func (n *xmlNode) is(space, local string) bool {
	return n != nil && n.name.Space == space && n.name.Local == local
}

func (n *xmlNode) child(space, local string) *xmlNode {
	for _, c := range n.all(space, local) {
		return c
	}
	return nil
}

func (n *xmlNode) all(space, local string) []*xmlNode {
	if n == nil {
		return nil
	}
	var found []*xmlNode
	for _, c := range n.children {
		if c.is(space, local) {
			found = append(found, c)
		}
	}
	return found
}

// text is the content of a child; empty when there is none.
func (n *xmlNode) text(space, local string) string {
	if c := n.child(space, local); c != nil {
		return c.content
	}
	return ""
}

func (n *xmlNode) attribute(local string) string {
	if n != nil {
		for _, a := range n.attrs {
			if a.Name.Local == local {
				return a.Value
			}
		}
	}
	return ""
}
