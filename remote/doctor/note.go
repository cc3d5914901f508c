package doctor

import "slices"

// note adds a step. What the node said is masked: the session has done so, and a
// certificate is shown before there is one.
func (e *examination) note(s Step) {
	e.noteEcho(&s)
	s.Text = e.masker.Text(s.Text)
	s.Details, s.Fix = e.masked(s.Details), e.masked(s.Fix)
	e.steps = append(e.steps, s)
}

func (e *examination) masked(texts []string) []string {
	texts = slices.Clone(texts)
	for i, text := range texts {
		texts[i] = e.masker.Text(text)
	}
	return texts
}

// noteEcho warns in the first step that asks the node something after it sent
// back the password.
func (e *examination) noteEcho(s *Step) {
	asks := s.Status == Failed || slices.Contains([]string{WQL, Cluster, Registry, Shell}, s.Name)
	if e.session == nil || !asks || e.session.Echoes() == e.echoes {
		return
	}
	e.echoes = e.session.Echoes()
	if s.Status == OK {
		s.Status = Warning
	}
	s.Details = append(s.Details, "the node sent back the password, which is masked here")
	s.Fix = append(s.Fix, "Change the password, and find out why the node stores or repeats it.")
}
