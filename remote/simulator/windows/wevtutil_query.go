package windows

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// eventMatch reports whether an event is selected.
type eventMatch func(event) bool

// parseEventQuery reads a subset of XPath: *[...] around System[...] and
// EventData[...], which hold Provider[@Name='...'], EventID=n,
// EventRecordID < n, TimeCreated[timediff(@SystemTime) <= ms], Data[@Name='...']='...' and Binary='...',
// with and, or and parentheses. Empty or "*" selects every event.
func parseEventQuery(query string, now time.Time) (eventMatch, error) {
	query = strings.TrimSpace(query)
	if query == "" || query == "*" {
		return func(event) bool { return true }, nil
	}
	p := &eventQueryParser{rest: query, now: now}
	if !p.skip(`\*\[`) {
		return nil, fmt.Errorf("query %q is not *[...]", query)
	}
	match, err := p.either()
	if err != nil {
		return nil, err
	}
	if !p.skip(`\]\s*$`) {
		return nil, fmt.Errorf("query ends with %q", p.rest)
	}
	return match, nil
}

type eventQueryParser struct {
	rest  string
	now   time.Time
	depth int
}

// maxQueryDepth bounds the nesting.
const maxQueryDepth = 50

// either reads terms joined by "or".
func (p *eventQueryParser) either() (eventMatch, error) {
	return p.joined(`or\b`, p.both, func(a, b eventMatch) eventMatch {
		return func(e event) bool { return a(e) || b(e) }
	})
}

// both reads terms joined by "and".
func (p *eventQueryParser) both() (eventMatch, error) {
	return p.joined(`and\b`, p.term, func(a, b eventMatch) eventMatch {
		return func(e event) bool { return a(e) && b(e) }
	})
}

func (p *eventQueryParser) joined(operator string, next func() (eventMatch, error), join func(a, b eventMatch) eventMatch) (eventMatch, error) {
	left, err := next()
	for err == nil && p.skip(operator) {
		var right eventMatch
		if right, err = next(); err == nil {
			left = join(left, right)
		}
	}
	return left, err
}

func (p *eventQueryParser) term() (eventMatch, error) {
	switch {
	case p.skip(`\(`):
		return p.group(`\)`)
	case p.skip(`(System|EventData)\s*\[`):
		return p.group(`\]`)
	}
	if m := p.take(`Provider\s*\[\s*@Name\s*=\s*['"]([^'"]*)['"]\s*\]`); m != nil {
		return func(e event) bool { return strings.EqualFold(e.provider, m[1]) }, nil
	}
	if m := p.take(`EventID\s*=\s*(\d{1,9})`); m != nil {
		id, err := strconv.Atoi(m[1])
		return func(e event) bool { return e.id == id }, err
	}
	if m := p.take(`EventRecordID\s*<\s*(\d{1,18})`); m != nil {
		record, err := strconv.ParseInt(m[1], 10, 64)
		return func(e event) bool { return e.record < record }, err
	}
	if m := p.take(`TimeCreated\s*\[\s*timediff\(\s*@SystemTime\s*\)\s*<=\s*(\d{1,13})\s*\]`); m != nil {
		ms, err := strconv.ParseInt(m[1], 10, 64)
		return func(e event) bool { return p.now.Sub(e.created).Milliseconds() <= ms }, err
	}
	if m := p.take(`Data\s*\[\s*@Name\s*=\s*['"]([^'"]*)['"]\s*\]\s*=\s*['"]([^'"]*)['"]`); m != nil {
		return func(e event) bool { return strings.EqualFold(e.data[m[1]], m[2]) }, nil
	}
	if m := p.take(`Binary\s*=\s*['"]([0-9A-Fa-f]*)['"]`); m != nil {
		return func(e event) bool { return strings.EqualFold(e.binary, m[1]) }, nil
	}
	return nil, fmt.Errorf("query is not understood at %q", p.rest)
}

// group reads what precedes a closing mark.
func (p *eventQueryParser) group(closing string) (eventMatch, error) {
	if p.depth++; p.depth > maxQueryDepth {
		return nil, fmt.Errorf("query is nested too deeply")
	}
	match, err := p.either()
	if err == nil && !p.skip(closing) {
		err = fmt.Errorf("nothing closes a group before %q", p.rest)
	}
	p.depth--
	return match, err
}

// take reads a pattern at the beginning of the rest; nil when it is not there.
func (p *eventQueryParser) take(pattern string) []string {
	m := regexp.MustCompile(`^\s*` + pattern).FindStringSubmatch(p.rest)
	if m != nil {
		p.rest = p.rest[len(m[0]):]
	}
	return m
}

func (p *eventQueryParser) skip(pattern string) bool { return p.take(pattern) != nil }
