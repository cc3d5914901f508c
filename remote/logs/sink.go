package logs

import (
	"context"
	"errors"
	"io/fs"
	"time"
)

// sink counts the records of a source, and hands them over.
type sink struct {
	source   *Source
	limits   Limits
	from, to time.Time
	each     func(Record) error
}

// wants reports whether the options take a record of this time.
func (s *sink) wants(at time.Time) bool {
	if !s.from.IsZero() && at.Before(s.from) || !s.to.IsZero() && at.After(s.to) {
		s.source.Filtered++
		return false
	}
	return true
}

// put hands over a record that is wanted.
func (s *sink) put(r Record) error {
	s.source.Records++
	switch {
	case !r.Dated():
		s.source.Undated++
	default:
		if s.source.First.IsZero() || r.Time.Before(s.source.First) {
			s.source.First = r.Time
		}
		if r.Time.After(s.source.Last) {
			s.source.Last = r.Time
		}
	}
	return s.each(r)
}

// cutTo bounds a text of a record, at the start of a character.
func (s *sink) cutTo(text string) string {
	if len(text) <= s.limits.Line {
		return text
	}
	s.source.Cut++
	end := s.limits.Line
	for end > 0 && text[end]&0xc0 == 0x80 {
		end--
	}
	return text[:end]
}

// readProblem says why reading a file ended early.
func readProblem(err error) string {
	var problem damage
	var path *fs.PathError
	switch {
	case errors.As(err, &problem):
		return string(problem)
	case errors.Is(err, fs.ErrPermission):
		return "no permission to read the file"
	case errors.Is(err, fs.ErrNotExist):
		return "the file is no longer there"
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return "reading was interrupted"
	case errors.As(err, &path):
		return "the file could not be read any further"
	default:
		return "the rest could not be read"
	}
}

// damage is an error with a text of our own.
type damage string

func (d damage) Error() string { return string(d) }
