package facts

import (
	"encoding/json"
	"reflect"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/facts/jsonscan"
)

// planner makes the plans of types, each once.
type planner map[reflect.Type]plan

func (p planner) of(t reflect.Type) plan {
	if known, ok := p[t]; ok {
		return known
	}
	made := p.make(t)
	p[t] = made
	return made
}

func (p planner) make(t reflect.Type) plan {
	if t == reflect.TypeFor[time.Time]() {
		return timePlan{}
	}
	if reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]()) {
		return noPlan{}
	}
	switch t.Kind() {
	case reflect.String:
		return textPlan{}
	case reflect.Bool:
		return boolPlan{}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return signedPlan{}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return countPlan{}
	case reflect.Pointer:
		return pointerPlan{p.of(t.Elem()), t.Elem()}
	case reflect.Slice:
		return &listPlan{p.of(t.Elem()), t, t.Elem().Kind() == reflect.String}
	case reflect.Map:
		if t.Key().Kind() == reflect.String {
			return mapPlan{p.of(t.Elem()), t}
		}
	case reflect.Struct:
		return p.mapping(t)
	}
	return noPlan{}
}

// mostFields is how many keys a mappingPlan has room for.
const mostFields = 128

// mapping is the plan of a struct. Its keys are those that checkKeys knows.
func (p planner) mapping(t reflect.Type) plan {
	m := &mappingPlan{places: map[string]int{}}
	for _, f := range reflect.VisibleFields(t) {
		name := keyOf(f)
		if name == "" {
			continue
		}
		if _, twice := m.places[name]; twice || len(m.fields) == mostFields || throughPointer(t, f.Index) {
			return noPlan{}
		}
		m.places[name] = len(m.fields)
		m.fields = append(m.fields, fieldPlan{name, f.Index, p.of(f.Type)})
	}
	return m
}

// throughPointer reports whether a field is one of a struct that is embedded by pointer.
func throughPointer(t reflect.Type, index []int) bool {
	for _, i := range index[:len(index)-1] {
		if t = t.Field(i).Type; t.Kind() == reflect.Pointer {
			return true
		}
	}
	return false
}

type pointerPlan struct {
	held plan
	t    reflect.Type // what it points to
}

func (p pointerPlan) decode(d *decoder, v reflect.Value, depth int) bool {
	to := reflect.New(p.t)
	if !p.held.decode(d, to.Elem(), depth) {
		return false
	}
	v.Set(to)
	return true
}

// mappingPlan is the plan of a struct.
type mappingPlan struct {
	fields []fieldPlan
	places map[string]int // of the fields
}

type fieldPlan struct {
	name  string
	index []int
	held  plan
}

func (m *mappingPlan) decode(d *decoder, v reflect.Value, depth int) bool {
	var seen [mostFields / 64]uint64
	after := 0 // the place of the field that is likely to come next
	return depth <= maxDepth && d.Items('{', '}', func() error {
		key, ok := d.Quoted()
		if !ok {
			return jsonscan.ErrNotJSON
		}
		place := after
		if place >= len(m.fields) || string(key) != m.fields[place].name {
			if place, ok = m.find(key, after); !ok {
				return jsonscan.ErrNotJSON
			}
		}
		after = place + 1
		if word, bit := place/64, uint64(1)<<(place%64); seen[word]&bit == 0 {
			seen[word] |= bit
		} else {
			return jsonscan.ErrNotJSON
		}
		f := &m.fields[place]
		if d.Colon() != nil || !f.held.decode(d, v.FieldByIndex(f.index), depth+1) {
			return jsonscan.ErrNotJSON
		}
		return nil
	}) == nil
}

// find is the place of a field by its key. Fields that are left out are few, so it looks
// at some of those behind first.
func (m *mappingPlan) find(key []byte, after int) (int, bool) {
	const near = 4
	for i := after; i < min(after+near, len(m.fields)); i++ {
		if string(key) == m.fields[i].name {
			return i, true
		}
	}
	place, ok := m.places[string(key)]
	return place, ok
}

type mapPlan struct {
	held plan
	t    reflect.Type
}

func (m mapPlan) decode(d *decoder, v reflect.Value, depth int) bool {
	made := reflect.MakeMap(m.t)
	done := depth <= maxDepth && d.Items('{', '}', func() error {
		key, ok := d.Quoted()
		if !ok {
			return jsonscan.ErrNotJSON
		}
		name := reflect.ValueOf(d.kept(key)).Convert(m.t.Key())
		held := reflect.New(m.t.Elem()).Elem()
		if made.MapIndex(name).IsValid() || d.Colon() != nil || !m.held.decode(d, held, depth+1) {
			return jsonscan.ErrNotJSON
		}
		made.SetMapIndex(name, held)
		return nil
	}) == nil
	v.Set(made)
	return done
}

// listPlan is the plan of a slice, which gets as much room as it needs.
type listPlan struct {
	held  plan
	t     reflect.Type
	texts bool // it is a list of texts
}

func (l *listPlan) decode(d *decoder, v reflect.Value, depth int) bool {
	room, ok := d.lists[l]
	if !ok {
		room = reflect.New(l.t).Elem()
	}
	delete(d.lists, l) // a list in this one needs its own
	n, done := 0, depth <= maxDepth
	if d.drop > 0 || d.skim && !l.texts {
		done = done && l.verify(d, &room, depth)
		n = min(1, room.Len())
	} else if done = done && l.gather(d, &room, &n, depth); done {
		if n == 0 {
			v.Set(reflect.MakeSlice(l.t, 0, 0))
		}
		v.Grow(n)
		v.SetLen(n)
		reflect.Copy(v, room)
	}
	for i := range n {
		room.Index(i).SetZero()
	}
	if n <= mostRoom {
		d.lists[l] = room
	}
	return done
}

// gather decodes the items of a list, and counts them in n.
func (l *listPlan) gather(d *decoder, room *reflect.Value, n *int, depth int) bool {
	return d.Items('[', ']', func() error {
		if *n == room.Len() {
			grow(room)
		}
		*n++
		if !l.held.decode(d, room.Index(*n-1), depth+1) {
			return jsonscan.ErrNotJSON
		}
		return nil
	}) == nil
}

// verify decodes the items of a list one in the place of the other.
func (l *listPlan) verify(d *decoder, room *reflect.Value, depth int) bool {
	d.drop++
	defer func() { d.drop-- }()
	if room.Len() == 0 {
		grow(room)
	}
	return d.Items('[', ']', func() error {
		room.Index(0).SetZero()
		if !l.held.decode(d, room.Index(0), depth+1) {
			return jsonscan.ErrNotJSON
		}
		return nil
	}) == nil
}

func grow(room *reflect.Value) {
	room.Grow(1)
	room.SetLen(room.Cap())
}

// mostRoom is how many values a list may have for its room to be kept for the next one.
const mostRoom = 1 << 12
