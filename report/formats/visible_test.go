package formats

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"html"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/clusterdrift/clusterdrift/remote/foreign"
	"github.com/clusterdrift/clusterdrift/report"
)

// hidden is one of each kind of character that a node could hide something
// behind, between letters that show where it was.
const hidden = "a\x00b\x07c\x1b[31md\x7fe\u0080f\u0085g\u009bh\u00adi\u061cj\u200bk\u200el\u200fm\u2028n\u2029o\u202ap\u202eq\u2060r" +
	"\u2066s\u2069t\ufeffu\ue000v\U000E0041w\xffx\xed\xa0\x80y\r\n z"

// layout are the control characters that a format itself is written with.
func layout(format string) string {
	switch format {
	case "csv", "plan-script":
		return "\r\n"
	case "junit", "junit-all":
		return "\n\t"
	}
	return "\n"
}

func assertVisible(t *testing.T, format, out string) {
	t.Helper()
	if !utf8.ValidString(out) {
		t.Errorf("%s is not UTF-8", format)
	}
	for _, c := range out {
		if foreign.Hidden(c) && !strings.ContainsRune(layout(format), c) {
			t.Errorf("%U is in %s", c, format)
			return
		}
	}
}

// TestEveryFormatIsVisible puts hidden characters into every text of a result. It
// goes through the list of formats, and looks behind the escapes of those that
// have some: a program that reads them prints what they stand for.
func TestEveryFormatIsVisible(t *testing.T) {
	r := everywhere(smallResult(), hidden)
	for _, format := range Names() {
		t.Run(format, func(t *testing.T) {
			out := string(render(t, format, r, report.Options{Verbose: true}))
			if !strings.Contains(out, "abc") && !strings.Contains(out, "a\ufffdb\ufffdc") && format != "prometheus" {
				t.Errorf("%s does not show what the node says", format)
			}
			assertVisible(t, format, out)
			for _, text := range behindEscapes(format, out) {
				assertVisible(t, format, text)
			}
		})
	}
	for _, format := range DirectoryNames() {
		t.Run(format, func(t *testing.T) {
			render, _ := LookupDirectory(format)
			files, err := render(r)
			if err != nil || len(files) == 0 {
				t.Fatalf("%d files, %v", len(files), err)
			}
			for _, f := range files {
				assertVisible(t, format, f.Name)
				assertVisible(t, format, string(f.Data))
			}
		})
	}
}

// behindEscapes are the texts of a document as a program reads them. A format
// that is not named here is looked at both as JSON and as XML or HTML.
func behindEscapes(format, out string) []string {
	var texts []string
	var value any
	if json.Unmarshal([]byte(out), &value) == nil {
		texts = jsonTexts(value, texts)
	}
	texts = append(texts, html.UnescapeString(out))
	for d := xml.NewDecoder(bytes.NewReader([]byte(out))); ; {
		token, err := d.Token()
		if err == io.EOF || err != nil {
			return texts
		}
		if start, ok := token.(xml.StartElement); ok {
			for _, a := range start.Attr {
				texts = append(texts, a.Value)
			}
		}
	}
}

func jsonTexts(value any, texts []string) []string {
	switch v := value.(type) {
	case string:
		if v == "\r\n" { // SARIF names the line breaks that there may be
			return texts
		}
		return append(texts, v)
	case []any:
		for _, item := range v {
			texts = jsonTexts(item, texts)
		}
	case map[string]any:
		for key, item := range v {
			texts = jsonTexts(item, append(texts, key))
		}
	}
	return texts
}

// TestDocumentsAreNotShortened: what a terminal would be spared is whole where
// programs read it.
func TestDocumentsAreNotShortened(t *testing.T) {
	long := strings.Repeat("漢", 4000)
	r := everywhere(smallResult(), long)
	for _, format := range []string{"json", "junit"} {
		if !bytes.Contains(render(t, format, r, report.Options{}), []byte(long)) {
			t.Errorf("%s is shortened", format)
		}
	}
}
