package fleet

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unsafe"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Interning changes nothing that can be read, and leaves one copy of equal texts.
func TestIntern(t *testing.T) {
	node := func() *facts.Node {
		line := strings.Repeat("x", 1000) + "SELECT 1"
		n := &facts.Node{Name: "N1", Baselines: []string{line[1000:]}}
		n.OS.Source = line[1000:]
		n.Firewall.Local.Rules = []facts.FirewallRule{{ID: line[1000:], LocalPorts: []string{"3343"}}}
		n.Adapters.Drivers.Found = []facts.AdapterDriver{{Keywords: map[string]string{line[1000:]: "1"}}}
		n.Problem = &facts.Problem{Message: line[1000:]}
		return n
	}
	before, after := node(), node()
	other := node()
	intern(reflect.ValueOf(after))
	intern(reflect.ValueOf(other))
	if !reflect.DeepEqual(before, after) {
		got, _ := json.Marshal(after)
		t.Errorf("changed to %s", got)
	}
	one := unsafe.StringData(after.OS.Source)
	texts := []string{after.Baselines[0], after.Firewall.Local.Rules[0].ID, after.Problem.Message, other.OS.Source}
	for keyword := range after.Adapters.Drivers.Found[0].Keywords {
		texts = append(texts, keyword)
	}
	for i, s := range texts {
		if unsafe.StringData(s) != one {
			t.Errorf("text %d is a copy of its own", i)
		}
	}
}
