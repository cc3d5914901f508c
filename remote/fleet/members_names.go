package fleet

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Longest names, in bytes, after RFC 1035 section 2.3.4.
const (
	maxName  = 253
	maxLabel = 63
)

// notComputer says why a name that a node gave us cannot be the name of a
// computer; empty when it can. It may be fully qualified. A resolver must have
// no other way to understand it than as that name: not as an address, not as a
// name written differently, not as the computer that we run on.
func notComputer(name string) string {
	name = strings.TrimSuffix(name, ".")
	if len(name) > maxName {
		return "it is longer than 253 bytes"
	}
	labels := strings.Split(name, ".")
	for _, label := range labels {
		if why := notLabel(label); why != "" {
			return why
		}
	}
	switch {
	case isLocal(labels):
		return "it stands for the computer that asks"
	case strings.HasSuffix(strings.ToLower(name), ".ipv6-literal.net"): // Windows never asks for these
		return "it stands for an address"
	}
	return ""
}

// notLabel says why a part of a name is not one. Computers of any language are
// called by letters, digits, - and _.
func notLabel(label string) string {
	foreign := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '_' || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
	}
	switch {
	case label == "":
		return "it is empty, or has an empty part"
	case len(label) > maxLabel:
		return "a part of it is longer than 63 bytes"
	case strings.ContainsFunc(label, foreign):
		return "it has a character that no computer's name has"
	case !norm.NFKC.IsNormalString(label), !strings.EqualFold(label, cases.Fold().String(label)): // IDNA does both
		return "it has a character that a resolver replaces by another"
	case strings.HasPrefix(label, "-"), strings.HasSuffix(label, "-"), strings.HasPrefix(label, "_"):
		return "a part of it begins or ends with - or begins with _"
	case strings.HasPrefix(strings.ToLower(label), "xn--"):
		return "it is another name in an encoded form" // RFC 5890 section 2.3.2.1
	case isNumber(label):
		return "it is a number, or has a part that is one"
	}
	return ""
}

// number is what resolvers and people take for a number in some base, without
// separators: decimal, octal, hexadecimal and binary. inet_aton reads "0x" as 0.
var number = regexp.MustCompile(`(?i)^([0-9]*|0x[0-9a-f]*|0o[0-7]*|0b[01]*)$`)

// isNumber reports whether a part of a name is a number in any base or script,
// - and _ between its digits left out. Hexadecimal digits alone are letters:
// CAFE and DB01 are names.
func isNumber(label string) bool {
	return number.MatchString(strings.Map(func(r rune) rune {
		if r == '-' || r == '_' {
			return -1
		}
		return asDigit(r)
	}, label))
}

// hanNumerals are the Chinese, Japanese and Korean letters for numbers, those of
// documents included, zero first.
const hanNumerals = "零一二三四五六七八九十百千万萬亿億兆廿卅壹弌贰貳弐叁參叄参肆伍陆陸柒漆捌玖拾佰陌仟阡"

// asDigit gives a digit of any script as one of ASCII, and other characters as
// they are. Of the letters for numbers only zero keeps its value.
func asDigit(r rune) rune {
	if i := strings.IndexRune(hanNumerals, r); i >= 0 {
		return '0' + rune(min(i, 1))
	}
	if r <= unicode.MaxASCII || !unicode.IsDigit(r) {
		return r
	}
	// Unicode has the ten digits of a script in a row, from zero on.
	for _, row := range unicode.Nd.R16 {
		if r >= rune(row.Lo) && r <= rune(row.Hi) {
			return '0' + (r-rune(row.Lo))%10
		}
	}
	for _, row := range unicode.Nd.R32 {
		if r >= rune(row.Lo) && r <= rune(row.Hi) {
			return '0' + (r-rune(row.Lo))%10
		}
	}
	return r
}

// isLocal reports whether a name stands for the computer that resolves it, or
// for all around it. Everything below localhost does (RFC 6761 section 6.3), and
// in many zones so does a localhost.
func isLocal(labels []string) bool {
	return slices.Contains(localNames(), strings.ToLower(labels[0])) || strings.EqualFold(labels[len(labels)-1], "localhost")
}

// localNames are those of the usual hosts files.
func localNames() []string {
	return []string{
		"localhost", "localhost4", "localhost6", "localdomain", "localdomain4", "localdomain6", "loopback", "broadcasthost",
		"ip6-localhost", "ip6-loopback", "ip6-localnet", "ip6-mcastprefix", "ip6-allnodes", "ip6-allrouters", "ip6-allhosts",
	}
}
