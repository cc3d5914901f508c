package main

import "strings"

// manualColumns is how long a line of a page may be, in bytes: mandoc -T lint notes longer ones.
const manualColumns = 78

// request writes a macro with arguments, in quotes, of which they have none.
func (p *roff) request(name string, arguments ...string) {
	p.WriteString("." + name)
	for _, a := range arguments {
		p.WriteString(` "` + a + `"`)
	}
	p.WriteString("\n")
}

func (p *roff) section(title string) { p.request("SH", title) }

// text writes a paragraph, which is filled.
func (p *roff) text(s string) {
	line := ""
	for word := range strings.FieldsSeq(s) {
		if word = escaped(word); line != "" && len(line)+1+len(word) > manualColumns {
			p.WriteString(line + "\n")
			line = ""
		}
		if line != "" {
			line += " "
		} else {
			word = plainStart(word)
		}
		line += word
	}
	if line != "" {
		p.WriteString(line + "\n")
	}
}

// literal writes lines as they are, without the blanks that they all begin with.
func (p *roff) literal(lines []string) {
	p.WriteString(".nf\n")
	for _, line := range lines {
		p.WriteString(plainStart(escaped(strings.TrimPrefix(line, "  "))) + "\n")
	}
	p.WriteString(".fi\n")
}

// prose writes a description: paragraphs are parted by empty lines, and lines that begin
// with blanks stay as they are.
func (p *roff) prose(s string) {
	first := true
	for block := range strings.SplitSeq(strings.Trim(s, "\n"), "\n\n") {
		lines := strings.Split(strings.Trim(block, "\n"), "\n")
		for len(lines) > 0 {
			n := 1
			for n < len(lines) && isIndented(lines[n]) == isIndented(lines[0]) {
				n++
			}
			if !first {
				p.WriteString(".PP\n")
			}
			first = false
			if isIndented(lines[0]) {
				p.literal(lines[:n])
			} else {
				p.text(strings.Join(lines[:n], " "))
			}
			lines = lines[n:]
		}
	}
}

func isIndented(line string) bool {
	return strings.HasPrefix(line, "  ") || strings.HasPrefix(line, "\t")
}

// escaped is a text in which no character means anything to roff.
func escaped(s string) string {
	return strings.NewReplacer(`\`, `\e`, "-", `\-`, "\t", "    ").Replace(s)
}

// plainStart keeps the start of a line from being a request.
func plainStart(line string) string {
	if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
		return `\&` + line
	}
	return line
}

func bold(s string) string { return `\fB` + escaped(s) + `\fR` }

func italic(s string) string { return `\fI` + escaped(s) + `\fR` }
