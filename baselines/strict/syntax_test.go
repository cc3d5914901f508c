package strict

import (
	"strings"
	"testing"
)

// TestSyntax: errors of the YAML library are told in our words, with the line and
// without anything that is in the file.
func TestSyntax(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"colon", "a: b: s3cret", "f:1:1: not YAML: a colon and a value are in a place where no value can begin; write the text in quotes, or check the indentation"},
		{"no colon", "a: 1\ns3cret\nb: 2", "f:2:1: not YAML: a key has no colon; write it like key: value"},
		{"open list", "x: 1\na: [s3cret\nb: 1", "f:2:1: not YAML: a list in brackets has no end, or lacks a comma; close it with ]"},
		{"open mapping", "a: {s3cret", "f:1:1: not YAML: a mapping in braces has no end, or lacks a comma; close it with }"},
		{"no value", "x: 1\na: [", "f:2:1: not YAML: a value is missing"},
		{"indentation", "x: 1\na:\n  b: s3cret\n c: 1\n", "f:4:1: not YAML: the indentation differs from that of the lines before it, or a quote is missing"},
		{"indentation of a list", "- a\nb: s3cret", "f:2:1: not YAML: the indentation differs from that of the list before it"},
		{"character", "a: @s3cret", "f:1:1: not YAML: a value begins with a character that has to be in quotes; write the text in quotes"},
		{"tab", "a:\n\tb: s3cret", "f:2:1: not YAML: a value begins with a character that has to be in quotes; write the text in quotes"},
		{"open quotes", "a: \"s3cret", "f:1:1: not YAML: a text in quotes has no end"},
		{"escape", `a: "\s3cret"`, `f:1:1: not YAML: a text in double quotes has a \ before a character that it does not go with; write \\, or use single quotes`},
		{"number", `a: "\xs3cret"`, `f:1:1: not YAML: a text in double quotes has a \ and a number that is not a character`},
		{"control character", "a: s3cret\x07", "f:1:1: not YAML: there is a control character; remove it, or write it in double quotes with a \\"},
		{"not UTF-8", "a: s3cret\xff", "f:1:1: not YAML: it is not text in UTF-8; save the file as UTF-8"},
		{"control character later", "a: 1\n\tb: ä\u0085\nc: s3cret\x1b\n", "f:3:1: not YAML: there is a control character; remove it, or write it in double quotes with a \\"},
		{"not UTF-8 later", "a: 1\r\nb: ä\n\nc: s3cret\xe4\n", "f:4:1: not YAML: it is not text in UTF-8; save the file as UTF-8"},
		{"alias", "a: *s3cret", "f:1:1: not YAML: an alias refers to nothing; write the value out, or in quotes if it only begins with *"},
		{"list", "a: - s3cret", "f:1:1: not YAML: a list begins in a place where none can; write each item in a line of its own"},
		{"directive", "%s3cret\n---\na: 1", "f:1:1: not YAML: a line begins with %; write the text in quotes"},
		{"tag", "a: !<s3cret", "f:1:1: not YAML: a value begins with !; write the text in quotes"},
		{"anchor", "a: &", "f:1:1: not YAML: a value begins with & or *; write the text in quotes"},
		{"depth", strings.Repeat("[", 20000), "f:1:1: not YAML: values are nested more than 12 deep"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := Parse("f", []byte(tt.text))
			if len(d.Problems) != 1 {
				t.Fatalf("%d problems", len(d.Problems))
			}
			if got := d.Problems[0].Error(); got != tt.want {
				t.Errorf("%s, want\n%s", got, tt.want)
			}
		})
	}
}

// FuzzSyntax: no text makes the library panic through us, and what we say of it
// is ours.
func FuzzSyntax(f *testing.F) {
	for _, s := range []string{"a: b: c", "[", "\"", "a: !<", "? [b]\n: *x\n---\n<<: !!binary a\n", "%TAG ! x\n---\n", "a: |0\n b"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, p := range Decode("f", data).Problems {
			what, syntax := strings.CutPrefix(p.Message, "not YAML: ")
			ours := !syntax || what == "it cannot be read"
			for _, known := range faults() {
				ours = ours || known.say == what && known.hint == p.Hint
			}
			if !ours {
				t.Errorf("%q", p.Message)
			}
		}
	})
}
