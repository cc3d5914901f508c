package trace

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// maskedDocument is what remains of a document in which a secret runs across
// the markup: it cannot be taken out without breaking the document.
const maskedDocument = "<masked/>"

// xml masks a SOAP envelope, which stays well-formed if it was. What holds no
// secret keeps its bytes. What is not XML is masked as text.
func (m *masker) xml(document []byte) string {
	w := xmlMasker{masker: m, document: document}
	if err := w.run(); err != nil {
		return m.text(string(document))
	}
	masked := w.out.String()
	if !nothing(strings.ReplaceAll(masked, mask, maskName), maskName, m.find) {
		return maskedDocument
	}
	return masked
}

// xmlMasker copies a document token by token.
type xmlMasker struct {
	*masker
	document []byte
	out      strings.Builder
	stream   string          // inside the output of a command: its attributes
	raw      []byte          // text that was read but not yet copied
	decoded  strings.Builder // the same, without escapes
}

func (w *xmlMasker) run() error {
	d := xml.NewDecoder(bytes.NewReader(w.document))
	// Whatever a document says, a charset that is not UTF-8 ends the run.
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	for {
		from := d.InputOffset()
		token, err := d.RawToken()
		if err != nil {
			w.flush()
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		w.copy(token, w.document[from:d.InputOffset()])
	}
}

// copy writes a token, whose bytes are raw. Text waits until it is complete: a
// section of CDATA in it makes several tokens of it.
func (w *xmlMasker) copy(token xml.Token, raw []byte) {
	if text, ok := token.(xml.CharData); ok {
		w.raw = append(w.raw, raw...)
		w.decoded.Write(text)
		return
	}
	w.flush()
	switch t := token.(type) {
	case xml.StartElement:
		w.stream = streamOf(t)
		w.startTag(t, raw)
	case xml.EndElement:
		w.stream = ""
		w.endTag(t, raw)
	default: // instructions and comments, which no message needs
		if w.clean(string(raw)) {
			w.out.Write(raw)
		}
	}
}

// streamOf names the stream of output that an element is a piece of: what its
// attributes say. It is empty for any other element.
func streamOf(t xml.StartElement) string {
	if t.Name.Local != "Stream" {
		return ""
	}
	name := t.Name.Local
	for _, a := range t.Attr {
		if a.Name.Local == "Name" || a.Name.Local == "CommandId" {
			name += " " + a.Name.Local + "=" + a.Value
		}
	}
	return name
}

// flush writes the text that waits.
func (w *xmlMasker) flush() {
	if len(w.raw) == 0 {
		return
	}
	decoded := w.decoded.String()
	if output, err := base64.StdEncoding.DecodeString(decoded); w.stream != "" && err == nil {
		w.out.WriteString(w.encoded(string(w.raw), string(output)))
	} else {
		w.out.WriteString(w.escaped(string(w.raw), decoded))
	}
	w.raw = w.raw[:0]
	w.decoded.Reset()
}

// encoded masks the output of a command and writes it as base64.
func (w *xmlMasker) encoded(raw, output string) string {
	if masked := w.piece(w.stream, output); masked != output {
		raw = base64.StdEncoding.EncodeToString([]byte(masked))
	}
	if !w.clean(raw) {
		return base64.StdEncoding.EncodeToString([]byte(mask))
	}
	return raw
}

// escaped masks text. What still looks like a secret with its escapes goes as
// a whole.
func (w *xmlMasker) escaped(raw, decoded string) string {
	if masked := w.text(decoded); masked != decoded {
		raw = escape(masked)
	}
	if !w.clean(raw) {
		return mask
	}
	return raw
}

func (w *xmlMasker) startTag(t xml.StartElement, raw []byte) {
	var b strings.Builder
	name := w.name(t.Name)
	b.WriteString("<" + name)
	changed := name != qualified(t.Name)
	for _, a := range t.Attr {
		name, value := w.name(a.Name), w.escaped(escape(a.Value), a.Value)
		changed = changed || name != qualified(a.Name) || value != escape(a.Value)
		b.WriteString(" " + name + `="` + value + `"`)
	}
	if !changed {
		w.out.Write(raw)
		return
	}
	if bytes.HasSuffix(raw, []byte("/>")) {
		b.WriteByte('/')
	}
	w.out.WriteString(b.String() + ">")
}

func (w *xmlMasker) endTag(t xml.EndElement, raw []byte) {
	name := w.name(t.Name)
	if name == qualified(t.Name) || len(raw) == 0 { // the end of "<a/>" has no bytes of its own
		w.out.Write(raw)
		return
	}
	w.out.WriteString("</" + name + ">")
}

// name masks the name of an element or attribute, the same way each time.
func (w *xmlMasker) name(n xml.Name) string {
	name := qualified(n)
	return replace(name, w.find(name), maskName)
}

func qualified(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

func escape(s string) string {
	var b strings.Builder
	// A strings.Builder does not fail.
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}
