package fleet

import (
	"fmt"
	"reflect"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/setting"
)

// muchRead is from how many bytes of answers on the facts of a node are measured:
// several times what an honest node sends.
const muchRead = 4 << 20

// keep makes room for the facts of a node, which are held until the scan ends or gives
// them away. What a node of many answers leaves of them may be as large as the answers
// were.
// It returns how many bytes the budget is to be given back.
func keep(budget *remote.Budget, n *facts.Node) (bytes int64) {
	if n.Traffic.BytesIn < muchRead {
		return 0
	}
	if bytes = memory(reflect.ValueOf(n)); budget.Keep(bytes) {
		return bytes
	}
	*n = facts.Node{
		Format: n.Format, Name: n.Name, Host: n.Host, Cluster: n.Cluster, Baselines: n.Baselines, Moment: n.Moment, Selection: n.Selection,
		Address: n.Address, Started: n.Started, Weaknesses: n.Weaknesses, Traffic: n.Traffic,
		Problem: &facts.Problem{Kind: string(remote.TooBig), Message: "the facts of all nodes together take more memory than is allowed, and this node's more than others'",
			Hint: fmt.Sprintf("No healthy node says this much; check what answers there, scan the node by itself, or raise %s.", setting.AnswerMemory)},
	}
	return 0
}

// memory is how many bytes a value and all that it leads to hold. Facts lead nowhere
// twice.
func memory(v reflect.Value) int64 {
	size := int64(v.Type().Size())
	switch v.Kind() {
	case reflect.String:
		size += int64(v.Len())
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			size += memory(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			size += memory(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			size += memory(v.Field(i)) - int64(v.Field(i).Type().Size())
		}
	case reflect.Map:
		for entry := v.MapRange(); entry.Next(); {
			size += memory(entry.Key()) + memory(entry.Value())
		}
	}
	return size
}
