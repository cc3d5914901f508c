package report

import (
	"reflect"
	"time"
)

// mapper applies clean to the strings of values. A value in which nothing changes is
// returned as it is, and not copied: most texts need no cleaning.
type mapper struct {
	clean  func(string) string
	fields map[reflect.Type][]textField // of structs
	holds  map[reflect.Type]bool        // whether values of a type may have texts in them
}

func newMapper(clean func(string) string) *mapper {
	return &mapper{clean, map[reflect.Type][]textField{}, map[reflect.Type]bool{}}
}

// textField is a field of a struct that may have texts in it.
type textField struct {
	index int
	lines bool // text:"lines"
}

// value is the value with its strings cleaned, and whether that changes anything. Lines
// keeps the breaks between them.
func (m *mapper) value(v reflect.Value, lines bool) (reflect.Value, bool) {
	switch v.Kind() {
	case reflect.String:
		return m.text(v, lines)
	case reflect.Pointer:
		if v.IsNil() || !m.holdsText(v.Type().Elem()) {
			return v, false
		}
		held, changed := m.value(v.Elem(), lines)
		if !changed {
			return v, false
		}
		out := reflect.New(v.Type().Elem())
		out.Elem().Set(held)
		return out, true
	case reflect.Slice:
		return m.list(v, lines)
	case reflect.Map:
		return m.mapping(v, lines)
	case reflect.Struct:
		return m.fieldsOf(v)
	}
	return v, false
}

func (m *mapper) text(v reflect.Value, lines bool) (reflect.Value, bool) {
	s := v.String()
	cleaned := ""
	if lines {
		cleaned = eachLine(s, m.clean)
	} else {
		cleaned = m.clean(s)
	}
	if cleaned == s {
		return v, false
	}
	return reflect.ValueOf(cleaned).Convert(v.Type()), true
}

func (m *mapper) list(v reflect.Value, lines bool) (reflect.Value, bool) {
	if !m.holdsText(v.Type().Elem()) {
		return v, false
	}
	out, any := v, false
	for i := range v.Len() {
		item, changed := m.value(v.Index(i), lines)
		if !changed {
			continue
		}
		if !any {
			out, any = reflect.MakeSlice(v.Type(), v.Len(), v.Len()), true
			reflect.Copy(out, v)
		}
		out.Index(i).Set(item)
	}
	return out, any
}

func (m *mapper) mapping(v reflect.Value, lines bool) (reflect.Value, bool) {
	if v.IsNil() {
		return v, false
	}
	out, any := reflect.MakeMapWithSize(v.Type(), v.Len()), false
	for key, value := range v.Seq2() {
		newKey, one := m.value(key, lines)
		newValue, other := m.value(value, lines)
		out.SetMapIndex(newKey, newValue)
		any = any || one || other
	}
	if !any {
		return v, false
	}
	return out, true
}

func (m *mapper) fieldsOf(v reflect.Value) (reflect.Value, bool) {
	fields, known := m.fields[v.Type()]
	if !known {
		fields = m.textFields(v.Type())
		m.fields[v.Type()] = fields
	}
	out, any := v, false
	for _, f := range fields {
		held, changed := m.value(v.Field(f.index), f.lines)
		if !changed {
			continue
		}
		if !any {
			out, any = reflect.New(v.Type()).Elem(), true
			out.Set(v)
		}
		out.Field(f.index).Set(held)
	}
	return out, any
}

// textFields are the exported fields of a struct that may have texts in them.
func (m *mapper) textFields(t reflect.Type) []textField {
	var all []textField
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() && m.holdsText(f.Type) {
			all = append(all, textField{i, f.Tag.Get("text") == "lines"})
		}
	}
	return all
}

// holdsText reports whether values of a type may have texts in them.
func (m *mapper) holdsText(t reflect.Type) bool {
	if known, ok := m.holds[t]; ok {
		return known
	}
	m.holds[t] = true // of a type that leads to itself
	m.holds[t] = m.leadsToText(t)
	return m.holds[t]
}

func (m *mapper) leadsToText(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.String:
		return true
	case reflect.Pointer, reflect.Slice:
		return m.holdsText(t.Elem())
	case reflect.Map:
		return m.holdsText(t.Key()) || m.holdsText(t.Elem())
	case reflect.Struct:
		return t != reflect.TypeFor[time.Time]() && len(m.textFields(t)) > 0
	}
	return false
}
