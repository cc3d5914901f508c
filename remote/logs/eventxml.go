package logs

import (
	"bufio"
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// mostXML is how long an event in XML may be, with its message and the values that
// Event Viewer adds in words.
const mostXML = 1 << 20

// readEventXML hands over the events of a text: with a root element, without one,
// or several documents one behind the other.
func readEventXML(ctx context.Context, r io.Reader, out *sink) error {
	skipped := 0
	in := bufio.NewScanner(r)
	in.Buffer(make([]byte, 0, 128<<10), mostXML+64<<10)
	in.Split(func(data []byte, atEOF bool) (int, []byte, error) { return nextEvent(data, atEOF, &skipped) })
	for in.Scan() {
		if err := ctx.Err(); err != nil {
			return err
		}
		out.source.Lines++
		if err := handOverXML(in.Bytes(), out); err != nil {
			return err
		}
	}
	switch err := in.Err(); {
	case err != nil:
		out.source.Damaged = readProblem(err)
	case skipped > 0:
		out.source.Damaged = fmt.Sprintf("events that are not whole and were skipped: %d", skipped)
	}
	return nil
}

func handOverXML(text []byte, out *sink) error {
	r, ok := xmlRecord(text, out)
	if !ok {
		out.source.NotUnderstood++
		return nil
	}
	if !out.wants(r.Time) {
		return nil
	}
	return out.put(r)
}

// nextEvent splits a text at its events: "<Event ...>...</Event>". One that is cut
// off by the next, or is too long, is skipped.
func nextEvent(data []byte, atEOF bool, skipped *int) (int, []byte, error) {
	begin := eventStart(data)
	if begin < 0 {
		if atEOF {
			return len(data), nil, nil
		}
		return max(0, len(data)-len("<Event ")), nil, nil
	}
	const closing = "</Event>"
	end := bytes.Index(data[begin:], []byte(closing))
	if end < 0 {
		switch {
		case atEOF:
			*skipped++
			return len(data), nil, nil
		case len(data)-begin > mostXML:
			*skipped++
			return begin + len("<Event "), nil, nil
		}
		return begin, nil, nil
	}
	end += begin + len(closing)
	for { // an event that was cut off has the next one in it
		within := eventStart(data[begin+1 : end])
		if within < 0 {
			return end, data[begin:end], nil
		}
		*skipped++
		begin += 1 + within
	}
}

// eventStart is where an element Event begins; -1 without one.
func eventStart(data []byte) int {
	const opening = "<Event"
	for from := 0; ; {
		at := bytes.Index(data[from:], []byte(opening))
		if at < 0 || from+at+len(opening) >= len(data) {
			return -1
		}
		at += from
		switch data[at+len(opening)] {
		case ' ', '>', '\t', '\n', '\r':
			return at
		}
		from = at + len(opening)
	}
}

// element is any element of an event.
type element struct {
	XMLName    xml.Name
	Attributes []xml.Attr `xml:",any,attr"`
	Text       string     `xml:",chardata"`
	Inner      []element  `xml:",any"`
}

func (e *element) child(name string) *element {
	if e != nil {
		for i := range e.Inner {
			if e.Inner[i].XMLName.Local == name {
				return &e.Inner[i]
			}
		}
	}
	return nil
}

func (e *element) attribute(name string) string {
	if e != nil {
		for _, a := range e.Attributes {
			if a.Name.Local == name {
				return a.Value
			}
		}
	}
	return ""
}

func (e *element) text() string {
	if e == nil {
		return ""
	}
	return strings.TrimSpace(e.Text)
}

func (e *element) number() int {
	n, _ := strconv.Atoi(e.text()) // 0 for none
	return n
}

// unprintable are control characters as they are, and as references, which XML
// does not admit, and Windows writes all the same.
var unprintable = regexp.MustCompile(`[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(?:x0*(?:1?[0-9a-fA-F]|[fF]{3}[efEF])|0*(?:[12]?[0-9]|3[01]));`)

// parseEvent reads one event.
func parseEvent(text []byte) (*element, bool) {
	var e element
	if xml.Unmarshal(text, &e) == nil {
		return &e, true
	}
	e = element{}
	clean := unprintable.ReplaceAll(bytes.ToValidUTF8(text, []byte("\ufffd")), []byte("\ufffd"))
	return &e, xml.Unmarshal(clean, &e) == nil
}

// xmlRecord is the record of an event.
func xmlRecord(text []byte, out *sink) (Record, bool) {
	e, ok := parseEvent(text)
	system := e.child("System")
	if !ok || system == nil {
		return Record{}, false
	}
	at, err := time.Parse(time.RFC3339Nano, system.child("TimeCreated").attribute("SystemTime"))
	if err != nil {
		return Record{}, false
	}
	id, _ := strconv.ParseInt(system.child("EventRecordID").text(), 10, 64) // 0 for none
	r := Record{
		Source: out.source, Line: id, Time: at.UTC(),
		Channel: system.child("Channel").text(), Provider: system.child("Provider").attribute("Name"),
		EventID: system.child("EventID").number(), Computer: system.child("Computer").text(), Level: levelNumber(system.child("Level").number()),
		Text: out.cutTo(e.child("RenderingInfo").child("Message").text()),
	}
	for _, part := range []string{"EventData", "UserData"} {
		if p := e.child(part); p != nil {
			r.Data = elements(r.Data, p.Inner, 0)
		}
	}
	r.Raw = out.cutTo(strings.ToValidUTF8(string(text), "\ufffd"))
	return r, true
}

// elements adds the values of elements that hold no others.
func elements(data []Datum, all []element, depth int) []Datum {
	for i := range all {
		e := &all[i]
		switch {
		case len(data) >= mostData || depth > 8:
			return data
		case len(e.Inner) > 0:
			data = elements(data, e.Inner, depth+1)
		case e.XMLName.Local == "Data":
			data = append(data, Datum{e.attribute("Name"), e.text()})
		default:
			data = append(data, Datum{e.XMLName.Local, e.text()})
		}
	}
	return data
}
