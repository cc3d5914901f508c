package jsonscan

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestSkip(t *testing.T) {
	nested := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	for _, value := range []string{`"a\"]"`, `""`, "-1.5e+3", "true", "null", "[]", "{}", `[[],{"x":[1,"]}"]}]`, "[ 1 , 2 ]", nested(mostNested)} {
		s := Scanner{Document: []byte(" " + value + " ,7")}
		if got, err := s.Skip(); err != nil || string(got) != value || s.Next() != ',' {
			t.Errorf("%s: %s, %v", value, got, err)
		}
	}
	for _, document := range []string{"", " ", "]", "}", "[", `{"a":`, `"a`, `["a`, nested(mostNested + 1)} {
		s := Scanner{Document: []byte(document)}
		if got, err := s.Skip(); err == nil {
			t.Errorf("%s: %s is taken", document, got)
		}
	}
}

// FuzzSkip: the end of a value that is JSON is found, and nothing is read past the document.
func FuzzSkip(f *testing.F) {
	f.Add(`{"a":[1,"\"]"],"b":{}}`)
	f.Add(`[[[`)
	f.Add(`"\`)
	f.Fuzz(func(t *testing.T, value string) {
		s := Scanner{Document: []byte(value + ",7")}
		got, err := s.Skip()
		if trimmed := strings.Trim(value, " \t\r\n"); json.Valid([]byte(value)) && err == nil && string(got) != trimmed {
			t.Errorf("%q ends as %q", value, got)
		}
	})
}
