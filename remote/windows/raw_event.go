package windows

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// RawEvent is one event as wevtutil prints it.
type RawEvent struct {
	Text   string    // the element Event; what may not be in XML is replaced
	Record int64     // EventRecordID; 0: the event does not say it
	At     time.Time // SystemTime, UTC; zero: the event does not say it
}

// SplitEvents takes apart what `wevtutil qe /f:xml` prints, in its order. Unlike
// ParseEvents it keeps all that an event says, and takes events that lack a number or a
// time. Output that is cut short, or that has anything but events in it, is an error.
func SplitEvents(out []byte) ([]RawEvent, error) {
	s := eventSplitter{text: legible(out)}
	s.decoder = xml.NewDecoder(bytes.NewReader(s.text))
	s.decoder.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	for {
		begin := s.decoder.InputOffset()
		token, err := s.decoder.Token()
		if errors.Is(err, io.EOF) {
			return s.events, nil
		}
		if err == nil {
			err = s.take(token, begin)
		} else {
			line, _ := s.decoder.InputPos()
			err = fmt.Errorf("line %d is not well-formed XML, or the output is cut short", line)
		}
		if err != nil {
			return nil, fmt.Errorf("read events: %w", err)
		}
	}
}

type eventSplitter struct {
	text    []byte
	decoder *xml.Decoder
	path    []string
	begin   int64 // of the event that is open
	event   RawEvent
	events  []RawEvent
}

// take takes a token that begins at an offset.
func (s *eventSplitter) take(token xml.Token, begin int64) error {
	switch t := token.(type) {
	case xml.StartElement:
		return s.start(t, begin)
	case xml.EndElement:
		if s.path = s.path[:len(s.path)-1]; len(s.path) == 0 {
			s.event.Text = string(s.text[s.begin:s.decoder.InputOffset()])
			s.events = append(s.events, s.event)
		}
	case xml.CharData:
		text := strings.TrimSpace(string(t))
		if len(s.path) == 0 && text != "" {
			return errors.New("there is text outside of the elements")
		}
		if strings.Join(s.path, "/") == "Event/System/EventRecordID" {
			s.event.Record, _ = strconv.ParseInt(text, 10, 64) // 0 for none
		}
	case xml.Directive:
		return errors.New("there is a document type")
	}
	return nil
}

func (s *eventSplitter) start(e xml.StartElement, begin int64) error {
	s.path = append(s.path, e.Name.Local)
	switch {
	case len(s.path) > maxEventDepth:
		return errors.New("elements are nested too deeply")
	case len(s.path) == 1 && e.Name.Local != "Event":
		return fmt.Errorf("%.40q is not an event", e.Name.Local)
	case len(s.path) == 1 && len(s.events) == maxEvents:
		return fmt.Errorf("more than %d events", maxEvents)
	case len(s.path) == 1:
		s.begin, s.event = begin, RawEvent{}
	case strings.Join(s.path, "/") == "Event/System/TimeCreated":
		at, err := time.Parse(time.RFC3339Nano, attribute(e, "SystemTime"))
		if err == nil {
			s.event.At = at.UTC()
		}
	}
	return nil
}
