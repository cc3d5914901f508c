package logs

import "time"

// dater gives the lines of a cluster log their day. Lines may have lost it: then it
// is that of the line before, counted on when the time of day falls back by more
// than half a day. Without any, days count from the first of January of the year 1.
type dater struct {
	day     time.Time // midnight, as written
	known   bool
	clock   time.Duration // of the line before
	written [10]byte      // the last date that was read, and
	midway  time.Time     // what it means
}

// noDay is the day of lines whose date is lost.
func noDay() time.Time { return time.Date(1, time.January, 1, 0, 0, 0, 0, time.UTC) }

// at is when a line was written, by its own clock. It is not ok for a date that
// does not exist.
func (d *dater) at(date []byte, clock time.Duration) (at time.Time, ok bool) {
	switch {
	case date != nil:
		if string(date) != string(d.written[:]) {
			day, ok := dayOf(date)
			if !ok {
				return time.Time{}, false
			}
			copy(d.written[:], date)
			d.midway = day
		}
		d.day, d.known = d.midway, true
	case d.day.IsZero():
		d.day = noDay()
		d.countOn(clock)
	default:
		d.countOn(clock)
	}
	d.clock = clock
	return d.day.Add(clock), true
}

func (d *dater) countOn(clock time.Duration) {
	if clock < d.clock-12*time.Hour {
		d.day = d.day.AddDate(0, 0, 1)
	}
}

// dayOf is the midnight of "2014/06/10".
func dayOf(date []byte) (time.Time, bool) {
	year := twoDigits(date)*100 + twoDigits(date[2:])
	return dayFrom(year, twoDigits(date[5:]), twoDigits(date[8:]))
}

// dayFrom is a midnight, if the date exists and a log can have it.
func dayFrom(year, month, day int) (time.Time, bool) {
	if year < 1980 || year > 2200 || month < 1 || month > 12 || day < 1 || day > 31 {
		return time.Time{}, false
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return t, t.Day() == day
}
