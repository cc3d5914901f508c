package report

import (
	"reflect"
	"slices"
	"sync"

	"github.com/klauspost/compress/zstd"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
)

// mostVariants bounds how often a shelf has a requirement. Its texts vary with the version
// of Windows; one that names the node is not kept for each of them.
const mostVariants = 32

// shelf has what is the same in the findings of many clusters, each once, and compresses
// the rest. It may be used by several goroutines.
type shelf struct {
	mu       sync.Mutex
	all      []onShelf
	variants map[string][]int // the places of each id
	encoder  *zstd.Encoder
	decoder  *zstd.Decoder
}

// onShelf is what a baseline says of a finding.
type onShelf struct {
	ID, Family, Title, Why, Brief, Fix, Reference string

	WantValue  *checks.Value
	LeadsTo    []string
	Steps      baselines.Fix
	References baselines.References
	Provenance baselines.Provenance
	Lists      []string
	Origin     baselines.Position
	Remedy     *baselines.Remedy
}

func newShelf() *shelf {
	// Both only fail for options that are wrong. A cluster of 16 nodes has about 300 KB.
	encoder, _ := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithWindowSize(1<<20), zstd.WithEncoderCRC(false), zstd.WithLowerEncoderMem(true))
	decoder, _ := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0))
	return &shelf{variants: map[string][]int{}, encoder: encoder, decoder: decoder}
}

func (s *shelf) compress(data []byte) []byte {
	return slices.Clip(s.encoder.EncodeAll(data, make([]byte, 0, len(data)/4)))
}

// decompress is the opposite of compress.
func (s *shelf) decompress(data []byte) []byte {
	out, err := s.decoder.DecodeAll(data, nil)
	if err != nil { // what compress has made is in the memory of this program alone
		panic("report: packed findings are damaged: " + err.Error())
	}
	return out
}

// put takes from a finding what a baseline says of it.
func (s *shelf) put(f Finding) shelved {
	said := saidOf(&f)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, i := range s.variants[f.ID] {
		if said.same(&s.all[i]) {
			return shelved{i + 1, withoutSaid(f)}
		}
	}
	if len(s.variants[f.ID]) == mostVariants {
		return shelved{Finding: f}
	}
	s.variants[f.ID] = append(s.variants[f.ID], len(s.all))
	s.all = append(s.all, said)
	return shelved{len(s.all), withoutSaid(f)}
}

func (s *shelf) requirements() []onShelf {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all
}

// mapped is the shelf with clean applied to its texts. Things keep their places.
func (s *shelf) mapped(clean func(string) string) *shelf {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := &shelf{all: slices.Clone(s.all), variants: map[string][]int{}, encoder: s.encoder, decoder: s.decoder}
	for i := range out.all {
		var f Finding
		out.all[i].describe(&f) // it is known there which texts have lines
		f = mapText(f, clean)
		out.all[i] = saidOf(&f)
		out.variants[f.ID] = append(out.variants[f.ID], i)
	}
	return out
}

func saidOf(f *Finding) onShelf {
	return onShelf{
		ID: f.ID, Family: f.Family, Title: f.Title, Why: f.Why, Brief: f.Brief, Fix: f.Fix, Reference: f.Reference,
		WantValue: f.WantValue, LeadsTo: f.LeadsTo, Steps: f.Steps, References: f.References,
		Provenance: f.Provenance, Lists: f.Lists, Origin: f.Origin, Remedy: f.Remedy,
	}
}

// describe is the opposite of withoutSaid.
func (o *onShelf) describe(f *Finding) {
	f.ID, f.Family, f.Title, f.Why, f.Brief, f.Fix, f.Reference = o.ID, o.Family, o.Title, o.Why, o.Brief, o.Fix, o.Reference
	f.WantValue, f.LeadsTo, f.Steps, f.References = o.WantValue, o.LeadsTo, o.Steps, o.References
	f.Provenance, f.Lists, f.Origin, f.Remedy = o.Provenance, o.Lists, o.Origin, o.Remedy
}

func withoutSaid(f Finding) Finding {
	new(onShelf).describe(&f)
	return f
}

func (o *onShelf) same(other *onShelf) bool {
	return o.ID == other.ID && o.Family == other.Family && o.Title == other.Title && o.Brief == other.Brief && o.Reference == other.Reference &&
		o.Provenance == other.Provenance && o.Origin == other.Origin && o.Why == other.Why && o.Fix == other.Fix &&
		samePointer(o.WantValue, other.WantValue) && samePointer(o.Remedy, other.Remedy) &&
		sameList(o.LeadsTo, other.LeadsTo) && sameList(o.Lists, other.Lists) && sameList(o.Steps, other.Steps) && sameList(o.References, other.References)
}

// samePointer reports whether both lead to the same, mostly to one value of a baseline.
func samePointer[T any](a, b *T) bool {
	return a == b || a != nil && b != nil && reflect.DeepEqual(a, b)
}

// sameList reports whether both have the same items, mostly in one list of a baseline.
func sameList[L ~[]T, T any](a, b L) bool {
	return len(a) == len(b) && (len(a) > 0 && &a[0] == &b[0] || reflect.DeepEqual(a, b))
}
