package windows

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"strings"
)

// versionText names Windows and its version, in every language alike.
const versionText = "Microsoft Windows [Version %s]"

// Run answers one command line as cmd.exe would, with variables of its environment
// as "NAME=value" next to those of the node; out is stdout with whatever was
// redirected into it.
func (m *Machine) Run(line string, environment ...string) (stdout, stderr []byte, exit int) {
	var out, errOut bytes.Buffer
	exit = newPrompt(m, environment).runLine(line, &out, &errOut)
	return out.Bytes(), errOut.Bytes(), exit
}

func (p *prompt) runLine(line string, out, errOut io.Writer) int {
	tree, err := parseCommandLine(p.expand(line))
	if err != nil {
		fmt.Fprint(errOut, p.m.texts.cmd.syntax+crlf)
		return 1
	}
	if tree == nil {
		return 0
	}
	return p.runTree(tree, out, errOut)
}

// runTree runs the commands of a tree and gives the exit code of the last that ran.
func (p *prompt) runTree(t *cmdNode, out, errOut io.Writer) int {
	if t.operator == "" {
		return p.runCommand(t.command, out, errOut)
	}
	exit := p.runTree(t.left, out, errOut)
	if p.left || t.operator == "&&" && exit != 0 || t.operator == "||" && exit == 0 {
		return exit
	}
	return p.runTree(t.right, out, errOut)
}

// runCommand redirects the streams, from left to right, and runs one command.
// Redirection into a file is refused: a simulated node has no files to write.
func (p *prompt) runCommand(c cmdCommand, out, errOut io.Writer) int {
	streams := [...]io.Writer{io.Discard, out, errOut}
	for _, r := range c.redirects {
		switch {
		case r.target == "&1" || r.target == "&2":
			streams[r.stream] = streams[r.target[1]-'0']
		case strings.EqualFold(r.target, "nul"):
			streams[r.stream] = io.Discard
		default:
			fmt.Fprint(errOut, p.m.texts.cmd.denied+crlf)
			return 1
		}
	}
	return p.runProgram(c.text, streams[1], streams[2])
}

// runProgram runs an internal command or one of the simulated programs.
func (p *prompt) runProgram(text string, out, errOut io.Writer) int {
	name, rest := text, ""
	if i := strings.IndexAny(text, " \t"); i >= 0 {
		name, rest = text[:i], text[i+1:]
	}
	switch strings.TrimSuffix(strings.ToLower(strings.Trim(name, `"`)), ".exe") {
	case "cmd":
		return p.runNested(rest, out, errOut)
	case "echo":
		fmt.Fprint(out, rest+crlf) // a blank before the next operator is part of the text
		return 0
	case "exit":
		return p.exit(rest)
	case "set":
		return p.set(rest, out, errOut)
	case "hostname":
		fmt.Fprint(out, p.m.node.hostName()+crlf)
		return 0
	case "ipconfig":
		return p.m.runIPConfig(out)
	case "ver":
		fmt.Fprintf(out, crlf+versionText+crlf, p.m.node.OS.fullVersion())
		return 0
	case "reg":
		return p.m.runReg(words(rest), out, errOut)
	case "netsh":
		return p.m.runNetsh(words(rest), out, errOut)
	case "wevtutil":
		return p.m.runWevtutil(words(rest), out, errOut)
	}
	// The shell sets 9009 for an unknown program, but a process that ends with
	// it, as this does, exits with 1.
	fmt.Fprintf(errOut, p.m.texts.cmd.unknown+crlf, name)
	return 1
}

// runNested is "cmd /c LINE"; other switches before /c are passed over, and a
// pair of quotes around the whole line is taken off.
func (p *prompt) runNested(rest string, out, errOut io.Writer) int {
	rest = strings.TrimLeft(rest, " \t")
	for strings.HasPrefix(rest, "/") {
		option, after, _ := strings.Cut(rest, " ")
		rest = strings.TrimLeft(after, " \t")
		if strings.EqualFold(option, "/c") {
			line := rest
			if trimmed := strings.TrimRight(line, " \t"); len(trimmed) > 1 && trimmed[0] == '"' && trimmed[len(trimmed)-1] == '"' {
				line = trimmed[1 : len(trimmed)-1]
			}
			nested := prompt{m: p.m, environment: maps.Clone(p.environment)}
			return nested.runLine(line, out, errOut)
		}
	}
	fmt.Fprintf(out, versionText+crlf, p.m.node.OS.fullVersion())
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
