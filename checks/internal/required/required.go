// Package required finds what a baseline requires, for tests that hold the checks
// and their pages against it. It goes by the types alone and not by the tables of
// the packages under test.
package required

import (
	"reflect"

	"github.com/clusterdrift/clusterdrift/baselines"
)

// IDs are the ids of all requirements in a baseline or a part of it, in the order
// of the fields.
func IDs(v reflect.Value) []string {
	if r, ok := v.Interface().(baselines.Requirement); ok {
		return []string{r.ID}
	}
	var ids []string
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			ids = IDs(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			ids = append(ids, IDs(v.Index(i))...)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				ids = append(ids, IDs(v.Field(i))...)
			}
		}
	}
	return ids
}

// Range is what a requirement bounds by whole numbers, both ends inclusive.
type Range struct {
	ID       string
	Severity baselines.Severity
	Min, Max *int // nil: no bound
}

// Ranges are those of all requirements in a baseline or a part of it that have
// bounds of their own, in the order of the fields.
func Ranges(v reflect.Value) []Range {
	var all []Range
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			all = Ranges(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			all = append(all, Ranges(v.Index(i))...)
		}
	case reflect.Struct:
		if r := rangeOf(v); r.ID != "" && (r.Min != nil || r.Max != nil) {
			all = append(all, r)
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				all = append(all, Ranges(v.Field(i))...)
			}
		}
	}
	return all
}

// rangeOf reads the fields of a struct that are named after bounds.
func rangeOf(v reflect.Value) Range {
	var r Range
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if !f.IsExported() {
			continue
		}
		if own, ok := v.Field(i).Interface().(baselines.Requirement); ok && f.Anonymous {
			r.ID, r.Severity = own.ID, own.Severity
		}
		switch f.Name {
		case "Min":
			r.Min = number(v.Field(i))
		case "Max", "MaxSeconds":
			r.Max = number(v.Field(i))
		}
	}
	return r
}

// number is the whole number that a field holds or points to; nil: none.
func number(v reflect.Value) *int {
	switch n := v.Interface().(type) {
	case int:
		return &n
	case *int:
		return n
	}
	return nil
}
