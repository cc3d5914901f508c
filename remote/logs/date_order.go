package logs

import "time"

// orderFinder finds the order of day and month from the dates of a file: one with a
// day after the 12th shows it; else the record ids do, or the rows, as time must
// rise or fall with them throughout.
type orderFinder struct {
	dayFirst, monthFirst bool // a date shows it
	open                 bool // a date has two meanings
	short                bool // a date has two digits for the year
	example              string
	dates, zoned         int // dates, and how many of them have an offset from UTC
	dmy, mdy             trend
}

// trend is whether times go one way.
type trend struct {
	before     time.Time
	id         int64
	began      bool
	up, down   int // time rises with the rows, or falls
	with, anti int // time rises with the record ids, or falls
}

func (t *trend) add(at time.Time, id int64) {
	if t.began && !at.Equal(t.before) {
		rises := at.After(t.before)
		if rises {
			t.up++
		} else {
			t.down++
		}
		switch {
		case id == 0 || t.id == 0 || id == t.id:
		case rises == (id > t.id):
			t.with++
		default:
			t.anti++
		}
	}
	t.before, t.id, t.began = at, id, true
}

// add takes a date of the file. id is its record id; 0 without one.
func (f *orderFinder) add(w writtenTime, text string, id int64) {
	f.dates++
	if w.zoned {
		f.zoned++
	}
	if !w.ordered() {
		switch {
		case w.digits[2] == 2:
			f.short = true
		case w.n[0] > 12:
			f.dayFirst = true
		case w.n[1] > 12:
			f.monthFirst = true
		default:
			f.open = true
		}
		if f.example == "" {
			f.example = text
		}
	}
	if at, ok := w.at(DMY); ok {
		f.dmy.add(at, id)
	}
	if at, ok := w.at(MDY); ok {
		f.mdy.add(at, id)
	}
}

// settled reports whether more dates cannot change the order.
func (f *orderFinder) settled() bool { return f.dayFirst != f.monthFirst && !f.short }

// order is what the dates show; "" and false when they do not show it.
func (f *orderFinder) order() (DateOrder, bool) {
	switch {
	case f.short, f.dayFirst && f.monthFirst:
		return "", false
	case f.dayFirst:
		return DMY, true
	case f.monthFirst:
		return MDY, true
	case !f.open:
		return "", true
	}
	d, m := f.dmy, f.mdy
	if d.with+d.anti > 0 && m.with+m.anti > 0 {
		return either(d.with > 0 && d.anti == 0, m.with > 0 && m.anti == 0)
	}
	// Two rows go one way in any order: from three on, an order that does not is out.
	if d.up+d.down < 3 || m.up+m.down < 3 {
		return "", false
	}
	return either(d.up == 0 || d.down == 0, m.up == 0 || m.down == 0)
}

// either is the order that alone is possible.
func either(dmy, mdy bool) (DateOrder, bool) {
	switch {
	case dmy && !mdy:
		return DMY, true
	case mdy && !dmy:
		return MDY, true
	}
	return "", false
}
