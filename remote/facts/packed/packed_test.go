package packed_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/facts/packed"
)

// fill puts something into every field of a value, and now and then nothing: a nil or
// empty list, the zero time.
func fill(r *rand.Rand, v reflect.Value) {
	some := r.IntN(8) > 0
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(some)
	case reflect.Int, reflect.Int64:
		v.SetInt(r.Int64() - r.Int64())
	case reflect.Uint32:
		v.SetUint(uint64(r.Uint32()))
	case reflect.Uint64:
		v.SetUint(r.Uint64())
	case reflect.Float64:
		v.SetFloat(r.NormFloat64())
	case reflect.String:
		v.SetString(fmt.Sprint("text ", r.IntN(500)))
	case reflect.Pointer:
		if some {
			v.Set(reflect.New(v.Type().Elem()))
			fill(r, v.Elem())
		}
	case reflect.Slice:
		if some {
			v.Set(reflect.MakeSlice(v.Type(), r.IntN(4), 4))
			for i := range v.Len() {
				fill(r, v.Index(i))
			}
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range r.IntN(4) {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(r, key)
			fill(r, value)
			v.SetMapIndex(key, value)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			if some {
				v.Set(reflect.ValueOf(time.Unix(r.Int64N(1<<33), r.Int64N(1e9)).UTC()))
			}
			return
		}
		for i := range v.NumField() {
			fill(r, v.Field(i))
		}
	default:
		panic("facts have a value of type " + v.Type().String())
	}
}

func filled(seed uint64) *facts.Node {
	n := &facts.Node{}
	fill(rand.New(rand.NewPCG(seed, 1)), reflect.ValueOf(n).Elem())
	return n
}

// Whatever facts there are, the same come back, also when many goroutines pack theirs.
func TestSameFactsComeBack(t *testing.T) {
	s := packed.NewStore()
	documents := make([]packed.Document, 200)
	var packing sync.WaitGroup
	for i := range documents {
		packing.Go(func() { documents[i] = s.Pack(filled(uint64(i))) })
	}
	packing.Wait()
	for i, d := range documents {
		if diff := cmp.Diff(filled(uint64(i)), s.Node(d)); diff != "" {
			t.Fatalf("node %d (-packed +unpacked):\n%s", i, diff)
		}
	}
	zero := &facts.Node{}
	if diff := cmp.Diff(zero, s.Node(s.Pack(zero))); diff != "" {
		t.Error(diff)
	}
}

// Two copies have nothing in common that a change of one could reach.
func TestCopiesAreApart(t *testing.T) {
	s, n := packed.NewStore(), &facts.Node{Weaknesses: []string{"a"}, ClusterOf: facts.Cluster{Properties: map[string]int{"X": 1}}}
	d := s.Pack(n)
	n.Weaknesses[0] = "changed"
	first := s.Node(d)
	first.Weaknesses[0], first.ClusterOf.Properties["X"] = "changed", 2
	if again := s.Node(d); again.Weaknesses[0] != "a" || again.ClusterOf.Properties["X"] != 1 {
		t.Errorf("%+v", again)
	}
}

// measured is what facts have no value of.
type measured struct {
	Ratios []float64
	Least  *float64
	Node   *facts.Node
}

// A value that is packed alone comes back without a store.
func TestAlone(t *testing.T) {
	for seed := range uint64(50) {
		in := &measured{}
		fill(rand.New(rand.NewPCG(seed, 2)), reflect.ValueOf(in).Elem())
		if diff := cmp.Diff(in, packed.FromAlone[measured](packed.Alone(in))); diff != "" {
			t.Fatalf("value %d (-packed +unpacked):\n%s", seed, diff)
		}
	}
}
