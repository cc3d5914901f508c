package foreign

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

func TestHidden(t *testing.T) {
	for r, want := range map[rune]bool{
		'a': false, ' ': false, '\u00a0': false, '漢': false, '\u0301': false, '🗝': false, '\ufffd': false,
		0: true, '\x1b': true, '\n': true, '\t': true, 0x7f: true, 0x80: true, 0x85: true, 0x9b: true, 0x9f: true,
		'\u00ad': true, '\u061c': true, '\u200b': true, '\u200e': true, '\u200f': true, '\u2028': true, '\u2029': true,
		'\u202a': true, '\u202e': true, '\u2060': true, '\u2066': true, '\u2069': true, '\ufeff': true, '\ue000': true,
		'\U000E0001': true, '\uffff': true, '\U0010ffff': true,
	} {
		if got := Hidden(r); got != want {
			t.Errorf("%U: %v", r, got)
		}
	}
}

const all = "a\x00\x1b[0m\x7f\u0085\u009b\u061c\u200b\u200f\u2028\u202e\u2069\ufeff\ue000\U000E0041 漢字 \\u202e \"\n\tz"

func TestEscape(t *testing.T) {
	value := map[string]string{all: all}
	written, err := json.MarshalIndent(value, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	document := EscapeJSON(string(written))
	assertVisible(t, document)
	var got map[string]string
	if err := json.Unmarshal([]byte(document), &got); err != nil || got[all] != all {
		t.Errorf("JSON: %v, %q", err, got)
	}
	node := &yaml.Node{Kind: yaml.ScalarNode, Value: all, Style: yaml.DoubleQuotedStyle}
	written, err = yaml.Marshal(node)
	if err != nil {
		t.Fatal(err)
	}
	document = EscapeYAML(string(written))
	assertVisible(t, document)
	var text string
	if err := yaml.Unmarshal([]byte(document), &text); err != nil || text != all {
		t.Errorf("YAML: %v, %q", err, text)
	}
	if got := EscapeJSON("{}\n"); got != "{}\n" {
		t.Errorf("%q", got)
	}
	if got := EscapeJSON("\xff"); got != "\ufffd" {
		t.Errorf("%q", got)
	}
}

func assertVisible(t *testing.T, document string) {
	t.Helper()
	if HasHidden(strings.NewReplacer("\n", "", "\t", "").Replace(document)) || !utf8.ValidString(document) {
		t.Errorf("hidden characters in %q", document)
	}
}
