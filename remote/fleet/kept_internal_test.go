package fleet

import (
	"reflect"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Facts that are too large to keep beside those of the others are not kept: the node
// has a problem instead. Those of a node that sent little always are.
func TestKeep(t *testing.T) {
	const size = 8 << 20
	tests := []struct {
		name    string
		allowed int64
		read    int64
		kept    bool
	}{
		{"room enough", 64 << 20, muchRead, true},
		{"no room", 12 << 20, muchRead, false},
		{"a node that sent little", 12 << 20, muchRead - 1, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n := &facts.Node{Name: "HV01", Address: "hv01:5985", Traffic: facts.Traffic{BytesIn: tt.read, Messages: 3},
				OS: facts.OS{Caption: strings.Repeat("x", size)}}
			keep(remote.NewBudget(tt.allowed, 1), n)
			if kept := n.Problem == nil && len(n.OS.Caption) == size; kept != tt.kept {
				t.Errorf("kept: %t, problem %+v", kept, n.Problem)
			}
			if !tt.kept && (n.Problem.Kind != string(remote.TooBig) || n.Problem.Hint == "" || n.Name != "HV01" || n.Address == "" || n.Traffic.Messages != 3) {
				t.Errorf("%+v", n)
			}
		})
	}
}

func TestMemory(t *testing.T) {
	text := "abc"
	type inner struct {
		Texts []string
		Some  *string
		Map   map[string]int8
		Any   any
	}
	word := int64(reflect.TypeFor[uintptr]().Size())
	value := &inner{Texts: []string{"abcd", ""}, Some: &text, Map: map[string]int8{"k": 1}, Any: text}
	want := word + int64(reflect.TypeFor[inner]().Size()) + 2*2*word + 4 + (2*word + 3) + (2*word + 1 + 1) + (2*word + 3)
	if got := memory(reflect.ValueOf(value)); got != want {
		t.Errorf("%d bytes, want %d", got, want)
	}
	if got := memory(reflect.ValueOf(&inner{})); got != word+int64(reflect.TypeFor[inner]().Size()) {
		t.Errorf("an empty one has %d bytes", got)
	}
}
