package logs

import (
	"regexp"
	"slices"
	"strings"
)

// hostColumn is a column of a table that may name the computer of each row. Which
// one does is decided when the other logs are known: see textPlan.setComputer.
type hostColumn struct {
	column int
	names  []string // the values near the start, each once
	sure   bool     // the property is that of the computer, or the names have a domain
	likely bool     // the names look like nothing else
}

// computerHeaders are names of the column in exports of Windows and PowerShell, in
// lower case without blanks. Properties have one name in all languages.
var computerHeaders = []string{"machinename", "computer", "computername", "pscomputername", "hostname"}

// hostColumns are the free columns all of whose values can be names of computers.
// headers are the cells of the row that names the columns; nil without one.
func (t tableColumns) hostColumns(headers []string) []hostColumn {
	var found []hostColumn
	for _, i := range t.free() {
		cells := t.cells(i)
		if share(cells, isComputer) < 100 {
			continue
		}
		c := hostColumn{column: i}
		for _, cell := range cells {
			if !slices.ContainsFunc(c.names, func(s string) bool { return strings.EqualFold(s, cell) }) {
				c.names = append(c.names, cell)
			}
		}
		if i < len(headers) {
			header := strings.ToLower(strings.ReplaceAll(strings.TrimSpace(headers[i]), " ", ""))
			c.sure = slices.Contains(computerHeaders, header)
		}
		c.sure = c.sure || share(cells, hasDomain) == 100
		c.likely = share(cells, looksLikeComputer) == 100
		found = append(found, c)
	}
	return found
}

// setComputer decides on the column of the computer: one with names that other logs
// have, one that is sure, or one that alone looks like it. file is the node that the
// name of the file says: it wins over what only looks like a name.
func (p *textPlan) setComputer(known map[string]bool, file string) {
	isKnown := func(s string) bool { return known[shortName(s)] }
	for _, is := range []func(hostColumn) bool{
		func(c hostColumn) bool { return c.sure && slices.ContainsFunc(c.names, isKnown) },
		func(c hostColumn) bool { return slices.ContainsFunc(c.names, isKnown) },
		func(c hostColumn) bool { return c.sure },
		func(c hostColumn) bool { return c.likely && file == "" },
	} {
		var fits []hostColumn
		for _, c := range p.hosts {
			if is(c) {
				fits = append(fits, c)
			}
		}
		if len(fits) == 1 {
			p.columns.computer, p.computers = fits[0].column, fits[0].names
			return
		}
	}
}

var (
	sid       = regexp.MustCompile(`(?i)^S-1-\d+(?:-\d+)*$`)
	notAName  = regexp.MustCompile(`(?i)^(?:0x[0-9a-f]+|KB\d+|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f-]+|v?\d+(?:\.\d+)+)$`)
	fileNames = regexp.MustCompile(`(?i)\.(?:exe|dll|sys|log|txt|evtx?|xml|csv|msi|cpl|mui)$`)
	accounts  = regexp.MustCompile(`(?i)^(?:system|systeme|système|sistema|local[ -]?service|network[ -]?service|anonymous|n/a|none|null|true|false)$`)
)

// isComputer reports whether a value can be the name of a computer, by itself: not
// a SID, a number in hexadecimal, a GUID, a version, a file, an account of the
// system, a level or a source of events.
func isComputer(s string) bool {
	label, _, _ := strings.Cut(s, ".")
	return isHostName(s) && len(label) <= 63 && label != "" && !strings.HasSuffix(s, ".") && !strings.Contains(s, "..") &&
		!sid.MatchString(s) && !notAName.MatchString(s) && !fileNames.MatchString(s) && !accounts.MatchString(s) &&
		levelWord(s) == LevelUnknown && !isKnownProvider(s) && !isChannel(s)
}

// hasDomain reports whether a name of a computer has a domain, as that of a member of
// a cluster has: labels of letters, the last without digits.
func hasDomain(s string) bool {
	labels := strings.Split(s, ".")
	last := labels[len(labels)-1]
	return len(labels) > 2 || len(labels) == 2 && len(last) > 1 && !strings.ContainsFunc(last, func(r rune) bool { return !isLetter(byte(r)) })
}

// looksLikeComputer reports whether a name looks like nothing else: short as one of
// NetBIOS, with a digit, and without the mix of cases that words and names of programs
// have.
func looksLikeComputer(s string) bool {
	mixed := strings.ToLower(s) != s && strings.ToUpper(s) != s
	return isComputer(s) && (hasDomain(s) || len(s) <= 15 && isLetter(s[0]) && strings.ContainsAny(s, "0123456789") && !mixed)
}
