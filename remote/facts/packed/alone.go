package packed

import (
	"encoding/binary"
	"reflect"
)

// Alone packs a value by itself, each of its texts once. It is made of exported fields, of
// lists, maps and pointers, of texts, numbers, yes and no, and of times: another type in it
// is a mistake of the program, and panics.
func Alone[T any](v *T) []byte {
	w := writer{store: NewStore()}
	w.value(reflect.ValueOf(v).Elem())
	size := 0
	for _, text := range w.store.texts {
		size += len(text) + binary.MaxVarintLen32
	}
	out := make([]byte, 0, size+binary.MaxVarintLen32+len(w.out))
	out = binary.AppendUvarint(out, uint64(len(w.store.texts)))
	for _, text := range w.store.texts {
		out = append(binary.AppendUvarint(out, uint64(len(text))), text...)
	}
	return append(out, w.out...)
}

// FromAlone is what Alone was given, a new copy whose times have no monotonic reading.
func FromAlone[T any](packed []byte) *T {
	r := reader{left: packed}
	texts := make([]string, r.number())
	for i := range texts {
		size := r.number()
		texts[i] = string(r.left[:size])
		r.left = r.left[size:]
	}
	v := new(T)
	r.store = &Store{texts: texts}
	r.value(reflect.ValueOf(v).Elem())
	return v
}
