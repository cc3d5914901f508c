package explain

import (
	"fmt"
	"slices"
	"strings"
)

// Marks at the start of a line. A paragraph or an item goes on until a blank
// line or another mark.
const (
	titleMark   = "# "
	sectionMark = "## "
	itemMark    = "- "
	commandMark = "    "
)

// parse reads one page.
func parse(id, text string) (Page, error) {
	p := parser{page: Page{ID: id}}
	number := 0
	for line := range strings.Lines(text) {
		number++
		if err := p.line(strings.TrimRight(line, "\r\n")); err != nil {
			return p.page, fmt.Errorf("%s.md:%d: %w", id, number, err)
		}
	}
	if p.page.Title == "" {
		return p.page, fmt.Errorf("%s.md has no title", id)
	}
	return p.page, p.terms()
}

// terms takes the items apart. It waits for the end of the page, because a term
// may be longer than a line.
func (p *parser) terms() error {
	for _, s := range p.page.Sections {
		for i, b := range s.Blocks {
			if b.Kind != Item {
				continue
			}
			term, text, ok := strings.Cut(b.Text, ": ")
			if !ok {
				return fmt.Errorf("%s.md: the item %q has no colon after its term", p.page.ID, b.Text)
			}
			s.Blocks[i].Term, s.Blocks[i].Text = term, text
		}
	}
	return nil
}

// parser holds the page as far as it has been read.
type parser struct {
	page Page
	open bool // the next line may go on with the last block
}

func (p *parser) line(line string) error {
	switch {
	case line == "":
		p.open = false
	case strings.HasPrefix(line, titleMark):
		p.page.Title, p.open = line[len(titleMark):], false
	case strings.HasPrefix(line, sectionMark):
		return p.section(line[len(sectionMark):])
	case len(p.page.Sections) == 0:
		return fmt.Errorf("%q is before the first section", line)
	case strings.HasPrefix(line, itemMark):
		p.add(Block{Kind: Item, Text: line[len(itemMark):]})
	case strings.HasPrefix(line, commandMark):
		p.add(Block{Kind: Command, Text: line[len(commandMark):]})
		p.open = false
	case p.open:
		p.last().Text += " " + strings.TrimSpace(line)
	default:
		p.add(Block{Text: line})
	}
	return nil
}

func (p *parser) section(title string) error {
	if !slices.Contains(titles(), title) {
		return fmt.Errorf("unknown section %q", title)
	}
	if _, twice := p.page.section(title); twice {
		return fmt.Errorf("a second section %q", title)
	}
	p.page.Sections = append(p.page.Sections, Section{Title: title})
	p.open = false
	return nil
}

func (p *parser) add(b Block) {
	s := &p.page.Sections[len(p.page.Sections)-1]
	s.Blocks = append(s.Blocks, b)
	p.open = true
}

func (p *parser) last() *Block {
	s := p.page.Sections[len(p.page.Sections)-1]
	return &s.Blocks[len(s.Blocks)-1]
}
