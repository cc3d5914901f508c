package sections

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// ofReading are the keys of times that are others at each reading: when a section was read,
// and of which time an event log was.
func ofReading() []string { return []string{"at", "from", "until"} }

// each visits the times of the reading in a value by their paths. It walks by reflection:
// a section that is added cannot be forgotten. Lists that have sections are replaced by
// copies, as what was copied to get the value has them too.
func each(v reflect.Value, path string, do func(path string, at *time.Time)) {
	if !holdsSections(v.Type()) {
		return
	}
	if v.Kind() == reflect.Slice {
		if v.IsNil() {
			return
		}
		own := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(own, v)
		v.Set(own)
		for i := range own.Len() {
			each(own.Index(i), path+"/"+strconv.Itoa(i), do)
		}
		return
	}
	for i := range v.NumField() {
		below, field := path, v.Type().Field(i)
		if !field.Anonymous {
			below += "/" + keyOf(field)
		}
		if at, ok := v.Field(i).Addr().Interface().(*time.Time); ok && slices.Contains(ofReading(), keyOf(field)) {
			do(below, at)
		}
		each(v.Field(i), below, do)
	}
}

// holdsSections reports whether values of a type may have sections.
func holdsSections(t reflect.Type) bool {
	switch {
	case t == reflect.TypeFor[facts.Section]():
		return true
	case t.Kind() == reflect.Slice:
		return holdsSections(t.Elem())
	case t.Kind() != reflect.Struct || t == reflect.TypeFor[time.Time]():
		return false
	}
	for i := range t.NumField() {
		if holdsSections(t.Field(i).Type) {
			return true
		}
	}
	return false
}

// keyOf is the key of a field in a document.
func keyOf(f reflect.StructField) string {
	key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return key
}
