package history

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"iter"

	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/facts/sections"
	"github.com/clusterdrift/clusterdrift/report"
)

// exportedSection is a section of facts, in a line of its own before that of the first run
// that refers to it.
type exportedSection struct {
	Digest string          `json:"section_digest,omitempty"` // 64 hexadecimal digits
	Key    string          `json:"section,omitempty"`        // "firewall"
	Body   json.RawMessage `json:"section_body,omitempty"`
}

// exportedFacts are those of the nodes of a cluster.
type exportedFacts struct {
	Cluster string         `json:"cluster"`
	Nodes   []exportedNode `json:"nodes"`
}

type exportedNode struct {
	sections.Head
	Sections []string `json:"sections,omitempty"` // their digests
}

// exportedSections are the digests of those that were written.
type exportedSections map[digest]bool

// exportFacts are the facts of a run; nil when they were not kept.
func (s *Store) exportFacts(ctx context.Context, w io.Writer, run Run, written exportedSections) (all []exportedFacts, err error) {
	if run.Facts == 0 {
		return nil, nil
	}
	var failed error // of w, whose words are not ours
	err = s.eachParts(ctx, run.ID, func(cluster string, p sections.Parts) error {
		node := exportedNode{Head: p.Head}
		for _, section := range p.Sections {
			d := digestOf(section)
			node.Sections = append(node.Sections, hex.EncodeToString(d[:]))
			if written[d] {
				continue
			}
			written[d] = true
			if failed = writeSection(w, d, section); failed != nil {
				return failed
			}
		}
		if len(all) == 0 || all[len(all)-1].Cluster != cluster {
			all = append(all, exportedFacts{Cluster: cluster})
		}
		last := &all[len(all)-1]
		last.Nodes = append(last.Nodes, node)
		return nil
	})
	if failed != nil {
		return nil, failed
	}
	return all, s.inOurWords(ctx, "read the facts of run "+run.ID, err)
}

func writeSection(w io.Writer, d digest, section sections.Section) error {
	line, err := oneLine(struct {
		Format int `json:"history_format"`
		exportedSection
	}{exportFormat, exportedSection{hex.EncodeToString(d[:]), section.Key, section.Body}})
	if err == nil {
		_, err = w.Write(append(line, '\n'))
	}
	return err
}

// importedSections are those of the lines before a run.
type importedSections map[string]sections.Section

// add takes the section of a line, if it is what its digest says.
func (all importedSections) add(e exportedSection) error {
	section := sections.Section{Key: e.Key, Body: e.Body}
	if d := digestOf(section); hex.EncodeToString(d[:]) != e.Digest {
		return &Error{Message: "a section of facts in it was changed", Hint: "export the history again", Err: fs.ErrInvalid}
	}
	all[e.Digest] = section
	return nil
}

// of gives the facts of a line. What is wrong with them is an *Error.
func (all importedSections) of(lines []exportedFacts) Facts {
	return func(cluster string) iter.Seq2[*facts.Node, error] {
		return func(yield func(*facts.Node, error) bool) {
			for _, line := range lines {
				if line.Cluster != report.CleanWhole(cluster) {
					continue
				}
				for _, node := range line.Nodes {
					if n, err := all.node(node); !yield(n, err) || err != nil {
						return
					}
				}
			}
		}
	}
}

func (all importedSections) node(e exportedNode) (*facts.Node, error) {
	p := sections.Parts{Head: e.Head}
	for _, d := range e.Sections {
		section, known := all[d]
		if !known {
			return nil, &Error{Message: fmt.Sprintf("its facts refer to the section %.12q, which no line before has", d), Hint: "import the whole file that clusterdrift history export wrote", Err: fs.ErrInvalid}
		}
		p.Sections = append(p.Sections, section)
	}
	n, err := join(p)
	if err != nil {
		return nil, &Error{Message: "its facts: " + err.Error(), Hint: "export the history again", Err: fs.ErrInvalid}
	}
	return n, nil
}
