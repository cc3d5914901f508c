package simulator

import (
	"encoding/base64"
	"encoding/xml"
	"io"
	"strings"
)

// hole is a part of a recorded answer that is written anew each time it is
// given. Everything else goes out byte by byte as it was recorded.
type hole struct {
	from, to int64  // its bytes in the answer: the content of an element
	element  string // the element's local name
	text     string // what was recorded, for a Stream after base64
	stream   string // for a Stream: the command and the stream it belongs to
	at       int    // for a Stream: where text begins in all output of the stream
}

// varies names the elements that hold what differs, by parent and element.
func varies(parent, element string) bool {
	switch parent + "/" + element {
	case "Header/RelatesTo",
		"EnumerateResponse/EnumerationContext",
		"PullResponse/EnumerationContext",
		"CommandResponse/CommandId",
		"ReceiveResponse/Stream":
		return true
	}
	return false
}

// findHoles reads an answer as far as it is XML; a node may have sent anything.
func findHoles(answer string) []hole {
	d := xml.NewDecoder(strings.NewReader(answer))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	var s holeScan
	for {
		from := d.InputOffset()
		token, err := d.RawToken()
		if err != nil {
			return s.found
		}
		switch t := token.(type) {
		case xml.StartElement:
			s.start(t, d.InputOffset())
		case xml.CharData:
			if s.open != nil {
				s.open.text += string(t)
			}
		case xml.EndElement:
			// The end of "<a/>" has no bytes: there is nothing to fill.
			s.end(from, d.InputOffset() > from)
		}
	}
}

// holeScan is the state of findHoles. No hole is deeper than names goes, so
// that the depth of a document costs no memory.
type holeScan struct {
	found []hole
	names [5]string // of the elements around, by depth
	depth int
	open  *hole
}

func (s *holeScan) start(t xml.StartElement, inside int64) {
	s.open = nil
	s.depth++
	if s.depth >= len(s.names) {
		return
	}
	s.names[s.depth] = t.Name.Local
	if !varies(s.names[s.depth-1], t.Name.Local) {
		return
	}
	s.open = &hole{from: inside, element: t.Name.Local}
	for _, a := range t.Attr {
		if a.Name.Local == "CommandId" || a.Name.Local == "Name" {
			s.open.stream += a.Name.Local + "=" + a.Value + "\n"
		}
	}
}

func (s *holeScan) end(to int64, written bool) {
	s.depth = max(0, s.depth-1)
	h := s.open
	s.open = nil
	if h == nil || !written {
		return
	}
	h.to, h.text = to, strings.TrimSpace(h.text)
	if h.element == "Stream" {
		output, err := base64.StdEncoding.DecodeString(h.text)
		if err != nil {
			return
		}
		h.text = string(output)
	}
	s.found = append(s.found, *h)
}
