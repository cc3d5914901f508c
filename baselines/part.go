package baselines

import "reflect"

// Part returns the baseline with only those requirements whose ids keep accepts. The
// baseline stays as it is; the part has its name, its sources and its other requirements.
func (b *Baseline) Part(keep func(id string) bool) *Baseline {
	part := *b
	v := reflect.ValueOf(&part).Elem()
	for _, f := range families() {
		for _, p := range f.places {
			p.leave(v.FieldByIndex(p.index), keep)
		}
	}
	return &part
}

// leave leaves in a place only the requirements to keep.
func (p *place) leave(v reflect.Value, keep func(id string) bool) {
	kept := func(r reflect.Value) bool {
		return keep(r.Interface().(interface{ requirement() *Requirement }).requirement().ID)
	}
	if p.shape == alone {
		if !v.IsNil() && !kept(v) {
			v.SetZero()
		}
		return
	}
	rest := reflect.Zero(v.Type())
	for i := range v.Len() {
		if kept(v.Index(i).Addr()) {
			rest = reflect.Append(rest, v.Index(i))
		}
	}
	v.Set(rest)
}
