package jsonscan

// mostNested bounds how deep a value may be nested that Skip goes through.
const mostNested = 100

// Skip goes through a value of any kind, and returns it as it is written. As every method
// does, it may take for a value what is not.
func (s *Scanner) Skip() ([]byte, error) {
	s.Next()
	start := s.At
	for depth := 0; ; {
		var err error
		switch s.Next() {
		case '{', '[':
			s.At++
			depth++
		case '}', ']':
			s.At++
			depth--
		case ',', ':':
			s.At++
		case '"':
			err = s.Text()
		default:
			err = s.bare()
		}
		switch {
		case err != nil, depth < 0, depth > mostNested:
			return nil, ErrNotJSON
		case depth == 0:
			return s.Document[start:s.At], nil
		}
	}
}

// bare goes through a number, true, false or null, which it does not look at.
func (s *Scanner) bare() error {
	start := s.At
	for s.At < len(s.Document) && !ends(s.Document[s.At]) {
		s.At++
	}
	if s.At == start {
		return ErrNotJSON
	}
	return nil
}
