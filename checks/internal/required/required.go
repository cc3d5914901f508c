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
