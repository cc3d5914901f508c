package windows

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// versionText names Windows and its version, in every language alike.
const versionText = "Microsoft Windows [Version %s]"

// Run answers one command line as cmd.exe would; out is stdout with whatever
// was redirected into it.
func (m *Machine) Run(line string) (stdout, stderr []byte, exit int) {
	var out, errOut bytes.Buffer
	exit = m.runLine(line, &out, &errOut)
	return out.Bytes(), errOut.Bytes(), exit
}

func (m *Machine) runLine(line string, out, errOut io.Writer) int {
	tree, err := parseCommandLine(line)
	if err != nil {
		fmt.Fprint(errOut, m.texts.cmd.syntax+crlf)
		return 1
	}
	if tree == nil {
		return 0
	}
	return m.runTree(tree, out, errOut)
}

// runTree runs the commands of a tree and gives the exit code of the last that ran.
func (m *Machine) runTree(t *cmdNode, out, errOut io.Writer) int {
	if t.operator == "" {
		return m.runCommand(t.command, out, errOut)
	}
	exit := m.runTree(t.left, out, errOut)
	if t.operator == "&&" && exit != 0 || t.operator == "||" && exit == 0 {
		return exit
	}
	return m.runTree(t.right, out, errOut)
}

// runCommand redirects the streams, from left to right, and runs one command.
// Redirection into a file is refused: a simulated node has no files to write.
func (m *Machine) runCommand(c cmdCommand, out, errOut io.Writer) int {
	streams := [...]io.Writer{io.Discard, out, errOut}
	for _, r := range c.redirects {
		switch {
		case r.target == "&1" || r.target == "&2":
			streams[r.stream] = streams[r.target[1]-'0']
		case strings.EqualFold(r.target, "nul"):
			streams[r.stream] = io.Discard
		default:
			fmt.Fprint(errOut, m.texts.cmd.denied+crlf)
			return 1
		}
	}
	return m.runProgram(c.text, streams[1], streams[2])
}

// runProgram runs an internal command or one of the simulated programs.
func (m *Machine) runProgram(text string, out, errOut io.Writer) int {
	name, rest := text, ""
	if i := strings.IndexAny(text, " \t"); i >= 0 {
		name, rest = text[:i], text[i+1:]
	}
	switch strings.TrimSuffix(strings.ToLower(strings.Trim(name, `"`)), ".exe") {
	case "cmd":
		return m.runNested(rest, out, errOut)
	case "echo":
		fmt.Fprint(out, rest+crlf) // a blank before the next operator is part of the text
		return 0
	case "hostname":
		fmt.Fprint(out, m.node.hostName()+crlf)
		return 0
	case "ipconfig":
		return m.runIPConfig(out)
	case "ver":
		fmt.Fprintf(out, crlf+versionText+crlf, m.node.OS.fullVersion())
		return 0
	case "reg":
		return m.runReg(words(rest), out, errOut)
	case "netsh":
		return m.runNetsh(words(rest), out, errOut)
	case "wevtutil":
		return m.runWevtutil(words(rest), out, errOut)
	}
	// The shell sets 9009 for an unknown program, but a process that ends with
	// it, as this does, exits with 1.
	fmt.Fprintf(errOut, m.texts.cmd.unknown+crlf, name)
	return 1
}

// runNested is "cmd /c LINE"; other switches before /c are passed over, and a
// pair of quotes around the whole line is taken off.
func (m *Machine) runNested(rest string, out, errOut io.Writer) int {
	rest = strings.TrimLeft(rest, " \t")
	for strings.HasPrefix(rest, "/") {
		option, after, _ := strings.Cut(rest, " ")
		rest = strings.TrimLeft(after, " \t")
		if strings.EqualFold(option, "/c") {
			line := rest
			if trimmed := strings.TrimRight(line, " \t"); len(trimmed) > 1 && trimmed[0] == '"' && trimmed[len(trimmed)-1] == '"' {
				line = trimmed[1 : len(trimmed)-1]
			}
			return m.runLine(line, out, errOut)
		}
	}
	fmt.Fprintf(out, versionText+crlf, m.node.OS.fullVersion())
	return 0 // an interactive shell that finds its input at the end
}

// runIPConfig lists the adapters that have an address.
func (m *Machine) runIPConfig(out io.Writer) int {
	fmt.Fprint(out, crlf+"Windows IP Configuration"+crlf)
	for _, a := range m.node.adapters() {
		if !a.ip {
			continue
		}
		fmt.Fprintf(out, crlf+"Ethernet adapter %s:"+crlf+crlf+
			"   Connection-specific DNS Suffix  . : %s"+crlf+
			"   IPv4 Address. . . . . . . . . . . : %s"+crlf+
			"   Subnet Mask . . . . . . . . . . . : %s"+crlf,
			a.Name, m.node.OS.Domain, a.address, a.mask)
	}
	return 0
}
