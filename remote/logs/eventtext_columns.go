package logs

import (
	"context"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// columns are the places of what a table holds; -1 for what it does not.
type columns struct {
	when, day, clock, level, provider, computer, channel, id, record, message int
}

// table hands over the rows of a table. A row without a date continues the message
// of the one before.
func (t *textScan) table(ctx context.Context, r io.Reader) error {
	rows := tableOf(r, t.plan.sep, t.limits)
	var held textEvent
	holds := false
	for {
		one, err := rows.next()
		if err != nil {
			if holds {
				if stop := t.each(held); stop != nil {
					return stop
				}
			}
			return orEnd(err)
		}
		if t.lines++; t.lines%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		e, ok := t.plan.columns.event(one.fields)
		if !ok {
			t.continued(&held, holds, one.raw)
			continue
		}
		if holds {
			if err := t.each(held); err != nil {
				return err
			}
		}
		e.line, e.raw = one.line, one.raw
		held, holds = e, true
	}
}

// orEnd is nil for the end of a text.
func orEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// continued adds a line to the message of the event before, if there is room.
func (t *textScan) continued(held *textEvent, holds bool, line string) {
	switch {
	case strings.TrimSpace(line) == "":
	case !holds:
		t.odd++
	case len(held.raw)+len(line) >= t.limits.Line:
		held.cut = true
	default:
		held.raw += "\n" + line
		held.message += "\n" + line
	}
}

// event is the event of a row, if the row has a date and a number of an event.
func (c columns) event(fields []string) (textEvent, bool) {
	at := func(i int) string {
		if i < 0 || i >= len(fields) {
			return ""
		}
		return strings.TrimSpace(fields[i])
	}
	e := textEvent{
		when: at(c.when), level: at(c.level), provider: at(c.provider), computer: at(c.computer),
		channel: at(c.channel), message: at(c.message),
	}
	if c.when < 0 {
		e.when = at(c.day) + " " + at(c.clock)
	}
	id, err := strconv.Atoi(at(c.id))
	w, ok := parseWritten(e.when)
	if err != nil || id < 0 || id > 0xffff || !ok || !w.hasTime {
		return e, false
	}
	e.id = id
	e.record, _ = strconv.ParseInt(at(c.record), 10, 64) // 0 for none
	return e, true
}

// planTable finds the columns of a table by its first rows.
func planTable(head string, whole bool) (*textPlan, bool) {
	best, rows := &textPlan{form: tabular}, 0
	for _, sep := range []byte{'\t', ';', ','} {
		table := tableOf(strings.NewReader(head), sep, Limits{Line: 64 << 10})
		var some [][]string
		for len(some) < 400 {
			one, err := table.next()
			if err != nil {
				break
			}
			some = append(some, one.fields)
		}
		if !whole && len(some) > 1 {
			some = some[:len(some)-1] // cut off
		}
		if c, hosts, n := findColumns(some); n > rows {
			best.sep, best.columns, best.hosts, rows = sep, c, hosts, n
		}
	}
	return best, rows > 0
}

// findColumns finds the columns of rows, and how many of the rows are events.
func findColumns(rows [][]string) (columns, []hostColumn, int) {
	c := columns{-1, -1, -1, -1, -1, -1, -1, -1, -1, -1}
	headers := headersOf(rows)
	rows = slices.DeleteFunc(slices.Clone(rows), func(r []string) bool { return len(r) < 3 || !slices.ContainsFunc(r, isDate) })
	if len(rows) == 0 {
		return c, nil, 0
	}
	t := tableColumns{rows: rows, used: map[int]bool{}}
	if c.when = t.take(func(s string) bool { w, ok := parseWritten(s); return ok && w.hasTime }); c.when < 0 {
		c.day = t.take(isDate)
		c.clock = t.take(isClock)
		if c.day < 0 || c.clock < 0 {
			return c, nil, 0
		}
	}
	if c.id = t.eventID(); c.id < 0 {
		return c, nil, 0
	}
	c.record = t.recordID()
	c.level = t.take(func(s string) bool { return levelWord(s) != LevelUnknown })
	c.channel = t.take(isChannel)
	if c.provider = t.take(isKnownProvider); c.provider < 0 {
		c.provider = t.neighbour(c.id)
	}
	hosts := t.hostColumns(headers)
	c.message = t.longest(hosts)
	n := 0
	for _, r := range rows {
		if _, ok := c.event(r); ok {
			n++
		}
	}
	return c, hosts, n
}

// headersOf is the last row before the first with a date: it names the columns, if
// any row does.
func headersOf(rows [][]string) []string {
	first := slices.IndexFunc(rows, func(r []string) bool { return slices.ContainsFunc(r, isDate) })
	if first < 1 {
		return nil
	}
	return rows[first-1]
}

func isDate(s string) bool { _, ok := parseWritten(s); return ok }

func isClock(s string) bool {
	w, ok := parseWritten("2000-01-01 " + s)
	return ok && w.hasTime && strings.Contains(s, ":")
}

func isChannel(s string) bool {
	return s == "System" || s == "Application" || s == "Security" || strings.HasPrefix(s, "Microsoft-Windows-") && strings.Contains(s, "/")
}

func isKnownProvider(s string) bool {
	switch s = strings.TrimSpace(s); s {
	case serviceControlManager, "EventLog", "User32", "USER32", "MsiInstaller", "Tcpip":
		return true
	}
	return strings.HasPrefix(s, "Microsoft-Windows-")
}

// tableColumns are rows whose columns are looked for by what they hold. Each is
// taken once.
type tableColumns struct {
	rows [][]string
	used map[int]bool
}

// cells are the values of a column, without empty ones.
func (t tableColumns) cells(column int) []string {
	var cells []string
	for _, r := range t.rows {
		if column >= 0 && column < len(r) && strings.TrimSpace(r[column]) != "" {
			cells = append(cells, strings.TrimSpace(r[column]))
		}
	}
	return cells
}

// free are the columns that most rows have, and nothing has taken.
func (t tableColumns) free() []int {
	var free []int
	for i := range mostColumns {
		if !t.used[i] && len(t.cells(i))*2 > len(t.rows) {
			free = append(free, i)
		}
	}
	return free
}

// share is the part of cells for which is holds, in percent.
func share(cells []string, is func(string) bool) int {
	if len(cells) == 0 {
		return 0
	}
	n := 0
	for _, c := range cells {
		if is(c) {
			n++
		}
	}
	return n * 100 / len(cells)
}

// take is the first column of whose values four in five are such; -1 for none.
func (t tableColumns) take(is func(string) bool) int {
	for _, i := range t.free() {
		if share(t.cells(i), is) >= 80 {
			t.used[i] = true
			return i
		}
	}
	return -1
}

func isInteger(s string) bool { n, err := strconv.ParseInt(s, 10, 64); return err == nil && n >= 0 }

// eventID is the column of integers that has the most numbers of known events;
// when it has none, the first that is neither a level nor counts on.
func (t tableColumns) eventID() int {
	best, most := -1, 0
	for _, i := range t.free() {
		cells := t.cells(i)
		if share(cells, isInteger) < 90 {
			continue
		}
		known := 1 + share(cells, isKnownID)
		large := slices.ContainsFunc(cells, func(s string) bool { n, _ := strconv.Atoi(s); return n > 5 })
		small := share(cells, func(s string) bool { n, _ := strconv.Atoi(s); return n <= 0xffff }) == 100
		if large && small && !countsOn(cells) && known > most {
			best, most = i, known
		}
	}
	if best < 0 { // of a few rows, the number of the event may rise too
		for _, i := range t.free() {
			if cells := t.cells(i); share(cells, isInteger) == 100 && share(cells, isKnownID) > most {
				best, most = i, share(cells, isKnownID)
			}
		}
	}
	t.used[best] = true
	return best
}

// countsOn reports whether integers rise from row to row, or fall.
func countsOn(cells []string) bool {
	if len(cells) < 3 {
		return false
	}
	up, down := 0, 0
	for i := 1; i < len(cells); i++ {
		a, _ := strconv.ParseInt(cells[i-1], 10, 64)
		b, _ := strconv.ParseInt(cells[i], 10, 64)
		switch {
		case b > a:
			up++
		case b < a:
			down++
		default:
			return false
		}
	}
	return up == 0 || down == 0
}

// recordID is a column of integers that count on; -1 for none.
func (t tableColumns) recordID() int {
	for _, i := range t.free() {
		if cells := t.cells(i); share(cells, isInteger) == 100 && countsOn(cells) {
			t.used[i] = true
			return i
		}
	}
	return -1
}

// neighbour is the column before another, or else the one behind it, when it has
// words; -1 without any.
func (t tableColumns) neighbour(column int) int {
	for _, i := range []int{column - 1, column + 1} {
		if cells := t.cells(i); i >= 0 && !t.used[i] && len(cells) > 0 && share(cells, isInteger) == 0 {
			t.used[i] = true
			return i
		}
	}
	return -1
}

// longest is the column with the longest texts; a column of computers is not the message.
func (t tableColumns) longest(hosts []hostColumn) int {
	found, most := -1, 0
	for _, i := range t.free() {
		if slices.ContainsFunc(hosts, func(h hostColumn) bool { return h.column == i && (h.sure || h.likely) }) {
			continue
		}
		total := 0
		for _, c := range t.cells(i) {
			total += len(c)
		}
		if total > most {
			found, most = i, total
		}
	}
	return found
}

// moreIDs are numbers of events that matter for clusters and have no message of
// ours: profiles, the firewall, adapters, installations.
var moreIDs = []int{10000, 10001, 10002, 4001, 4002, 4003, 4004, 2003, 2004, 2010, 4343, 20001, 20002, 7045, 1033, 1040, 12, 13, 27, 32}

// knownIDs are the numbers of events that matter for clusters.
var knownIDs = sync.OnceValue(func() map[string]bool {
	known := map[string]bool{}
	for _, m := range messages() {
		known[strconv.Itoa(m.id)] = true
	}
	for _, id := range moreIDs {
		known[strconv.Itoa(id)] = true
	}
	return known
})

func isKnownID(s string) bool { return knownIDs()[s] }
