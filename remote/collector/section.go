package collector

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// kindNotCredible is the Problem kind of an answer that came but cannot be evidence.
const kindNotCredible = "not-credible"

func (c *collection) section(source string, state facts.State) facts.Section {
	return facts.Section{State: state, Source: source, At: c.now().UTC()}
}

func (c *collection) failed(source string, p *facts.Problem) facts.Section {
	s := c.section(source, facts.Failed)
	s.Problem = p
	return s
}

func notCredible(format string, args ...any) *facts.Problem {
	return &facts.Problem{Kind: kindNotCredible, Message: fmt.Sprintf(format, args...)}
}

// echoed is the error of an answer that holds the password.
func echoed() *remote.Error {
	return &remote.Error{Kind: kindNotCredible, Text: "the answer holds the password, which is masked, so it proves nothing",
		Hint: "Change the password, and find out why the node stores or repeats it."}
}

// quote makes a node's text fit for a message: one line, not long, no control characters.
func quote(text string) string {
	const most = 120
	line, _, _ := strings.Cut(strings.TrimSpace(strings.ToValidUTF8(text, "\uFFFD")), "\n")
	line = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, line)
	if r := []rune(line); len(r) > most {
		line = string(r[:most]) + "..."
	}
	return `"` + line + `"`
}

func malformed(err error) *facts.Problem {
	return &facts.Problem{Kind: string(remote.Malformed), Message: err.Error()}
}

// commandSource names commands as the source of a section.
func commandSource(commands []remote.Command) string {
	texts := make([]string, len(commands))
	for i, c := range commands {
		texts[i] = string(c)
	}
	return strings.Join(texts, "; ")
}
