package logs

import (
	"bytes"
	"strconv"
	"strings"
	"time"
)

// header is what a cluster log of 2016 and later says about itself, in its
// section "Cluster", and about its nodes.
type header struct {
	node    string
	build   int
	offset  time.Duration // of the machine from UTC, east positive
	zoned   bool          // the offset is stated
	local   bool          // the times are local
	nodes   map[int]string
	columns []string // of the section "Nodes", when it is a table
}

// section is the name in "[=== Name ===]".
func sectionOf(line []byte) (string, bool) {
	line = bytes.TrimSpace(line)
	name, ok := bytes.CutPrefix(line, []byte("[==="))
	if !ok {
		return "", false
	}
	name, ok = bytes.CutSuffix(name, []byte("===]"))
	return string(bytes.TrimSpace(name)), ok && len(name) < 200
}

// isLogSection reports whether the lines of a section are records, so that one
// which is none continues the one before.
func isLogSection(name string) bool {
	return name == "" || name == "System" || strings.Contains(name, "Logs") || strings.Contains(name, "logs") ||
		strings.Contains(name, "DiagnosticVerbose")
}

// read takes a line of a section without records, and reports whether it knew it.
func (h *header) read(section string, line []byte) bool {
	line = bytes.TrimSpace(line)
	switch {
	case section == "Nodes":
		return h.readNode(string(line))
	case bytes.HasPrefix(line, []byte("Build Number ")):
		h.build = leadingNumber(line[len("Build Number "):])
	case bytes.HasPrefix(line, []byte("Current node:")):
		name, id := inParentheses(line, "name ("), inParentheses(line, "id (")
		h.node = name
		h.number(id, name)
	case bytes.HasPrefix(line, []byte("UTC = localtime + time zone offset")):
		h.readOffset(line)
	case bytes.HasPrefix(line, []byte("The logs were generated using local time")):
		h.local = true
	default:
		return false
	}
	return true
}

// readOffset reads "... the time zone offset of this machine is -480 minutes, or
// -8 hours": what has to be added to local time, so east is negative.
func (h *header) readOffset(line []byte) {
	_, said, found := bytes.Cut(line, []byte("offset of this machine is "))
	number, rest, cut := bytes.Cut(said, []byte(" "))
	minutes, err := strconv.Atoi(string(number))
	if !found || !cut || err != nil || !bytes.HasPrefix(rest, []byte("minute")) || minutes < -15*60 || minutes > 15*60 {
		return
	}
	h.offset, h.zoned = -time.Duration(minutes)*time.Minute, true
}

// readNode takes a node from "name (HV01) id (1)", or from a table with columns for
// both, whose first line names them.
func (h *header) readNode(line string) bool {
	if name := inParentheses([]byte(line), "name ("); name != "" {
		h.number(inParentheses([]byte(line), "id ("), name)
		return true
	}
	cells := strings.Split(line, ",")
	if len(cells) < 2 {
		return false
	}
	if h.columns == nil {
		h.columns = cells
		return true
	}
	var name, number string
	for i, column := range h.columns[:min(len(cells), len(h.columns))] {
		switch strings.ToLower(strings.Trim(column, " _\"")) {
		case "name", "nodename":
			name = strings.Trim(cells[i], " \"")
		case "id", "nodeid", "nodenumber":
			number = strings.Trim(cells[i], " \"")
		}
	}
	h.number(number, name)
	return true
}

// number keeps the name of a node's number. A cluster has up to 64 nodes.
func (h *header) number(id, name string) {
	n, err := strconv.Atoi(id)
	if err != nil || n < 1 || n > 64 || !isHostName(name) {
		return
	}
	if h.nodes == nil {
		h.nodes = map[int]string{}
	}
	h.nodes[n] = name
}

// inParentheses is the text between what opens and the next ")".
func inParentheses(line []byte, opens string) string {
	_, rest, found := bytes.Cut(line, []byte(opens))
	inside, _, closed := bytes.Cut(rest, []byte(")"))
	if !found || !closed || len(inside) > 255 {
		return ""
	}
	return string(inside)
}

func leadingNumber(text []byte) int {
	end := 0
	for end < len(text) && end < 9 && isDigit(text[end]) {
		end++
	}
	n, _ := strconv.Atoi(string(text[:end])) // 0 for none
	return n
}

// isHostName reports whether a text can be the name of a computer, with its
// domain or without.
func isHostName(s string) bool {
	if s == "" || len(s) > 255 {
		return false
	}
	letters := false
	for _, c := range []byte(s) {
		if !isLetter(c) && !isDigit(c) && c != '-' && c != '.' && c != '_' {
			return false
		}
		letters = letters || isLetter(c)
	}
	return letters && s[0] != '.' && s[0] != '-'
}

// shortName is a computer's name without its domain, in capitals: what two names
// of one computer have in common.
func shortName(s string) string {
	name, _, _ := strings.Cut(s, ".")
	return strings.ToUpper(name)
}
