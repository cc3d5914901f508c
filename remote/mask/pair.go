package mask

// pairSet is a set of pairs of bytes. It shows at a glance that a stretch of
// base64 or hexadecimal digits holds nothing, which nearly all do.
type pairSet [1 << 16 / 64]uint64

func (s *pairSet) has(pair uint16) bool { return s[pair/64]&(1<<(pair%64)) != 0 }

func (s *pairSet) set(first, second byte) {
	pair := uint16(first)<<8 | uint16(second)
	s[pair/64] |= 1 << (pair % 64)
}

// add takes in the beginning of a form, the second byte of which may be escaped.
func (s *pairSet) add(form string) {
	s.set(form[0], form[1])
	for _, e := range escapes() {
		s.set(form[0], e.begin)
	}
}

// addEscapes takes in the beginnings of escapes, for forms that begin with one.
func (s *pairSet) addEscapes() {
	for _, e := range escapes() {
		for i := range len(e.second) {
			s.set(e.begin, e.second[i])
		}
	}
}
