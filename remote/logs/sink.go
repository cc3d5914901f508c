package logs

import (
	"context"
	"errors"
	"io/fs"
	"time"
)

// mostOthers is how many computers a file may have events of besides its own: a
// cluster has up to 64 nodes.
const mostOthers = 256

// sink counts the records of a source, and hands them over.
type sink struct {
	source   *Source
	limits   Limits
	from, to time.Time
	member   func(node string) bool // by its short name; nil when all nodes may be
	each     func(Record) error
	others   map[string]*Source // by short name
}

// wants reports whether the options take a record of this time.
func (s *sink) wants(at time.Time) bool {
	if !s.from.IsZero() && at.Before(s.from) || !s.to.IsZero() && at.After(s.to) {
		s.source.Filtered++
		return false
	}
	return true
}

// put hands over a record that is wanted, as one of the computer that it names.
func (s *sink) put(r Record) error {
	of := s.of(r.Computer)
	if of == nil {
		s.source.Foreign++
		return nil
	}
	r.Source = of
	of.count(&r)
	return s.each(r)
}

// of is the source of a computer: that of the file when the name is its own, or
// there is none. It is nil for a computer that is not of the cluster.
func (s *sink) of(computer string) *Source {
	if !isHostName(computer) {
		return s.source
	}
	name := shortName(computer)
	if name == shortName(s.source.Node) {
		return s.source
	}
	if other := s.others[name]; other != nil {
		return other
	}
	if s.member != nil && !s.member(name) || len(s.others) == mostOthers {
		return nil
	}
	if s.others == nil {
		s.others = map[string]*Source{}
	}
	other := &Source{Path: s.source.Path, Kind: s.source.Kind, Node: computer, Zone: s.source.Zone, Bytes: s.source.Bytes}
	s.others[name] = other
	s.source.Others = append(s.source.Others, other)
	return other
}

// finish says of each computer of the file what holds for the file.
func (s *sink) finish() {
	for _, other := range s.source.Others {
		other.Damaged = s.source.Damaged
	}
}

// count counts a record.
func (s *Source) count(r *Record) {
	s.Records++
	if !r.Dated() {
		s.Undated++
		return
	}
	if s.First.IsZero() || r.Time.Before(s.First) {
		s.First = r.Time
	}
	if r.Time.After(s.Last) {
		s.Last = r.Time
	}
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
