package remote

import (
	"strings"

	"github.com/clusterdrift/clusterdrift/remote/mask"
)

// Masker masks the password in whatever a node sends, in every form of it. The
// session and the trace of a node use the same.
func (c Credentials) Masker() *mask.Masker { return mask.New(c.Password.Reveal()) }

// Everything that a session hands out goes through one of the following: rows,
// registry values, the output of commands, and the texts of errors, of which only
// those of faults are the node's. What the protocol itself needs, such as the
// name of a shell, is left alone and shown to no one.

// Echoes counts the answers in which the node sent back the password. What the
// session handed out of them is masked and proves nothing.
func (s *Session) Echoes() int { return s.echoes }

// maskRows masks names and values in place. Rows without anything to mask cost
// one pass over their bytes.
func (s *Session) maskRows(rows []Row) []Row {
	if !s.masker.In(joined(rows)) {
		return rows
	}
	s.echoes++
	for i, row := range rows {
		masked := make(Row, len(row))
		for name, values := range row {
			for j, v := range values {
				values[j] = s.masker.Text(v)
			}
			name = s.masker.Text(name)
			masked[name] = append(masked[name], values...)
		}
		rows[i] = masked
	}
	return rows
}

// joined are the names and values of rows as one text. A zero byte, which is in
// no XML, keeps them apart.
func joined(rows []Row) string {
	var all strings.Builder
	add := func(s string) {
		all.WriteString(s)
		all.WriteByte(0)
	}
	for _, row := range rows {
		for name, values := range row {
			add(name)
			for _, v := range values {
				add(v)
			}
		}
	}
	return all.String()
}

// maskOutputs masks what commands printed. It was put together from the pieces
// that the node cut it into.
func (s *Session) maskOutputs(outputs []Output) []Output {
	for i, o := range outputs {
		text := string(o.Text)
		if !s.masker.In(text) {
			continue
		}
		s.echoes++
		outputs[i].Text, outputs[i].Masked = []byte(s.masker.Text(text)), true
	}
	return outputs
}

// maskFault masks the text of a fault before an error is made of it, which
// shortens it: no half of a secret is left.
func (s *Session) maskFault(root *element) {
	reason := root.child(nsSOAP, "Body").child(nsSOAP, "Fault").find("Reason").find("Text")
	if reason == nil || !s.masker.In(string(reason.text)) {
		return
	}
	s.echoes++
	reason.text = []byte(s.masker.Text(string(reason.text)))
}
