package strict

import (
	"unicode"
)

// Pattern is a text in which * stands for any characters and, where it is made so, ?
// for one. Case does not matter, as in a regular expression with (?i).
type Pattern struct {
	runes []rune // folded; anyRunes and anyRune stand for what is not literal
	least int    // how many characters it needs
	plain bool   // nothing but literal characters
}

const (
	anyRunes rune = -1
	anyRune  rune = -2
)

// NewPattern reads a pattern; question says whether ? is more than a question mark.
func NewPattern(text string, question bool) Pattern {
	p := Pattern{plain: true}
	for _, r := range text {
		switch {
		case r == '*':
			p.plain = false
			if n := len(p.runes); n == 0 || p.runes[n-1] != anyRunes {
				p.runes = append(p.runes, anyRunes)
			}
			continue
		case r == '?' && question:
			p.plain = false
			p.runes = append(p.runes, anyRune)
		default:
			p.runes = append(p.runes, foldRune(r))
		}
		p.least++
	}
	return p
}

// Plain is the folded text of a pattern that stands for one name alone.
func (p Pattern) Plain() (name string, ok bool) {
	if !p.plain {
		return "", false
	}
	return string(p.runes), true
}

// Folded is a text as patterns compare it: of letters that differ in case alone, each
// is the same. It is made once for all patterns.
type Folded []rune

// Fold makes texts that differ in case alone the same.
func Fold(text string) Folded {
	folded := make(Folded, 0, len(text))
	for _, r := range text {
		folded = append(folded, foldRune(r))
	}
	return folded
}

// foldRune is the least of the letters that differ in case alone.
func foldRune(r rune) rune {
	least := r
	for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
		least = min(least, other)
	}
	return least
}

// Matches reports whether the pattern stands for a text. The time grows with the
// length of the text alone, unless it repeats what is between two stars.
func (p Pattern) Matches(text Folded) bool {
	if len(text) < p.least {
		return false
	}
	at, next, star, mark := 0, 0, -1, 0
	for at < len(text) {
		switch {
		case next < len(p.runes) && p.runes[next] == anyRunes:
			star, mark = next, at
			next++
		case next < len(p.runes) && (p.runes[next] == anyRune || p.runes[next] == text[at]):
			at++
			next++
		case star >= 0:
			mark++
			at, next = mark, star+1
		default:
			return false
		}
	}
	for next < len(p.runes) && p.runes[next] == anyRunes {
		next++
	}
	return next == len(p.runes)
}
