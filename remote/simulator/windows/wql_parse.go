package windows

import (
	"errors"
	"fmt"
	"strings"
)

// wqlQuery is SELECT columns FROM class WHERE condition.
type wqlQuery struct {
	star    bool
	columns []string
	class   string
	where   *wqlCondition // nil: every instance
}

// wqlCondition is a comparison, or two conditions joined by AND or OR.
type wqlCondition struct {
	operator    string // "AND", "OR", "=", "<>"
	left, right *wqlCondition
	column      string
	literal     wqlLiteral
}

// wqlLiteral is a text, a number or TRUE or FALSE, the last two in lower case.
type wqlLiteral struct {
	text string
	kind byte // one of the token kinds: 's', 'n' or 'w'
}

// parseWQL reads the subset of WQL that is simulated: no LIKE, no order
// relations, no NULL, no associations, no events.
func parseWQL(s string) (*wqlQuery, error) {
	tokens, err := wqlTokens(s)
	if err != nil {
		return nil, err
	}
	p := &wqlParser{tokens: tokens}
	q, err := p.query()
	if err == nil && p.peek().kind != 0 {
		err = fmt.Errorf("unexpected %q", p.peek().text)
	}
	return q, err
}

type wqlParser struct {
	tokens []wqlToken // ends with a token of kind 0
	depth  int
}

func (p *wqlParser) peek() wqlToken { return p.tokens[0] }

func (p *wqlParser) next() wqlToken {
	t := p.tokens[0]
	if t.kind != 0 {
		p.tokens = p.tokens[1:]
	}
	return t
}

// keyword takes a word if it is the expected one.
func (p *wqlParser) keyword(word string) bool {
	t := p.peek()
	if t.kind != 'w' || !strings.EqualFold(t.text, word) {
		return false
	}
	p.next()
	return true
}

// symbol takes an operator or a punctuation mark.
func (p *wqlParser) symbol(text string) bool {
	t := p.peek()
	if t.kind != 'p' || t.text != text {
		return false
	}
	p.next()
	return true
}

func (p *wqlParser) query() (*wqlQuery, error) {
	if !p.keyword("SELECT") {
		return nil, errors.New("no SELECT")
	}
	q := &wqlQuery{}
	if p.symbol("*") {
		q.star = true
	} else if err := p.columns(q); err != nil {
		return nil, err
	}
	if !p.keyword("FROM") || p.peek().kind != 'w' {
		return nil, errors.New("no FROM with a class")
	}
	q.class = p.next().text
	if !p.keyword("WHERE") {
		return q, nil
	}
	var err error
	q.where, err = p.either()
	return q, err
}

func (p *wqlParser) columns(q *wqlQuery) error {
	for {
		t := p.next()
		if t.kind != 'w' {
			return fmt.Errorf("%q is not a column", t.text)
		}
		q.columns = append(q.columns, t.text)
		if !p.symbol(",") {
			return nil
		}
	}
}

// either reads conditions joined by OR, and both those joined by AND.
func (p *wqlParser) either() (*wqlCondition, error) { return p.joined("OR", p.both) }
func (p *wqlParser) both() (*wqlCondition, error)   { return p.joined("AND", p.term) }

func (p *wqlParser) joined(operator string, next func() (*wqlCondition, error)) (*wqlCondition, error) {
	left, err := next()
	for err == nil && p.keyword(operator) {
		var right *wqlCondition
		right, err = next()
		left = &wqlCondition{operator: operator, left: left, right: right}
	}
	return left, err
}

func (p *wqlParser) term() (*wqlCondition, error) {
	if p.symbol("(") {
		if p.depth++; p.depth > maxQueryDepth {
			return nil, errors.New("nested too deeply")
		}
		c, err := p.either()
		if err == nil && !p.symbol(")") {
			err = errors.New("no closing parenthesis")
		}
		p.depth--
		return c, err
	}
	return p.comparison()
}

// comparison reads COLUMN = literal or COLUMN <> literal.
func (p *wqlParser) comparison() (*wqlCondition, error) {
	column := p.next()
	if column.kind != 'w' {
		return nil, fmt.Errorf("%q is not a column", column.text)
	}
	c := &wqlCondition{column: column.text}
	switch {
	case p.symbol("="):
		c.operator = "="
	case p.symbol("<>"), p.symbol("!="):
		c.operator = "<>"
	default:
		return nil, fmt.Errorf("%q is not an operator", p.peek().text)
	}
	t := p.next()
	c.literal = wqlLiteral{text: t.text, kind: t.kind}
	switch t.kind {
	case 's', 'n':
		return c, nil
	case 'w':
		c.literal.text = strings.ToLower(t.text)
		if c.literal.text == "true" || c.literal.text == "false" {
			return c, nil
		}
	}
	return nil, fmt.Errorf("%q is not a value", t.text)
}
