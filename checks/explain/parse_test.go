package explain

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	const text = `# A title

## What is checked

One paragraph
over two lines.

Another one.

    a command

## How it is read

- a term over
  two lines: the text
  of the item
- next: text
`
	want := Page{ID: "x", Title: "A title", Sections: []Section{
		{Checked, []Block{
			{Text: "One paragraph over two lines."}, {Text: "Another one."}, {Kind: Command, Text: "a command"},
		}},
		{Read, []Block{
			{Kind: Item, Term: "a term over two lines", Text: "the text of the item"}, {Kind: Item, Term: "next", Text: "text"},
		}},
	}}
	got, err := parse("x", text)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestParseRefuses(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"no title", "## What is checked\n", "x.md has no title"},
		{"text before a section", "# T\n\ntext\n", `x.md:3: "text" is before the first section`},
		{"unknown section", "# T\n## What\n", `x.md:2: unknown section "What"`},
		{"section twice", "# T\n## How it is read\n## How it is read\n", `x.md:3: a second section "How it is read"`},
		{"item without term", "# T\n## How it is read\n- text\n", `x.md: the item "text" has no colon after its term`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := parse("x", test.text); err == nil || err.Error() != test.want {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

// TestComplete: what a finding's page leaves out is its family's, and a family
// has to have everything.
func TestComplete(t *testing.T) {
	family := Page{ID: "f"}
	for _, title := range titles() {
		family.Sections = append(family.Sections, Section{Title: title, Blocks: []Block{{Text: "family"}}})
	}
	own := Page{ID: "f/s", Sections: []Section{{Title: Read, Blocks: []Block{{Text: "own"}}}}}
	if err := (pages{family, own}).complete(&own); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range own.Sections {
		got = append(got, s.Blocks[0].Text)
	}
	if diff := cmp.Diff([]string{"family", "own", "family", "family"}, got); diff != "" {
		t.Error(diff)
	}
	short := Page{ID: "g"}
	if err := (pages{short}).complete(&short); err == nil {
		t.Error("a family without sections is accepted")
	}
}
