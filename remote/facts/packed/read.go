package packed

import (
	"encoding/binary"
	"math"
	"reflect"
	"time"
)

// value fills in a value as writer.value has packed it.
func (r *reader) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(r.number() == 1)
	case reflect.Int, reflect.Int64:
		n, size := binary.Varint(r.left)
		r.left = r.left[size:]
		v.SetInt(n)
	case reflect.Uint32, reflect.Uint64:
		v.SetUint(r.number())
	case reflect.Float64:
		v.SetFloat(math.Float64frombits(binary.LittleEndian.Uint64(r.left)))
		r.left = r.left[8:]
	case reflect.String:
		v.SetString(r.store.texts[r.number()])
	case reflect.Pointer:
		if r.number() == 1 {
			v.Set(reflect.New(v.Type().Elem()))
			r.value(v.Elem())
		}
	case reflect.Slice:
		if n := r.number(); n > 0 {
			v.Set(reflect.MakeSlice(v.Type(), int(n-1), int(n-1)))
			for i := range v.Len() {
				r.value(v.Index(i))
			}
		}
	case reflect.Map:
		r.entries(v)
	case reflect.Struct:
		r.fields(v)
	}
}

func (r *reader) entries(v reflect.Value) {
	n := r.number()
	if n == 0 {
		return
	}
	v.Set(reflect.MakeMapWithSize(v.Type(), int(n-1)))
	for range n - 1 {
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		r.value(key)
		r.value(value)
		v.SetMapIndex(key, value)
	}
}

func (r *reader) fields(v reflect.Value) {
	if v.Type() == reflect.TypeFor[time.Time]() {
		size := r.left[0]
		var at time.Time
		_ = at.UnmarshalBinary(r.left[1 : 1+size]) // it is as AppendBinary wrote it
		r.left = r.left[1+size:]
		v.Set(reflect.ValueOf(at))
		return
	}
	count := v.NumField()
	present := r.left[:(count+7)/8]
	r.left = r.left[len(present):]
	for i := range count {
		if present[i/8]&(1<<(i%8)) != 0 {
			r.value(v.Field(i))
		}
	}
}
