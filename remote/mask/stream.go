package mask

import "strings"

// reach is how many bytes a form may take for each byte of the secret: six for
// an escape of JSON or XML, and as much again for what is around.
const reach = 12

// Limits for the output of commands: how many bytes of the beginning of a
// secret count as such at the end of a piece, and how many streams are
// followed at a time.
const (
	minBegun   = 3
	maxStreams = 64
)

// piece masks one piece of the output of a command. The node cuts output
// wherever it likes, so that a secret may begin in one piece and end in the
// next: what precedes is looked at too, and a piece does not end with the
// beginning of a secret.
func (d *Documents) piece(stream, output string) string {
	before := d.before[stream]
	all := before + output
	var spans []span
	for _, s := range append(d.masker.find(all), d.masker.begun(all)...) {
		if s.to > len(before) {
			spans = append(spans, span{max(0, s.from-len(before)), s.to - len(before)})
		}
	}
	if len(d.before) == maxStreams {
		clear(d.before)
	}
	d.before[stream] = all[max(0, len(all)-reach*d.masker.longest):]
	return replace(output, spans, Mark)
}

// begun returns the end of a text that is the beginning of a secret.
func (m *Masker) begun(text string) []span {
	var found []span
	for _, s := range m.forms {
		for n := min(len(s)-1, len(text)); n >= minBegun; n-- {
			if strings.HasSuffix(text, s[:n]) {
				found = append(found, span{len(text) - n, len(text)})
				break
			}
		}
	}
	return found
}
