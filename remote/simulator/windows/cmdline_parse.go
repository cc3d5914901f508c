package windows

import (
	"errors"
	"strings"
)

// cmdNode is a parsed command line: either one command, or two lines joined by
// an operator.
type cmdNode struct {
	operator    string // "&", "||", "&&"; empty for a command
	left, right *cmdNode
	command     cmdCommand
}

// cmdCommand is one command with its redirections taken out.
type cmdCommand struct {
	text      string // as typed, leading blanks removed
	redirects []cmdRedirect
}

// cmdRedirect sends a stream somewhere: "2>&1", ">nul".
type cmdRedirect struct {
	stream int    // 0, 1 or 2
	target string // "&1", "nul" or a file's name
}

// cmdOperators are the operators, the loosest first, as cmd.exe binds them.
// All associate to the left.
var cmdOperators = [...]string{"&", "||", "&&"}

var errCmdSyntax = errors.New("the syntax of the command is incorrect")

// parseCommandLine reads a line as cmd.exe does. A nil node means an empty
// line. Pipes and parentheses are not understood: nothing that is simulated needs
// them.
func parseCommandLine(line string) (*cmdNode, error) {
	parts, err := splitOperators(line)
	if err != nil {
		return nil, err
	}
	if last := len(parts) - 1; last >= 2 && parts[last] == "" && parts[last-1] == "&" {
		parts = parts[:last-1] // a trailing & ends the line
	}
	if len(parts) == 1 && parts[0] == "" {
		return nil, nil
	}
	return joinParts(parts, 0)
}

// splitOperators gives commands and operators in turn.
func splitOperators(line string) ([]string, error) {
	var parts []string
	var current strings.Builder
	quoted := false
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case c == '"':
			quoted = !quoted
			current.WriteByte(c)
		case quoted:
			current.WriteByte(c)
		case c == '^' && i+1 < len(line):
			current.WriteByte(c)
			i++
			current.WriteByte(line[i])
		case c == '&' && strings.HasSuffix(current.String(), ">"):
			current.WriteByte(c) // part of 2>&1
		case c == '&', strings.HasPrefix(line[i:], "||"):
			operator := line[i : i+1]
			if strings.HasPrefix(line[i:], "&&") || c == '|' {
				operator = line[i : i+2]
			}
			parts = append(parts, strings.TrimLeft(current.String(), " \t"), operator)
			current.Reset()
			i += len(operator) - 1
		case strings.IndexByte("|()\r\n", c) >= 0:
			return nil, errCmdSyntax
		default:
			current.WriteByte(c)
		}
	}
	return append(parts, strings.TrimLeft(current.String(), " \t")), nil
}

// joinParts builds the tree of the operators from the level on.
func joinParts(parts []string, level int) (*cmdNode, error) {
	if level == len(cmdOperators) {
		if strings.TrimSpace(parts[0]) == "" {
			return nil, errCmdSyntax
		}
		command, err := parseRedirects(parts[0])
		return &cmdNode{command: command}, err
	}
	var tree *cmdNode
	begin := 0
	for i := 1; i <= len(parts); i += 2 {
		if i < len(parts) && parts[i] != cmdOperators[level] {
			continue
		}
		next, err := joinParts(parts[begin:i], level+1)
		if err != nil {
			return nil, err
		}
		if tree == nil {
			tree = next
		} else {
			tree = &cmdNode{operator: cmdOperators[level], left: tree, right: next}
		}
		begin = i + 1
	}
	return tree, nil
}

// parseRedirects takes redirections out of a command and resolves carets.
func parseRedirects(s string) (cmdCommand, error) {
	var command cmdCommand
	var text []byte
	quoted := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '"':
			quoted = !quoted
			text = append(text, c)
		case !quoted && c == '^' && i+1 < len(s):
			i++
			text = append(text, s[i])
		case !quoted && (c == '>' || c == '<'):
			r := cmdRedirect{}
			if c == '>' {
				r.stream = 1
			}
			if n := streamDigit(text); n >= 0 {
				r.stream, text = n, text[:len(text)-1]
			}
			target, length := redirectTarget(s[i+1:])
			if target == "" {
				return cmdCommand{}, errCmdSyntax
			}
			r.target = target
			command.redirects = append(command.redirects, r)
			i += length
		default:
			text = append(text, c)
		}
	}
	command.text = string(text)
	return command, nil
}

// streamDigit gives the stream that the end of a text names, or -1. A digit is
// a stream only as a word of its own.
func streamDigit(text []byte) int {
	n := len(text)
	if n == 0 || text[n-1] < '0' || text[n-1] > '2' || n > 1 && !isBlank(text[n-2]) {
		return -1
	}
	return int(text[n-1] - '0')
}

// redirectTarget reads what follows a > or <, and gives the length that it takes.
func redirectTarget(s string) (target string, length int) {
	rest := strings.TrimLeft(strings.TrimPrefix(s, ">"), " \t")
	if end := strings.IndexAny(rest, " \t<>"); end >= 0 {
		return rest[:end], len(s) - len(rest) + end
	}
	return rest, len(s)
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

// words splits a command into its arguments: blanks separate, quotes join and vanish.
func words(s string) []string {
	var result []string
	var word strings.Builder
	quoted, started := false, false
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"':
			quoted, started = !quoted, true
		case isBlank(c) && !quoted:
			if started {
				result = append(result, word.String())
			}
			word.Reset()
			started = false
		default:
			word.WriteByte(c)
			started = true
		}
	}
	if started {
		result = append(result, word.String())
	}
	return result
}
