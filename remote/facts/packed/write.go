package packed

import (
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"time"
)

// value packs a value by its type, so that nothing of it says which type it is.
func (w *writer) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.Bool:
		w.number(asNumber(v.Bool()))
	case reflect.Int, reflect.Int64:
		w.out = binary.AppendVarint(w.out, v.Int())
	case reflect.Uint32, reflect.Uint64:
		w.number(v.Uint())
	case reflect.Float64:
		w.out = binary.LittleEndian.AppendUint64(w.out, math.Float64bits(v.Float()))
	case reflect.String:
		w.number(w.store.place(v.String()))
	case reflect.Pointer:
		w.number(asNumber(!v.IsNil()))
		if !v.IsNil() {
			w.value(v.Elem())
		}
	case reflect.Slice:
		w.slice(v)
	case reflect.Map:
		w.entries(v)
	case reflect.Struct:
		w.fields(v)
	default:
		panic(fmt.Sprintf("packed: a value of type %s", v.Type()))
	}
}

func asNumber(yes bool) uint64 {
	if yes {
		return 1
	}
	return 0
}

// slice packs one more than the length, or 0 for nil.
func (w *writer) slice(v reflect.Value) {
	if v.IsNil() {
		w.number(0)
		return
	}
	w.number(uint64(v.Len()) + 1)
	for i := range v.Len() {
		w.value(v.Index(i))
	}
}

func (w *writer) entries(v reflect.Value) {
	if v.IsNil() {
		w.number(0)
		return
	}
	w.number(uint64(v.Len()) + 1)
	for entry := v.MapRange(); entry.Next(); {
		w.value(entry.Key())
		w.value(entry.Value())
	}
}

// fields packs which fields are not zero, eight to a byte, and then those.
func (w *writer) fields(v reflect.Value) {
	if v.Type() == reflect.TypeFor[time.Time]() {
		w.time(v.Interface().(time.Time))
		return
	}
	first, count := len(w.out), v.NumField()
	for range (count + 7) / 8 {
		w.out = append(w.out, 0)
	}
	for i := range count {
		if field := v.Field(i); !field.IsZero() {
			w.out[first+i/8] |= 1 << (i % 8)
			w.value(field)
		}
	}
}

// time packs a time with its zone.
func (w *writer) time(at time.Time) {
	before := len(w.out)
	w.out = append(w.out, 0)
	out, err := at.AppendBinary(w.out)
	if err != nil { // its zone cannot be written
		panic(fmt.Sprintf("packed: %v", err))
	}
	out[before] = byte(len(out) - before - 1)
	w.out = out
}
