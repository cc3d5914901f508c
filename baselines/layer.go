package baselines

import (
	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// layer is one file of a baseline. But for its rank it does not change once it
// is read, so that baselines share the embedded ones.
type layer struct {
	*strict.Document
	overlay  bool // it is laid over a baseline and not extended by one
	embedded bool // it is part of the program, and not a file of a site
	readable bool // it is YAML of the kind that every format allows
	// nodes are all that it holds, to find the file of a node.
	nodes map[*yaml.Node]bool
	rank  int // a layer overrides those of lower rank
}

// newLayer reads a file and notes what is wrong with it, whatever else the
// baseline is made of.
func newLayer(file string, data []byte) *layer {
	l := readLayer(file, data)
	if l.readable {
		l.Validate(compiledSchema())
	}
	return l
}

// newEmbeddedLayer is newLayer for an embedded file. That it is of the format is a
// matter of the build, which tests see to, so the schema need not be compiled for it.
func newEmbeddedLayer(name string) *layer {
	data, _ := embedded.ReadFile(name + ".yaml") // a listed file can be read
	l := readLayer(EmbeddedPrefix+name+".yaml", data)
	l.embedded = true
	return l
}

// readLayer reads a file and notes what is wrong with it but for the schema.
func readLayer(file string, data []byte) *layer {
	l := &layer{Document: strict.Parse(file, data), nodes: map[*yaml.Node]bool{}}
	l.overlay = flag(strict.Get(l.Root, "overlay"))
	l.readable = len(l.Problems) == 0
	if l.readable {
		l.unique()
		l.verifyKind()
		l.verifySteps()
		l.register(l.Root)
	}
	return l
}

func (l *layer) register(n *yaml.Node) {
	l.nodes[n] = true
	for _, c := range n.Content {
		l.register(c)
	}
}
