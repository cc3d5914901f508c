package windows

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Bounds of what wevtutil prints.
const (
	maxEvents     = 10000
	maxEventDepth = 32
	maxEventData  = 256 // Data elements of one event
)

// ParseEvents reads what `wevtutil qe /f:xml` prints: events one after the
// other without a root element, in any layout. What an event has besides its
// System and EventData elements is left out. Output that is cut short, or that
// has anything but events in it, is an error as a whole.
func ParseEvents(out []byte) ([]facts.Event, error) {
	p := eventParser{events: []facts.Event{}}
	if err := readXML(out, p.start, p.text.Write, p.end); err != nil {
		return nil, fmt.Errorf("read events: %w", err)
	}
	return p.events, nil
}

type eventParser struct {
	events []facts.Event
	text   bytes.Buffer // of the element that is open
}

// last is the event that is being read.
func (p *eventParser) last() *facts.Event { return &p.events[len(p.events)-1] }

func (p *eventParser) start(path []string, e xml.StartElement) error {
	p.text.Reset()
	switch strings.Join(path, "/") {
	case "Event":
		if len(p.events) == maxEvents {
			return fmt.Errorf("more than %d events", maxEvents)
		}
		p.events = append(p.events, facts.Event{})
	case "Event/System/Provider":
		p.last().Provider = attribute(e, "Name")
	case "Event/System/TimeCreated":
		return readEventTime(p.last(), attribute(e, "SystemTime"))
	case "Event/EventData/Data":
		if len(p.last().Data) == maxEventData {
			return fmt.Errorf("an event has more than %d data elements", maxEventData)
		}
		p.last().Data = append(p.last().Data, facts.EventData{Name: attribute(e, "Name")})
	default:
		if len(path) == 1 {
			return fmt.Errorf("%.40q is not an event", path[0])
		}
	}
	return nil
}

func (p *eventParser) end(path []string) (err error) {
	e := p.last()
	switch strings.Join(path, "/") {
	case "Event":
		if e.Provider == "" || e.ID == 0 || e.At.IsZero() {
			return errors.New("an event lacks provider, id or time")
		}
	case "Event/System/EventID":
		if e.ID, err = strconv.Atoi(strings.TrimSpace(p.text.String())); err != nil {
			err = errors.New("the id of an event is not a number")
		}
	case "Event/System/EventRecordID":
		if e.Record, err = strconv.ParseInt(strings.TrimSpace(p.text.String()), 10, 64); err != nil {
			err = errors.New("the record of an event is not a number")
		}
	case "Event/EventData/Data":
		e.Data[len(e.Data)-1].Value = p.text.String()
	case "Event/EventData/Binary":
		e.Binary = strings.TrimSpace(p.text.String())
	}
	p.text.Reset() // what follows belongs to the parent
	return err
}

// readEventTime reads SystemTime, which is always UTC.
func readEventTime(e *facts.Event, text string) (err error) {
	if !strings.HasSuffix(text, "Z") {
		return fmt.Errorf("the time %.40q is not UTC", text)
	}
	if e.At, err = time.Parse(time.RFC3339Nano, text); err != nil {
		return fmt.Errorf("the time %.40q is not in the form of RFC 3339", text)
	}
	return nil
}

// ParseChannelEnabled reads what `wevtutil gl /f:xml` prints, and reports whether
// the event log is enabled.
func ParseChannelEnabled(out []byte) (bool, error) {
	var enabled []string
	start := func(path []string, e xml.StartElement) error {
		if len(path) == 1 && path[0] == "channel" {
			enabled = append(enabled, attribute(e, "enabled"))
		}
		return nil
	}
	ignore := func([]string) error { return nil }
	if err := readXML(out, start, io.Discard.Write, ignore); err != nil {
		return false, fmt.Errorf("read the configuration of an event log: %w", err)
	}
	if len(enabled) != 1 || enabled[0] != "true" && enabled[0] != "false" {
		return false, errors.New("read the configuration of an event log: it does not say whether the log is enabled")
	}
	return enabled[0] == "true", nil
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Space == "" && a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// readXML goes through XML that need not have a single root. The functions get
// the names of the open elements from the outermost on, and text with markup
// resolved; text outside of all elements is an error, and so is a document type.
func readXML(out []byte, start func([]string, xml.StartElement) error, text func([]byte) (int, error), end func([]string) error) error {
	d := xml.NewDecoder(bytes.NewReader(legible(out)))
	// The bytes came through a console, whatever a declaration says of them.
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	var path []string
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			line, _ := d.InputPos()
			return fmt.Errorf("line %d is not well-formed XML, or the output is cut short", line)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if path = append(path, t.Name.Local); len(path) > maxEventDepth {
				return errors.New("elements are nested too deeply")
			}
			err = start(path, t)
		case xml.EndElement:
			err = end(path)
			path = path[:len(path)-1]
		case xml.CharData:
			if len(path) == 0 && len(bytes.TrimSpace(t)) > 0 {
				return errors.New("there is text outside of the elements")
			}
			_, err = text(t)
		case xml.Directive:
			return errors.New("there is a document type")
		}
		if err != nil {
			return err
		}
	}
}

// controlReference is a reference to a character that XML does not admit: Windows
// writes such for the control characters of a value.
var controlReference = regexp.MustCompile(`&#(?:x0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]|[fF]{3}[efEF])|0*(?:[0-8]|1[124-9]|2[0-9]|3[01]));`)

// legible replaces what may not be in XML, such as a control character in the
// name of a network, and drops a byte order mark.
func legible(out []byte) []byte {
	out = bytes.TrimPrefix(out, []byte("\uFEFF"))
	out = controlReference.ReplaceAll(out, []byte("\uFFFD"))
	return bytes.Map(func(r rune) rune {
		if r < ' ' && !slices.Contains([]rune{'\t', '\n', '\r'}, r) || r == '\uFFFE' || r == '\uFFFF' {
			return '\uFFFD'
		}
		return r
	}, bytes.ToValidUTF8(out, []byte("\uFFFD")))
}
