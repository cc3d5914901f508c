package mask

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

// Documents masks the XML documents of one conversation. It remembers the output
// of commands from one to the next, and is for one goroutine at a time.
type Documents struct {
	masker *Masker
	before map[string]string // the end of what each stream has brought so far
}

// Documents begins a conversation.
func (m *Masker) Documents() *Documents {
	return &Documents{masker: m, before: map[string]string{}}
}

// XML masks a SOAP envelope, which stays well-formed if it was. What holds no
// secret keeps its bytes. What is not XML is masked as text.
func (d *Documents) XML(document []byte) string {
	if d.masker.none() {
		return string(document)
	}
	c := copying{Documents: d, document: document}
	if err := c.run(); err != nil {
		return d.masker.Text(string(document))
	}
	masked := c.out.String()
	if !nothing(strings.ReplaceAll(masked, Mark, markName), markName, d.masker.find) {
		return maskedDocument
	}
	return masked
}

// copying copies a document token by token.
type copying struct {
	*Documents
	document []byte
	out      strings.Builder
	stream   string          // inside the output of a command: its attributes
	raw      []byte          // text that was read but not yet copied
	decoded  strings.Builder // the same, without escapes
}

func (c *copying) run() error {
	d := xml.NewDecoder(bytes.NewReader(c.document))
	// Whatever a document says, a charset that is not UTF-8 ends the run.
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	for {
		from := d.InputOffset()
		token, err := d.RawToken()
		if err != nil {
			c.flush()
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		c.copy(token, c.document[from:d.InputOffset()])
	}
}

// copy writes a token, whose bytes are raw. Text waits until it is complete: a
// section of CDATA in it makes several tokens of it.
func (c *copying) copy(token xml.Token, raw []byte) {
	if text, ok := token.(xml.CharData); ok {
		c.raw = append(c.raw, raw...)
		c.decoded.Write(text)
		return
	}
	c.flush()
	switch t := token.(type) {
	case xml.StartElement:
		c.stream = streamOf(t)
		c.startTag(t, raw)
	case xml.EndElement:
		c.stream = ""
		c.endTag(t, raw)
	default: // instructions and comments, which no message needs
		if c.masker.clean(string(raw)) {
			c.out.Write(raw)
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
func (c *copying) flush() {
	if len(c.raw) == 0 {
		return
	}
	decoded := c.decoded.String()
	if output, err := base64.StdEncoding.DecodeString(decoded); c.stream != "" && err == nil {
		c.out.WriteString(c.encoded(string(c.raw), string(output)))
	} else {
		c.out.WriteString(c.escaped(string(c.raw), decoded))
	}
	c.raw = c.raw[:0]
	c.decoded.Reset()
}

// encoded masks the output of a command and writes it as base64.
func (c *copying) encoded(raw, output string) string {
	if masked := c.piece(c.stream, output); masked != output {
		raw = base64.StdEncoding.EncodeToString([]byte(masked))
	}
	if !c.masker.clean(raw) {
		return base64.StdEncoding.EncodeToString([]byte(Mark))
	}
	return raw
}

// escaped masks text. What still looks like a secret with its escapes goes as
// a whole.
func (c *copying) escaped(raw, decoded string) string {
	if masked := c.masker.Text(decoded); masked != decoded {
		raw = escape(masked)
	}
	if !c.masker.clean(raw) {
		return Mark
	}
	return raw
}

func (c *copying) startTag(t xml.StartElement, raw []byte) {
	var b strings.Builder
	name := c.name(t.Name)
	b.WriteString("<" + name)
	changed := name != qualified(t.Name)
	for _, a := range t.Attr {
		name, value := c.name(a.Name), c.escaped(escape(a.Value), a.Value)
		changed = changed || name != qualified(a.Name) || value != escape(a.Value)
		b.WriteString(" " + name + `="` + value + `"`)
	}
	if !changed {
		c.out.Write(raw)
		return
	}
	if bytes.HasSuffix(raw, []byte("/>")) {
		b.WriteByte('/')
	}
	c.out.WriteString(b.String() + ">")
}

func (c *copying) endTag(t xml.EndElement, raw []byte) {
	name := c.name(t.Name)
	if name == qualified(t.Name) || len(raw) == 0 { // the end of "<a/>" has no bytes of its own
		c.out.Write(raw)
		return
	}
	c.out.WriteString("</" + name + ">")
}

// name masks the name of an element or attribute, the same way each time.
func (c *copying) name(n xml.Name) string {
	name := qualified(n)
	return replace(name, c.masker.find(name), markName)
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
