// Package explain says of every finding what it is, how it is read, how its
// verdict comes about and what to do when there is none.
//
// In goes the id of a finding or of a family; out come a page of fixed text and
// what each baseline requires under that id. The package never reads a node and
// never judges; how the pages look on a terminal is for others to say.
package explain

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// Page explains a family of findings, or one finding of it.
type Page struct {
	ID       string // "heartbeat", or "heartbeat/order"
	Title    string
	Sections []Section // all of titles, in that order
}

// Section is one part of a page.
type Section struct {
	Title  string
	Blocks []Block
}

// Block is a paragraph, a command or an item of a list. Commands between
// backquotes in a text are to be kept in one piece.
type Block struct {
	Kind Kind
	Term string // of an Item: a status, or a condition
	Text string // one line, however long
}

// Kind is the kind of a Block.
type Kind int

// Kinds of Block.
const (
	Paragraph Kind = iota
	// Command is what a node is sent, as the sources of evidence name it; a part
	// between angle brackets depends on the baseline or the node.
	Command
	Item
)

// Titles of the sections.
const (
	Checked  = "What is checked"
	Read     = "How it is read"
	Verdict  = "How the verdict is reached"
	Unknowns = "Why a result is unknown, and what to do"
)

func titles() []string { return []string{Checked, Read, Verdict, Unknowns} }

//go:embed pages
var texts embed.FS

// pages are all pages, sorted by id.
type pages []Page

// load reads the embedded pages. A family has pages/<family>.md. A finding that
// is read or judged in a way of its own has pages/<family>/<subject>.md with the
// sections that differ; the others are those of its family.
func load() (pages, error) {
	var all pages
	err := fs.WalkDir(texts, "pages", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := texts.ReadFile(name)
		if err != nil {
			return err
		}
		id := strings.TrimSuffix(strings.TrimPrefix(name, "pages/"), ".md")
		p, err := parse(id, string(data))
		all = append(all, p)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the pages: %w", err)
	}
	for i := range all {
		if err := all.complete(&all[i]); err != nil {
			return nil, fmt.Errorf("read the pages: %w", err)
		}
	}
	slices.SortFunc(all, func(a, b Page) int { return strings.Compare(a.ID, b.ID) })
	return all, nil
}

// complete puts the sections in order and takes those that the page has not
// from its family.
func (p pages) complete(page *Page) error {
	family, _ := p.exact(familyOf(page.ID))
	var all []Section
	for _, title := range titles() {
		s, ok := page.section(title)
		if !ok {
			s, ok = family.section(title)
		}
		if !ok {
			return fmt.Errorf("%s.md has no section %q", page.ID, title)
		}
		all = append(all, s)
	}
	page.Sections = all
	return nil
}

// section returns the section of that title.
func (p Page) section(title string) (Section, bool) {
	i := slices.IndexFunc(p.Sections, func(s Section) bool { return s.Title == title })
	if i < 0 {
		return Section{}, false
	}
	return p.Sections[i], true
}

// families are the pages of the families.
func (p pages) families() pages {
	return slices.DeleteFunc(slices.Clone(p), func(page Page) bool { return !isFamily(page.ID) })
}

// find returns the page that explains a finding or a family: its own, or that of
// its family.
func (p pages) find(id string) (Page, bool) {
	if page, ok := p.exact(id); ok {
		return page, true
	}
	return p.exact(familyOf(id))
}

func (p pages) exact(id string) (Page, bool) {
	i := slices.IndexFunc(p, func(page Page) bool { return page.ID == id })
	if i < 0 {
		return Page{}, false
	}
	return p[i], true
}

// familyOf is the part of a finding's id before the slash.
func familyOf(id string) string {
	family, _, _ := strings.Cut(id, "/")
	return family
}
