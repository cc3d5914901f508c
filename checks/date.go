package checks

import (
	"cmp"
	"fmt"
	"time"
)

// Date is a day of the calendar in UTC. The zero value is not a day. In JSON it is a
// text, "2026-12-31".
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf is the day of a time in UTC; the zero time has none.
func DateOf(t time.Time) Date {
	if t.IsZero() {
		return Date{}
	}
	var d Date
	d.Year, d.Month, d.Day = t.UTC().Date()
	return d
}

// DateError is a text that is not a date.
type DateError string

func (e DateError) Error() string {
	return fmt.Sprintf("%.40q is not a date; write it like 2026-12-31", string(e))
}

// ParseDate reads "2026-12-31". The empty text is not a day. The only error is a
// DateError.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return Date{}, nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, DateError(s)
	}
	var d Date
	d.Year, d.Month, d.Day = t.Date()
	return d, nil
}

// IsZero reports whether the date is not a day.
func (d Date) IsZero() bool { return d == Date{} }

// Compare is negative when d is before other, positive when it is after, else 0.
func (d Date) Compare(other Date) int {
	return cmp.Or(cmp.Compare(d.Year, other.Year), cmp.Compare(d.Month, other.Month), cmp.Compare(d.Day, other.Day))
}

// String is "2026-12-31"; empty for no day.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// MarshalText writes the date as String does.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what ParseDate reads.
func (d *Date) UnmarshalText(text []byte) (err error) {
	*d, err = ParseDate(string(text))
	return err
}
