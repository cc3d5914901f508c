package baselines

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Auto refers to the embedded baseline that is made for a node's OS.
const Auto = "auto"

// Selection knows which baseline judges which node. It loads each once, and may
// be used by several goroutines.
type Selection struct {
	fromFlags []string             // by the command line
	overlay   map[string]bool      // whether a reference leads to an overlay
	loaded    map[string]*Baseline // by the key of a choice of one baseline; nil for Auto
	choices   []choice             // of the nodes, each once

	mu   sync.Mutex // guards auto: nodes report their OS while others are read
	auto map[string]*Baseline
}

// NewSelection loads the baselines of the command line, and those that nodes
// name, so that whatever is wrong with any of them is known before a node is
// read. The error joins all problems, each once.
func NewSelection(fromFlags []string, ofNodes [][]string) (*Selection, error) {
	s := &Selection{fromFlags: fromFlags, overlay: map[string]bool{}, loaded: map[string]*Baseline{}, auto: map[string]*Baseline{}}
	var problems []error
	seen := map[string]bool{}
	for _, refs := range append([][]string{nil}, ofNodes...) {
		s.look(fromFlags)
		s.look(refs)
		for _, c := range []choice{s.split(refs), s.forNode(refs)} {
			for _, err := range s.load(c) {
				if text := err.Error(); !seen[text] {
					seen[text] = true
					problems = append(problems, err)
				}
			}
		}
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	s.note(ofNodes)
	return s, nil
}

// note notes what the nodes may be judged by; without any node, what the command line
// alone leads to.
func (s *Selection) note(ofNodes [][]string) {
	if len(ofNodes) == 0 {
		ofNodes = [][]string{nil}
	}
	for _, refs := range ofNodes {
		c := s.forNode(refs)
		same := func(other choice) bool {
			return slices.Equal(other.bases, c.bases) && slices.Equal(other.overlays, c.overlays)
		}
		if !slices.ContainsFunc(s.choices, same) {
			s.choices = append(s.choices, c)
		}
	}
}

// Possible returns all baselines that a node may turn out to be judged by: those that
// are named, and where that is Auto, the embedded one of each version of Windows.
func (s *Selection) Possible() []*Baseline {
	var all []*Baseline
	for _, c := range s.choices {
		for _, ref := range c.bases {
			if ref != Auto {
				all = append(all, s.loaded[c.key(ref)])
				continue
			}
			for _, v := range embeddedVersions() {
				if b, err := Load(v.name, c.overlays...); err == nil { // overlays were verified before
					all = append(all, b)
				}
			}
		}
	}
	return all
}

// Split separates baselines from overlays. Where there are overlays alone, they
// are for the baseline that Auto leads to.
func Split(refs []string) (bases, overlays []string) {
	s := &Selection{overlay: map[string]bool{}}
	s.look(refs)
	c := s.split(refs)
	return c.bases, c.overlays
}

// ForNode returns the first of the baselines named for a node, or of those of the
// command line, that is made for its OS, with the overlays laid over it. The
// references are among those that the selection was made with. The error is that
// the OS is not known, or that no baseline is made for it.
func (s *Selection) ForNode(refs []string, os facts.OS) (*Baseline, error) {
	if os.State != facts.Collected {
		return nil, errors.New("the operating system of the node is not known")
	}
	c := s.forNode(refs)
	for _, ref := range c.bases {
		b, known := s.loaded[c.key(ref)]
		switch {
		case !known:
			return nil, fmt.Errorf("the baseline %s was not loaded", ref)
		case ref == Auto:
			if b := s.forOS(os, c); b != nil {
				return b, nil
			}
		case b.AppliesTo.Matches(os.Build, os.ProductType):
			return b, nil
		}
	}
	return nil, fmt.Errorf("none of the requested baselines (%s) is made for build %d", strings.Join(c.bases, ", "), os.Build)
}

// choice is what a node may be judged by: the first of the baselines that is
// made for its OS, with all overlays.
type choice struct{ bases, overlays []string }

// key is that of one baseline with the overlays.
func (c choice) key(base string) string {
	return strings.Join(append([]string{base}, c.overlays...), "\x00")
}

// look looks into each file that it has not seen yet.
func (s *Selection) look(refs []string) {
	for _, ref := range refs {
		if _, known := s.overlay[ref]; !known {
			s.overlay[ref] = ref != Auto && IsOverlay(ref)
		}
	}
}

// split separates baselines from overlays.
func (s *Selection) split(refs []string) choice {
	var c choice
	for _, ref := range refs {
		if s.overlay[ref] {
			c.overlays = append(c.overlays, ref)
		} else {
			c.bases = append(c.bases, ref)
		}
	}
	if len(c.bases) == 0 {
		c.bases = []string{Auto}
	}
	return c
}

// forNode is what a node is judged by. Baselines of the command line win over
// those that are named for the node; overlays alone are added to them.
func (s *Selection) forNode(ofNode []string) choice {
	isBase := func(ref string) bool { return !s.overlay[ref] }
	if slices.ContainsFunc(s.fromFlags, isBase) {
		return s.split(s.fromFlags)
	}
	return s.split(slices.Concat(ofNode, s.fromFlags))
}

// load loads the baselines of a choice and returns what is wrong with them.
func (s *Selection) load(c choice) []error {
	var problems []error
	for _, ref := range c.bases {
		key := c.key(ref)
		if _, ok := s.loaded[key]; ok {
			continue
		}
		var b *Baseline // that of Auto is loaded for an OS
		switch {
		case ref != Auto:
			var errs []error
			b, _, errs = newLoader().resolve(ref, c.overlays...)
			problems = append(problems, errs...)
		case len(c.overlays) > 0:
			problems = append(problems, LintOverlays(c.overlays...)...)
		}
		s.loaded[key] = b
	}
	return problems
}

// forOS remembers what Auto leads to for a build and product type; nil: nothing.
func (s *Selection) forOS(os facts.OS, c choice) *Baseline {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := c.key(fmt.Sprint(os.Build, os.ProductType))
	b, ok := s.auto[key]
	if !ok {
		// The only error is that no embedded baseline is made for this OS: that
		// the overlays fit them all was verified before.
		b, _ = ForOS(os.Build, os.ProductType, c.overlays...)
		s.auto[key] = b
	}
	return b
}
