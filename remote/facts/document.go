package facts

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote/foreign"
)

// MaxDocument bounds one document, in bytes: a node with the longest recorded
// firewall rule list has about 1 MB.
const MaxDocument = 64 << 20

// Read reads one document as Write writes it. It refuses unknown fields, another
// format, and anything after the document.
func Read(r io.Reader) (*Node, error) {
	document, err := io.ReadAll(io.LimitReader(r, MaxDocument+1))
	switch {
	case err != nil:
		return nil, err
	case len(document) > MaxDocument:
		return nil, fmt.Errorf("the document is larger than %d bytes", MaxDocument)
	}
	d := json.NewDecoder(bytes.NewReader(document))
	d.DisallowUnknownFields()
	var n Node
	if err := d.Decode(&n); err != nil {
		return nil, decodingError(document, err)
	}
	if n.Format != Format {
		return nil, fmt.Errorf("format %d instead of %d: collect the node again with this version", n.Format, Format)
	}
	if n.Name == "" {
		return nil, errors.New("the document names no node")
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is something after the document")
	}
	return &n, nil
}

// Write writes the document, indented, with fields in a fixed order. It keeps every
// character that a node sent; those that must not be seen as they are, are escaped.
func (n *Node) Write(w io.Writer) error {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(n); err != nil {
		return err
	}
	_, err := io.WriteString(w, foreign.EscapeJSON(b.String()))
	return err
}
