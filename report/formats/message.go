package formats

import (
	"strings"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/findings"
)

// message is a text for people within a format for programs, line by line.
type message []string

// add adds a line "name: text" for each text; an empty one is left out.
func (m *message) add(name string, texts ...string) {
	for _, s := range texts {
		if s != "" {
			*m = append(*m, name+": "+s)
		}
	}
}

// addFinding adds what was wanted, what was observed and how that leads to the
// status. The separator goes between the texts of what is missing.
func (m *message) addFinding(f report.Finding, separator string) {
	m.add("want", f.Want)
	m.add("got", f.Got)
	m.add("reason", f.Reason)
	m.add("missing", strings.Join(f.MissingTexts(), separator))
	m.add("evidence", findings.Observations(f)...)
}

// String is the lines, without a break after the last.
func (m message) String() string { return strings.Join(m, "\n") }
