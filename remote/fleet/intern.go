package fleet

import (
	"reflect"
	"unique"
)

// intern puts one copy in place of all equal texts of the facts of all nodes: rules,
// services and sources are the same on each. What is not a copy also keeps the whole
// answer alive that it was cut out of. Facts lead nowhere twice.
func intern(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		if v.Len() > 0 && v.CanSet() {
			v.SetString(unique.Make(v.String()).Value())
		}
	case reflect.Pointer:
		if !v.IsNil() {
			intern(v.Elem())
		}
	case reflect.Slice:
		if !plain(v.Type().Elem().Kind()) {
			for i := range v.Len() {
				intern(v.Index(i))
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				intern(v.Field(i))
			}
		}
	case reflect.Map:
		internMap(v)
	}
}

// internMap interns the texts of a map, whose keys and values cannot be set.
func internMap(v reflect.Value) {
	if v.Len() == 0 || !v.CanSet() {
		return
	}
	copied := reflect.MakeMapWithSize(v.Type(), v.Len())
	for entry := v.MapRange(); entry.Next(); {
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		key.Set(entry.Key())
		value.Set(entry.Value())
		intern(key)
		intern(value)
		copied.SetMapIndex(key, value)
	}
	v.Set(copied)
}

// plain reports whether values of a kind hold no text.
func plain(k reflect.Kind) bool { return k >= reflect.Bool && k <= reflect.Complex128 }
