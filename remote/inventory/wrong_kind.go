package inventory

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/remote/setting"
)

// A file that is not an inventory at all is named as what it is, in one problem: taken word
// by word it would make many, or its words would be taken for hosts. Nothing of it is
// repeated, because it may be a secret.

// notInventory is the problem of a file that is not an inventory; nil when nothing
// shows that it is not.
func notInventory(path string, data []byte) *strict.Error {
	problem := func(is, hint string) *strict.Error {
		return &strict.Error{Position: strict.Position{File: path, Line: 1, Column: 1}, Message: "this is " + is + ", not an inventory", Hint: hint}
	}
	for _, k := range markedKinds() {
		if bytes.HasPrefix(data, []byte(k.mark)) {
			return problem(k.is, k.hint)
		}
	}
	lines := plainLines(data)
	switch {
	case bytes.HasPrefix(bytes.TrimSpace(data), []byte("<")):
		return problem("XML or HTML", "")
	case bytes.ContainsFunc(data, isBinary):
		return problem("binary data", "")
	case strings.EqualFold(filepath.Ext(path), ".csv") || len(lines) > 1 && !slices.ContainsFunc(lines, isNoRow):
		return problem("a table", "write the names of the nodes alone, one in a line")
	case len(lines) == 1 && isLoneWord(path, lines[0]):
		return problem("a single word, which may be a password", "name a single node on the command line, or write its cluster above it: [NAME]")
	}
	return nil
}

// markedKind is a kind of file that begins with a mark.
type markedKind struct{ mark, is, hint string }

func markedKinds() []markedKind {
	return []markedKind{
		{"-----BEGIN ", "a certificate or a key (PEM)", ""},
		{"PK\x03\x04", "a ZIP archive", ""},
		{"\x1f\x8b", "a compressed file", ""},
		{"ElfFile\x00", "a Windows event log", ""},
		{"\x05\x02", "a Kerberos keytab", "name it by " + setting.Keytab.String()},
		{"\x05\x03", "a Kerberos credential cache", "give it as the credential cache"},
		{"\x05\x04", "a Kerberos credential cache", "give it as the credential cache"},
		{"\xff\xfe", "text in UTF-16", "save the file as UTF-8"},
		{"\xfe\xff", "text in UTF-16", "save the file as UTF-8"},
	}
}

// isBinary reports whether a character is in no text.
func isBinary(r rune) bool { return r < ' ' && !strings.ContainsRune("\t\n\v\f\r\x1b", r) }

// plainLines are the lines that say something, without blanks around them.
func plainLines(data []byte) []string {
	var all []string
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if line != "" && line[0] != '#' && line[0] != ';' {
			all = append(all, line)
		}
	}
	return all
}

// isNoRow reports whether a line is none of a table whose columns are parted by commas,
// semicolons or tabs. In YAML and JSON a line may end with a comma.
func isNoRow(line string) bool {
	return !strings.ContainsAny(strings.TrimRight(line, ","), ",;\t") || strings.ContainsAny(line, "[]{}:=")
}

// isLoneWord reports whether the only line of a file may be a password as well as a
// host. A range, a name with its domain, or a file that is called a list of hosts is not.
func isLoneWord(path, line string) bool {
	name := strings.ToLower(filepath.Base(path))
	called := strings.Contains(name, "host") || strings.Contains(name, "inventor") || slices.Contains([]string{".ini", ".cfg"}, filepath.Ext(name))
	return !called && !strings.ContainsAny(line, " \t[]{}:") && (strings.Count(line, ".") < 2 || !isHost(line))
}

// ofAnotherFormat is the problem of a file that is written in another format of the
// program; nil when its keys do not say so.
func ofAnotherFormat(d *strict.Document) *strict.Error {
	is := ""
	has := func(keys ...string) bool {
		return !slices.ContainsFunc(keys, func(key string) bool { return strict.Get(d.Root, key) == nil })
	}
	switch {
	case has("exit", "counts"):
		is = "a report of clusterdrift"
	case has("clusters"):
		return nil
	case has("waivers"):
		is = "a file of waivers"
	case has("flags"), has("commands"):
		is = "a configuration of clusterdrift"
	case has("name", "os"), has("name", "traffic"):
		is = "the facts of a node, which clusterdrift check judges"
	case has("schema", "tool", "nodes"):
		is = "the manifest of facts, whose folder clusterdrift check judges"
	case has("tool", "started", "node"), strings.HasSuffix(d.File, ".trace.jsonl"):
		is = "the trace of a node"
	case has("applies_to"), has("extends"), has("title", "reviewed"):
		is = "a baseline, which judges nodes"
	default:
		return nil
	}
	return &strict.Error{Position: strict.Position{File: d.File, Line: 1, Column: 1}, Message: "this is " + is + ", not an inventory"}
}
