package baselines

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// maxLayers bounds how many files one baseline may be made of.
const maxLayers = 32

// Load returns a resolved baseline. The reference is the name of an embedded
// baseline, or the path of a file: something with a path separator or ending in
// .yaml or .yml. Overlays, by references of the same kind, are laid over it, later
// ones over earlier ones; of embedded ones next to each other the order does not matter, and
// the gravest severity that they give a requirement counts. Whatever is wrong with the content is an *Error; several
// are joined.
func Load(ref string, overlays ...string) (*Baseline, error) {
	return newLoader().load(ref, overlays...)
}

// Lint returns everything that is wrong with a baseline and what it extends,
// each an *Error, and severities at a moment that have no effect, which Load does not
// mind. How the files fit together is only looked at when each of
// them is sound. An overlay has to fit every embedded baseline that is made for
// some version of Windows.
func Lint(ref string) []error {
	if IsOverlay(ref) {
		return LintOverlays(ref)
	}
	_, t, errs := newLoader().resolve(ref)
	if len(errs) > 0 {
		return errs
	}
	return strict.Sorted(t.idleAt())
}

// loader collects the files of one baseline.
type loader struct {
	read   func(path string) ([]byte, error) // a file that is not embedded
	layers []*layer                          // what is extended comes before what extends it
	open   []string                          // the chain of files being read, to find cycles
	// problems are those of references that lead to no file.
	problems []*Error
}

func newLoader() *loader { return &loader{read: strict.ReadFile} }

func (l *loader) load(ref string, overlays ...string) (*Baseline, error) {
	b, _, errs := l.resolve(ref, overlays...)
	return b, errors.Join(errs...)
}

// resolve reads all files and merges them. Without errors it returns the
// baseline and the tree that it was made from.
func (l *loader) resolve(ref string, overlays ...string) (*Baseline, *tree, []error) {
	l.add(location{ref: ref})
	for _, overlay := range rolesInOrder(overlays) {
		l.add(location{ref: overlay, overlay: true})
	}
	problems := l.problems
	for _, y := range l.layers {
		problems = append(problems, y.Problems...)
	}
	if len(problems) > 0 {
		return nil, nil, strict.Sorted(problems)
	}
	t := merge(l.layers)
	b, problems := decode(t)
	if len(problems) > 0 {
		return nil, nil, strict.Sorted(problems)
	}
	return b, t, nil
}

// location is a reference to a baseline and where it is written.
type location struct {
	ref string
	dir string   // what a relative path is relative to
	at  Position // zero for a reference from outside
	// overlay is set when it has to lead to an overlay; else to none.
	overlay bool
}

// file is how the baseline's file is called in positions.
func (r location) file() string {
	switch {
	case !strict.IsFile(r.ref):
		return EmbeddedPrefix + r.ref + ".yaml"
	case r.dir == "":
		return filepath.Clean(r.ref)
	}
	return strict.From(r.dir, r.ref)
}

// add reads a file after the files that it extends, each file once.
func (l *loader) add(r location) {
	file := r.file()
	if i := slices.Index(l.open, file); i >= 0 {
		chain := append(slices.Clone(l.open[i:]), file)
		l.fail(r, "extends forms a cycle: "+strings.Join(chain, " -> "))
		return
	}
	if slices.ContainsFunc(l.layers, func(y *layer) bool { return y.File == file }) {
		return
	}
	if len(l.layers)+len(l.open) >= maxLayers {
		l.fail(r, fmt.Sprintf("the baseline is made of more than %d files", maxLayers))
		return
	}
	y, err := l.source(r, file)
	var unknown *Error
	switch {
	case errors.As(err, &unknown):
		l.problems = append(l.problems, unknown)
	case err != nil:
		l.fail(r, fmt.Sprintf("cannot read baseline: %v", err))
	default:
		l.put(r, y)
	}
}

func (l *loader) fail(r location, message string) {
	l.problems = append(l.problems, &Error{Position: r.at, Message: message})
}

// source is the file that a reference leads to; the error is an *Error when it
// is not the name of a baseline.
func (l *loader) source(r location, file string) (*layer, error) {
	if !strict.IsFile(r.ref) {
		shared, err := embeddedLayer(r)
		if err != nil {
			return nil, err
		}
		own := *shared // its rank is that within this baseline
		return &own, nil
	}
	data, err := l.read(file)
	if err != nil {
		return nil, err
	}
	return newLayer(file, data), nil
}

// put adds what a file extends and then the file itself.
func (l *loader) put(r location, y *layer) {
	if y.readable {
		l.verifyPlace(r, y)
	}
	l.open = append(l.open, y.File)
	for _, n := range strict.Items(y.Root, "extends") {
		if n.Kind == yaml.ScalarNode { // whatever else it is, is noted already
			l.add(location{ref: n.Value, dir: filepath.Dir(y.File), at: y.At(n)})
		}
	}
	l.open = l.open[:len(l.open)-1]
	y.rank = len(l.layers)
	l.layers = append(l.layers, y)
}
