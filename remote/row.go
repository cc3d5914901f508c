package remote

import (
	"strconv"
	"strings"
	"time"
)

// Row is one WMI object: the texts of its properties by name. A null property
// is not in it, a scalar has one text, an array as many as it has elements.
type Row map[string][]string

// Text returns a scalar property; false when it is null, absent or an array of
// another length than one.
func (r Row) Text(name string) (string, bool) {
	if v := r[name]; len(v) == 1 {
		return v[0], true
	}
	return "", false
}

// Int returns an integer property; false when there is none or it is not an integer.
func (r Row) Int(name string) (int, bool) {
	s, ok := r.Text(name)
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(strings.TrimSpace(s))
	return n, err == nil
}

// Time returns a datetime property in UTC, in the forms WS-Management uses
// (RFC 3339 with up to nine digits of fraction).
func (r Row) Time(name string) (time.Time, bool) {
	s, ok := r.Text(name)
	if !ok {
		return time.Time{}, false
	}
	t, err := time.Parse(time.RFC3339Nano, strings.TrimSpace(s))
	return t.UTC(), err == nil
}
