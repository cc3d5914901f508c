package simulator

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// itemWriter writes WMI objects as WS-Management items.
type itemWriter struct {
	namespace string              // "root/cimv2"
	spell     func(string) string // what becomes of texts
}

// item writes one object: under its class name if the query was SELECT *, else
// as a fragment whose elements have no namespace. Null arrays are left out.
func (w itemWriter) item(o windows.Instance) string {
	var b strings.Builder
	if o.Star {
		class := "p:" + o.Class
		fmt.Fprintf(&b, `<%s xmlns:xsi="%s" xmlns:p="%s%s/%s" xmlns:cim="%s" xsi:type="%s_Type">`,
			class, nsInstance, wmiPrefix, w.namespace, o.Class, nsCIM, class)
		w.properties(&b, "p:", "cim:", o.Properties)
		b.WriteString("</" + class + ">")
	} else {
		fmt.Fprintf(&b, `<w:XmlFragment xmlns:xsi="%s" xmlns:w="%s">`, nsInstance, nsWSMan)
		w.properties(&b, "", "", o.Properties)
		b.WriteString("</w:XmlFragment>")
	}
	return b.String()
}

// properties writes properties in the order of their names, in which case does
// not count.
func (w itemWriter) properties(b *strings.Builder, prefix, cim string, all []windows.Property) {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(x, y windows.Property) int {
		return cmp.Compare(strings.ToLower(x.Name), strings.ToLower(y.Name))
	})
	for _, p := range all {
		w.value(b, prefix+p.Name, cim, p.Value)
	}
}

func (w itemWriter) value(b *strings.Builder, name, cim string, value any) {
	switch v := value.(type) {
	case nil:
		b.WriteString("<" + name + ` xsi:nil="true"/>`)
	case string:
		element(b, name, w.spell(v))
	case time.Time:
		b.WriteString("<" + name + ">")
		element(b, cim+"Datetime", v.UTC().Truncate(time.Microsecond).Format(time.RFC3339Nano))
		b.WriteString("</" + name + ">")
	case []string:
		for _, s := range v {
			element(b, name, w.spell(s))
		}
	case []int:
		for _, n := range v {
			element(b, name, fmt.Sprint(n))
		}
	case []byte:
		for _, n := range v {
			element(b, name, fmt.Sprint(n))
		}
	default:
		element(b, name, fmt.Sprint(v))
	}
}
