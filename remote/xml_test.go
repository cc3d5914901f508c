package remote

import (
	"encoding/xml"
	"strings"
	"testing"
)

func TestParseXMLRefuses(t *testing.T) {
	tests := map[string]string{
		"empty":           "",
		"two roots":       "<a/><b/>",
		"unclosed":        "<a><b></b>",
		"doctype":         `<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>`,
		"unknown entity":  "<a>&x;</a>",
		"too deep":        strings.Repeat("<a>", maxDepth+1) + strings.Repeat("</a>", maxDepth+1),
		"too many":        "<a>" + strings.Repeat("<b/>", maxElements) + "</a>",
		"foreign charset": `<?xml version="1.0" encoding="utf-7"?><a/>`,
	}
	for name, doc := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := parseXML(t.Context(), []byte(doc)); err == nil {
				t.Error("no error")
			}
		})
	}
}

func TestReadPageTellsPropertyFromEnd(t *testing.T) {
	doc := `<r xmlns:n="` + nsEnumeration + `" xmlns:w="` + nsWSMan + `"><n:PullResponse>
		<n:EnumerationContext>c2</n:EnumerationContext>
		<n:Items><w:XmlFragment><Name>x</Name><EndOfSequence>no</EndOfSequence></w:XmlFragment></n:Items></n:PullResponse></r>`
	root, err := parseXML(t.Context(), []byte(doc))
	if err != nil {
		t.Fatal(err)
	}
	p, err := readPage(root.child(nsEnumeration, "PullResponse"), nsEnumeration)
	if err != nil || p.last || p.context != "c2" || len(p.rows) != 1 {
		t.Errorf("page %+v, %v", p, err)
	}
}

func TestReadRowShapes(t *testing.T) {
	doc := `<item xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:cim="c">
		<Null xsi:nil="true"/><Empty></Empty><One>1</One><Many>a</Many><Many>b</Many>
		<When><cim:Datetime>2013-03-09T02:57:32.5Z</cim:Datetime></When><Plain><Datetime>2013-03-09T02:57:32Z</Datetime></Plain></item>`
	root, err := parseXML(t.Context(), []byte(doc))
	if err != nil {
		t.Fatal(err)
	}
	row := readRow(root)
	if _, ok := row["Null"]; ok {
		t.Error("null is in the row")
	}
	if s, ok := row.Text("Empty"); !ok || s != "" {
		t.Errorf("Empty = %q, %v", s, ok)
	}
	if n, ok := row.Int("One"); !ok || n != 1 {
		t.Errorf("One = %d, %v", n, ok)
	}
	if len(row["Many"]) != 2 {
		t.Errorf("Many = %q", row["Many"])
	}
	for _, name := range []string{"When", "Plain"} {
		if at, ok := row.Time(name); !ok || at.Year() != 2013 {
			t.Errorf("%s = %v, %v", name, at, ok)
		}
	}
}

func FuzzParseXML(f *testing.F) {
	f.Add([]byte(`<a x="1"><b>t<![CDATA[u]]></b></a>`))
	f.Add(request{action: "a", resource: "r", body: "<b/>"}.envelope("http://h", 1))
	f.Fuzz(func(t *testing.T, data []byte) {
		root, err := parseXML(t.Context(), data)
		if err != nil {
			return
		}
		// What we accept, the standard library accepts as a document too.
		if err := xml.Unmarshal(data, new(struct{ XMLName xml.Name })); err != nil {
			t.Errorf("accepted %q, but: %v", data, err)
		}
		_, _ = readPage(root, nsEnumeration)
		_ = faultError("x", root)
		_, _ = checkAnswer("x", root, header{})
	})
}
