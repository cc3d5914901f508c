package collector

import (
	"slices"

	"github.com/clusterdrift/clusterdrift/remote"
)

// Limits of one joined line, in characters. The session refuses lines above
// 8000; around each command it puts a redirection and two marks.
const (
	lineRoom = 7900
	markRoom = 72
)

// lines distributes commands over as few lines as possible, in order. Each line
// that holds a search also holds the control searches, so that it proves by
// itself whether the store could be searched.
func lines(commands, controls, searches []remote.Command) [][]remote.Command {
	var p packer
	for _, c := range commands {
		p.add(c, nil)
	}
	for _, c := range slices.Concat(controls, searches) {
		p.add(c, controls)
	}
	return p.lines
}

type packer struct {
	lines [][]remote.Command
	room  int // left in the last line
}

// add appends a command, in a new line that begins with opening if there is no
// room for it in the last one.
func (p *packer) add(c remote.Command, opening []remote.Command) {
	if p.room < len(c)+markRoom {
		p.lines = append(p.lines, nil)
		p.room = lineRoom
		for _, o := range opening {
			p.put(o)
		}
	}
	p.put(c)
}

// put appends a command to the last line, unless the line has it.
func (p *packer) put(c remote.Command) {
	last := &p.lines[len(p.lines)-1]
	if !slices.Contains(*last, c) {
		*last = append(*last, c)
		p.room -= len(c) + markRoom
	}
}
