package facts

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote/foreign"
)

// MaxDocument bounds one document, in bytes: a node with the longest recorded
// firewall rule list has about 1 MB.
const MaxDocument = 64 << 20

// Read reads one document as Write writes it. It refuses unknown fields, keys that
// are written twice or in another case of letters, another format, and anything after
// the document.
func Read(r io.Reader) (*Node, error) {
	document, err := readAll(r)
	if err != nil {
		return nil, err
	}
	return Parse(document)
}

// Parse is Read for a document that is in memory, of at most MaxDocument bytes. The
// node refers to nothing in it.
func Parse(document []byte) (*Node, error) { return newDecoder().node(document) }

// node decodes the document of a node.
func (d *decoder) node(document []byte) (*Node, error) {
	n, err := decode[Node](d, nodePlan(), document, "not a document of collected facts")
	switch {
	case err != nil:
		return nil, err
	case n.Format != Format:
		return nil, fmt.Errorf("format %d instead of %d: collect the node again with this version", n.Format, Format)
	case n.Name == "":
		return nil, errors.New("the document names no node")
	}
	return n, nil
}

func readAll(r io.Reader) ([]byte, error) {
	document, err := io.ReadAll(io.LimitReader(r, MaxDocument+1))
	switch {
	case err != nil:
		return nil, err
	case len(document) > MaxDocument:
		return nil, fmt.Errorf("the document is larger than %d bytes", MaxDocument)
	}
	return document, nil
}

// decode decodes a document by the plan of its type. What begins the error of a document
// that is not one.
func decode[T any](d *decoder, p plan, document []byte, what string) (*T, error) {
	v := new(T)
	if d.into(reflect.ValueOf(v).Elem(), p, document) {
		return v, nil
	}
	v = new(T)
	return v, decodeSlowly(document, what, v)
}

// decodeSlowly fills in what v points to, of a document that may not be one.
func decodeSlowly(document []byte, what string, v any) error {
	keys := checkKeys(document, reflect.TypeOf(v))
	if wrong, ok := errors.AsType[*keyError](keys); ok {
		return fmt.Errorf("%s: %w", what, wrong)
	}
	if keys == nil && json.Unmarshal(document, v) == nil {
		return nil
	}
	// It is not a document; the decoder of streams says more about why.
	d := json.NewDecoder(bytes.NewReader(document))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return decodingError(document, what, err)
	}
	if keys != nil { // the decoder has taken what was not gone through
		return errors.New(what)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is something after the document")
	}
	return nil
}

// Write writes the document, indented, with fields in a fixed order. It keeps every
// character that a node sent; those that must not be seen as they are, are escaped.
func (n *Node) Write(w io.Writer) error { return encode(w, n) }

func encode(w io.Writer, v any) error {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := io.WriteString(w, foreign.EscapeJSON(b.String()))
	return err
}
