package facts

import "reflect"

// KindLocal is the Problem kind of what lies with the machine that reads and says
// nothing of the node: no descriptor, port or memory left.
const KindLocal = "local"

// KindInterrupted is the Problem kind of what was not read because the scan was
// interrupted, which says nothing of the node either.
const KindInterrupted = "interrupted"

// KindNotTried is the Problem kind of a node that was left alone, since others had
// refused the same credentials.
const KindNotTried = "not-tried"

// KindIdentity is the Problem kind of a node in whose place another machine answered.
const KindIdentity = "identity"

// LocalProblem returns the first problem of the node or of one of its sections
// that has kind KindLocal; nil when there is none.
func (n *Node) LocalProblem() *Problem { return localProblem(reflect.ValueOf(n).Elem()) }

// localProblem walks by reflection: a section that is added cannot be forgotten.
func localProblem(v reflect.Value) *Problem {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if p := localProblem(v.Field(i)); p != nil {
				return p
			}
		}
	case reflect.Slice: // of sections
		if !isSection(v.Type().Elem()) {
			return nil
		}
		for i := range v.Len() {
			if p := localProblem(v.Index(i)); p != nil {
				return p
			}
		}
	case reflect.Pointer:
		if !v.CanInterface() { // of time.Time
			return nil
		}
		if p, ok := v.Interface().(*Problem); ok && p != nil && p.Kind == KindLocal {
			return p
		}
	}
	return nil
}

// isSection reports whether a type has a section at its head.
func isSection(t reflect.Type) bool {
	if t.Kind() != reflect.Struct {
		return false
	}
	head, ok := t.FieldByName("Section")
	return ok && head.Anonymous && head.Type == reflect.TypeFor[Section]()
}
