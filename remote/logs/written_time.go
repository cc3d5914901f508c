package logs

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// writtenTime is a date with a time as a text has it, in any culture: which of the
// numbers is the day is another matter.
type writtenTime struct {
	n       [3]int // the numbers of the date, in their order
	digits  [3]int // how many digits each has
	month   int    // which of them is a month by its name; -1 for none
	clock   time.Duration
	zoned   bool // an offset is written
	offset  time.Duration
	hasTime bool
}

// parseWritten reads "12/12/2011 10:13:18 AM", "2011-12-12T10:13:18.5Z",
// "12. 12. 2011 10.13.18", "2011/12/12 上午 10:13:18". With a date alone, hasTime is
// false. Anything else in the text makes it not ok.
func parseWritten(text string) (w writtenTime, ok bool) {
	s := &timeScanner{rest: visible(text)}
	if !s.date(&w) {
		return w, false
	}
	if s.rest == "" {
		return w, true
	}
	w.hasTime = true
	before := s.designator()
	if !s.clock(&w) {
		return w, false
	}
	after := s.designator()
	if !s.zone(&w) || s.rest != "" || !w.halfDay(before+after) {
		return w, false
	}
	return w, true
}

// visible takes off what cultures put around dates: marks of direction, blanks of
// all kinds, quotes.
func visible(text string) string {
	if strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 {
		text = strings.Map(func(r rune) rune {
			switch {
			case unicode.Is(unicode.Cf, r):
				return -1
			case unicode.IsSpace(r):
				return ' '
			}
			return r
		}, text)
	}
	return strings.Trim(text, " \t\"")
}

// timeScanner reads from the start of a text.
type timeScanner struct{ rest string }

func (s *timeScanner) number() (n, digits int) {
	for digits < len(s.rest) && isDigit(s.rest[digits]) && digits < 9 {
		n = n*10 + int(s.rest[digits]-'0')
		digits++
	}
	s.rest = s.rest[digits:]
	return n, digits
}

func (s *timeScanner) skip(any string) { s.rest = strings.TrimLeft(s.rest, any) }

// date reads three numbers, one of which may be the name of a month in English.
func (s *timeScanner) date(w *writtenTime) bool {
	w.month = -1
	years := 0
	for i := range 3 {
		if i > 0 {
			s.skip("./-, 年月")
		}
		n, digits := s.number()
		if digits == 0 {
			if n = s.monthName(); n == 0 || w.month >= 0 {
				return false
			}
			w.month = i
		}
		if digits > 4 || digits == 3 || digits == 4 && i == 1 {
			return false
		}
		if digits == 4 {
			years++
		}
		w.n[i], w.digits[i] = n, digits
	}
	s.skip("日.")
	if s.rest != "" && !strings.ContainsRune(" T,", rune(s.rest[0])) {
		return false
	}
	s.skip(" T,")
	return years <= 1 && (years == 1 || w.digits[2] == 2)
}

// monthName is the number of a month by its English name, in full or its first
// three letters; 0 for none.
func (s *timeScanner) monthName() int {
	end := 0
	for end < len(s.rest) && isLetter(s.rest[end]) {
		end++
	}
	word := s.rest[:end]
	for m := time.January; m <= time.December; m++ {
		if strings.EqualFold(word, m.String()) || strings.EqualFold(word, m.String()[:3]) {
			s.rest = s.rest[end:]
			return int(m)
		}
	}
	return 0
}

// designator is the word for the half of a day, without dots and blanks.
func (s *timeScanner) designator() string {
	end := strings.IndexFunc(s.rest, func(r rune) bool { return r >= '0' && r <= '9' || r == '+' || r == '-' })
	if end < 0 {
		end = len(s.rest)
	}
	word := s.rest[:end]
	if strings.TrimSpace(word) == "Z" {
		return ""
	}
	s.rest = s.rest[end:]
	return strings.ToLower(strings.NewReplacer(".", "", " ", "", ",", "").Replace(word))
}

// clock reads H:MM, H:MM:SS, with a fraction or without; some cultures have dots for
// the colons.
func (s *timeScanner) clock(w *writtenTime) bool {
	var n [3]int
	for i := range 3 {
		value, digits := s.number()
		if digits == 0 || digits > 2 {
			return false
		}
		n[i] = value
		if i == 2 || s.rest == "" || s.rest[0] != ':' && s.rest[0] != '.' {
			if i == 0 {
				return false
			}
			break
		}
		s.rest = s.rest[1:]
	}
	w.clock = time.Duration((n[0]*60+n[1])*60+n[2]) * time.Second
	if s.rest != "" && (s.rest[0] == '.' || s.rest[0] == ',') {
		s.rest = s.rest[1:]
		w.clock += s.fraction()
	}
	return n[0] < 24 && n[1] < 60 && n[2] < 60
}

func (s *timeScanner) fraction() time.Duration {
	n, digits := s.number()
	d := time.Duration(n) * time.Second
	for range digits {
		d /= 10
	}
	return d
}

// zone reads Z, +08:00 or nothing.
func (s *timeScanner) zone(w *writtenTime) bool {
	s.skip(" ")
	if s.rest == "" {
		return true
	}
	if s.rest == "Z" {
		s.rest, w.zoned = "", true
		return true
	}
	sign := 1
	switch s.rest[0] {
	case '-':
		sign = -1
	case '+':
	default:
		return false
	}
	s.rest = s.rest[1:]
	hours, digits := s.number()
	s.skip(":")
	minutes, _ := s.number()
	if digits == 4 {
		hours, minutes = hours/100, hours%100
	}
	w.zoned, w.offset = true, time.Duration(sign*(hours*60+minutes))*time.Minute
	return hours <= 15 && minutes < 60
}

// halfDay applies AM and PM in the languages that have them on a 12-hour clock; a
// word that is none of them makes it not ok.
func (w *writtenTime) halfDay(word string) bool {
	if word == "" {
		return true
	}
	afternoon := false
	switch word {
	case "am", "上午", "午前", "오전", "πμ", "sa", "ص":
	case "pm", "下午", "午後", "오후", "μμ", "ch", "م":
		afternoon = true
	default:
		return false
	}
	const noon = 12 * time.Hour
	switch hour := w.clock.Truncate(time.Hour); {
	case hour > noon || hour == 0:
		return true // a clock of 24 hours with a needless word
	case hour == noon && !afternoon:
		w.clock -= noon
	case hour < noon && afternoon:
		w.clock += noon
	}
	return true
}

// ordered reports whether the date has one meaning whatever the order of its
// numbers: its year comes first, its month has a name, or day and month are alike.
func (w *writtenTime) ordered() bool {
	return w.digits[0] == 4 || w.month >= 0 || w.digits[2] == 4 && w.n[0] == w.n[1]
}

// at is the time as written, with the date in the order given where it has none
// of its own.
func (w *writtenTime) at(order DateOrder) (time.Time, bool) {
	year, month, day := w.n[2], w.n[1], w.n[0]
	switch {
	case w.month == 0 || w.month < 0 && w.digits[0] != 4 && order == MDY:
		month, day = w.n[0], w.n[1]
	case w.digits[0] == 4 || w.month < 0 && w.digits[2] == 2 && order == YMD:
		year, month, day = w.n[0], w.n[1], w.n[2]
	}
	if year < 100 {
		year += 2000
	}
	midnight, ok := dayFrom(year, month, day)
	return midnight.Add(w.clock), ok
}
