package diagnose

// matcher finds which of several parts a text has, in one pass over it: the automaton
// of Aho and Corasick, with all transitions worked out.
type matcher struct {
	classes [256]uint16 // of bytes; 0: in no part
	width   int         // how many classes there are
	next    []int32     // by state and class
	found   [][]int     // by state: the parts that end there
}

func newMatcher(parts []string) *matcher {
	m := &matcher{width: 1, found: [][]int{nil}}
	for _, p := range parts {
		for i := range len(p) {
			if m.classes[p[i]] == 0 {
				m.classes[p[i]] = uint16(m.width)
				m.width++
			}
		}
	}
	m.next = make([]int32, m.width)
	for i, p := range parts {
		m.add(p, i)
	}
	m.link()
	return m
}

// add makes the states of a part. A transition that is not there yet is 0.
func (m *matcher) add(part string, number int) {
	state := int32(0)
	for i := range len(part) {
		at := int(state)*m.width + int(m.classes[part[i]])
		if m.next[at] == 0 {
			m.next[at] = int32(len(m.found))
			m.found = append(m.found, nil)
			m.next = append(m.next, make([]int32, m.width)...)
		}
		state = m.next[at]
	}
	m.found[state] = append(m.found[state], number)
}

// link fills in the transitions that fall back to a shorter beginning.
func (m *matcher) link() {
	fallback := make([]int32, len(m.found))
	var queue []int32
	for class := range m.width {
		if state := m.next[class]; state != 0 {
			queue = append(queue, state)
		}
	}
	for len(queue) > 0 {
		state := queue[0]
		queue = queue[1:]
		back := int(fallback[state])
		m.found[state] = append(m.found[state], m.found[back]...)
		for class := range m.width {
			at := int(state)*m.width + class
			if to := m.next[at]; to != 0 {
				fallback[to] = m.next[back*m.width+class]
				queue = append(queue, to)
			} else {
				m.next[at] = m.next[back*m.width+class]
			}
		}
	}
}

// match hands over the number of each part that the text has, in the order of their
// ends; one that is there twice comes twice.
func (m *matcher) match(text string, each func(number int)) {
	state := int32(0)
	for i := range len(text) {
		state = m.next[int(state)*m.width+int(m.classes[text[i]])]
		for _, number := range m.found[state] {
			each(number)
		}
	}
}
