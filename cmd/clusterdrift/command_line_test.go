package main

import (
	"fmt"
	"strings"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
)

// parses reports whether the program takes a shell's command line: it knows the
// command and its flags, the number of arguments is right, and the values are of
// the right kind. Nothing is run.
func parses(line string) error {
	words, err := shellWords(line)
	if err != nil {
		return err
	}
	if len(words) == 0 || words[0] != "clusterdrift" {
		return fmt.Errorf("it does not begin with clusterdrift")
	}
	root := newRoot(term.Terminal{})
	root.InitDefaultCompletionCmd()
	c, rest, err := root.Find(words[1:])
	if err != nil {
		return err
	}
	if !c.Runnable() {
		return fmt.Errorf("%s does nothing by itself", c.CommandPath())
	}
	if err := c.ParseFlags(rest); err != nil {
		return err
	}
	return c.ValidateArgs(c.Flags().Args())
}

// shellWords splits a command line as a POSIX shell does, as far as quotes and
// continued lines go; it ends at a redirection, an operator or a comment.
func shellWords(line string) ([]string, error) {
	var words []string
	var word strings.Builder
	var quote rune
	inWord := false
	end := func() {
		if inWord {
			words = append(words, word.String())
		}
		word.Reset()
		inWord = false
	}
	for _, r := range strings.ReplaceAll(line, "\\\n", " ") {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '\'' || r == '"':
			quote, inWord = r, true
		case strings.ContainsRune(" \t\n", r):
			end()
		case strings.ContainsRune(">|;&", r) || r == '#' && !inWord:
			end()
			return words, nil
		default:
			word.WriteRune(r)
			inWord = true
		}
	}
	end()
	if quote != 0 {
		return nil, fmt.Errorf("a quote is not closed")
	}
	return words, nil
}
