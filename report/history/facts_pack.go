package history

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/klauspost/compress/zstd"

	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/facts/sections"
	"github.com/clusterdrift/clusterdrift/report"
)

// Facts gives the facts of the nodes that a cluster of a result was judged by, those that
// could not be read included, and ends with the first error.
type Facts func(cluster string) iter.Seq2[*facts.Node, error]

// digest is the SHA-256 of a section or of a set of them.
type digest [sha256.Size]byte

func compareDigests(a, b digest) int { return slices.Compare(a[:], b[:]) }

// packedFacts are the facts of a run as they are kept: each section once, whatever nodes
// have it, and what the nodes of a cluster have besides as one body.
type packedFacts struct {
	sections map[digest]packedSection
	sets     map[digest][]digest // the sections of a set, sorted
	clusters []clusterFacts      // in the order of the result
}

type packedSection struct {
	key  string // "firewall"
	body []byte // JSON, zstd
}

type clusterFacts struct {
	heads []byte            // a list of sections.Head, zstd
	sets  map[string]digest // of each node, by its name
}

// nodes is how many nodes have facts.
func (p *packedFacts) nodes() int {
	n := 0
	if p != nil {
		for _, c := range p.clusters {
			n += len(c.sets)
		}
	}
	return n
}

// maxHeads bounds what the nodes of a cluster have besides their sections, in bytes.
const maxHeads = 4 * facts.MaxDocument

// packFacts takes the facts of a result apart, cluster by cluster. Of a node no more is in
// memory at a time than what is new in it.
func packFacts(ctx context.Context, r *report.Result, from Facts) (*packedFacts, error) {
	if from == nil {
		return nil, nil
	}
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	defer encoder.Close() //nolint:errcheck // it writes to no stream
	p := &packedFacts{sections: map[digest]packedSection{}, sets: map[digest][]digest{}}
	for _, c := range r.Clusters {
		one, err := p.cluster(ctx, encoder, from(c.Name))
		if err != nil {
			return nil, err
		}
		p.clusters = append(p.clusters, one)
	}
	return p, nil
}

func (p *packedFacts) cluster(ctx context.Context, encoder *zstd.Encoder, nodes iter.Seq2[*facts.Node, error]) (clusterFacts, error) {
	c := clusterFacts{sets: map[string]digest{}}
	heads := []sections.Head{}
	for n, err := range nodes {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return c, factsError(ctx, err)
		}
		parts, err := sections.Split(n)
		if err != nil {
			return c, &Error{Message: "the facts of " + n.Name + " cannot be written"}
		}
		name := report.CleanWhole(n.Name)
		if _, twice := c.sets[name]; twice {
			return c, &Error{Message: "the facts of the node " + name + " are there twice"}
		}
		heads = append(heads, parts.Head)
		c.sets[name] = p.add(encoder, parts.Sections)
	}
	document, err := json.Marshal(heads)
	if err != nil {
		return c, err
	}
	if len(document) > maxHeads {
		return c, &Error{Message: fmt.Sprintf("the facts of a cluster are larger than %d MiB", maxHeads>>20)}
	}
	c.heads = encoder.EncodeAll(document, nil)
	return c, nil
}

// factsError is why facts cannot be kept.
func factsError(ctx context.Context, err error) error {
	var ours *Error
	if ctx.Err() != nil || errors.As(err, &ours) {
		return cmp.Or(ctx.Err(), err)
	}
	return &Error{Message: "the facts cannot be read again: " + report.Clean(err.Error())}
}

// add adds the sections of a node, and returns the digest of the set that they are.
func (p *packedFacts) add(encoder *zstd.Encoder, all []sections.Section) digest {
	set := []digest{}
	for _, s := range all {
		d := digestOf(s)
		if _, known := p.sections[d]; !known {
			p.sections[d] = packedSection{s.Key, encoder.EncodeAll(s.Body, nil)}
		}
		set = append(set, d)
	}
	slices.SortFunc(set, compareDigests)
	sum := sha256.New()
	for _, d := range set {
		sum.Write(d[:])
	}
	id := digest(sum.Sum(nil))
	p.sets[id] = set
	return id
}

func digestOf(s sections.Section) digest {
	return sha256.Sum256(slices.Concat([]byte(s.Key), []byte{0}, s.Body))
}
