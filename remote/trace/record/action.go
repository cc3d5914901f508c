package record

import (
	"bytes"
	"encoding/xml"
	"strings"
)

// actionOf returns the wsa:Action of a SOAP envelope, empty when there is none.
func actionOf(envelope []byte) string {
	d := xml.NewDecoder(bytes.NewReader(envelope))
	for {
		token, err := d.Token()
		if err != nil {
			return ""
		}
		start, ok := token.(xml.StartElement)
		switch {
		case !ok:
		case start.Name.Local == "Body":
			return ""
		case start.Name.Local == "Action":
			var action string
			if d.DecodeElement(&action, &start) != nil {
				return ""
			}
			return strings.TrimSpace(action)
		}
	}
}
