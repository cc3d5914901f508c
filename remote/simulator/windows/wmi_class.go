package windows

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// wmiKind is the type of a column.
type wmiKind int

const (
	wmiText wmiKind = iota
	wmiBool
	wmiNumber    // up to 32 bits
	wmiBigNumber // 64 bits
	wmiTime
	wmiTexts   // an array
	wmiNumbers // an array
	wmiBytes   // an array
)

// wmiColumn is one property of a class.
type wmiColumn struct {
	name string
	kind wmiKind
}

// wmiClass is a class with its properties in alphabetical order, in which
// WS-Management writes them.
type wmiClass struct {
	name    string
	columns []wmiColumn
}

// wmiColumns lists the properties of a class by type, separated by blanks.
type wmiColumns map[wmiKind]string

func newWMIClass(name string, columns wmiColumns) *wmiClass {
	c := &wmiClass{name: name}
	for kind, names := range columns {
		for _, n := range strings.Fields(names) {
			c.columns = append(c.columns, wmiColumn{name: n, kind: kind})
		}
	}
	slices.SortFunc(c.columns, func(a, b wmiColumn) int {
		return compareFold(a.name, b.name)
	})
	return c
}

// without is the class without some of its properties.
func (c *wmiClass) without(names []string) *wmiClass {
	c.columns = slices.DeleteFunc(c.columns, func(col wmiColumn) bool { return slices.Contains(names, col.name) })
	return c
}

// compareFold orders names as if they were in lower case.
func compareFold(a, b string) int {
	for i := range min(len(a), len(b)) {
		if c := cmp.Compare(lower(a[i]), lower(b[i])); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(a), len(b))
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// column looks a property up by its name in any case.
func (c *wmiClass) column(name string) (wmiColumn, bool) {
	i := slices.IndexFunc(c.columns, func(col wmiColumn) bool { return strings.EqualFold(col.name, name) })
	if i < 0 {
		return wmiColumn{}, false
	}
	return c.columns[i], true
}

// valueOf gives a row's value; a null array is a nil slice.
func (c wmiColumn) valueOf(row wmiRow) any {
	if v, ok := row[c.name]; ok && v != nil {
		return v
	}
	switch c.kind {
	case wmiTexts:
		return []string(nil)
	case wmiNumbers:
		return []int(nil)
	case wmiBytes:
		return []byte(nil)
	}
	return nil
}

// accepts reports whether a value has the column's type.
func (c wmiColumn) accepts(value any) bool {
	var ok bool
	switch c.kind {
	case wmiText:
		_, ok = value.(string)
	case wmiBool:
		_, ok = value.(bool)
	case wmiNumber:
		_, ok = value.(int)
	case wmiBigNumber:
		_, ok = value.(uint64)
	case wmiTime:
		_, ok = value.(time.Time)
	case wmiTexts:
		_, ok = value.([]string)
	case wmiNumbers:
		_, ok = value.([]int)
	case wmiBytes:
		_, ok = value.([]byte)
	}
	return ok || value == nil
}
