package windows

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/text/width"
)

// runNetsh is netsh.exe, of which only the global TCP settings can be shown
// and dumped. Its labels are in texts_<language>.go; its rows, and what a version
// spells or dumps in a way of its own, in server<version>.go.
func (m *Machine) runNetsh(args []string, out, _ io.Writer) int {
	command := strings.ToLower(strings.Join(args, " "))
	switch strings.Replace(command, "int tcp", "interface tcp", 1) {
	case "interface tcp show global":
		m.showTCP(out)
		return 0
	case "interface tcp dump":
		m.dumpTCP(out)
		return 0
	}
	fmt.Fprintf(out, m.texts.tcp.notACmd+crlf, strings.Join(args, " "))
	return 1
}

// showTCP prints the rows as a table. Only the labels are localised.
func (m *Machine) showTCP(out io.Writer) {
	t := m.texts.tcp
	version := m.node.OS.release().netsh
	fmt.Fprint(out, t.querying+crlf+crlf+t.title+crlf+strings.Repeat("-", 46)+crlf)
	for _, row := range m.node.TCP.Rows {
		label := t.label(row.Key, version)
		fmt.Fprint(out, label+strings.Repeat(" ", max(0, t.width-columns(label)))+": "+row.Value+crlf)
	}
	if m.node.TCP.HeuristicsNote {
		fmt.Fprint(out, strings.Join(t.note, crlf)+crlf)
	}
	fmt.Fprint(out, crlf+crlf)
}

// label gives a row's label in the language and in the spelling of the version.
func (t tcpTexts) label(key string, version netshTCP) string {
	label, ok := t.labels[key]
	switch {
	case !ok:
		return key
	case version.spell == nil:
		return label
	}
	return version.spell(label)
}

// columns counts the columns of a console that a text takes.
func columns(s string) int {
	n := 0
	for _, r := range s {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}

// dumpTCP prints the commands that would restore the settings: two until 2008
// R2, then a reset and one.
func (m *Machine) dumpTCP(out io.Writer) {
	rule := "# " + strings.Repeat("-", 34) + crlf
	fmt.Fprint(out, crlf+rule+"# "+m.texts.tcp.dumpTitle+crlf+rule+"pushd interface tcp"+crlf+crlf)
	settings := m.dumpedTCP()
	if m.node.OS.release().netsh.splitsDump {
		second := slices.IndexFunc(settings, func(s string) bool { return strings.HasPrefix(s, "congestionprovider=") })
		if second > 0 {
			fmt.Fprint(out, "set global "+strings.Join(settings[:second], " ")+crlf)
			settings = settings[second:]
		}
	} else {
		fmt.Fprint(out, "reset"+crlf+crlf)
	}
	fmt.Fprint(out, "set global "+strings.Join(settings, " ")+crlf+crlf+crlf)
	fmt.Fprint(out, "popd"+crlf+"# "+m.texts.tcp.dumpTitle+crlf+crlf+crlf)
}

// dumpedTCP gives the settings as "chimney=disabled".
func (m *Machine) dumpedTCP() []string {
	var settings []string
	for _, row := range m.node.TCP.Rows {
		value, ok := m.node.TCP.Dumped[row.Key]
		if !ok {
			value = row.Value
		}
		settings = append(settings, row.Key+"="+value)
	}
	return settings
}
