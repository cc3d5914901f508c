package baselines

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/remote/observe"
)

// reader sets a value to what a node says, which the schema found to be of the
// right kind. The node is nil where the key is absent.
type reader func(v reflect.Value, n *yaml.Node)

// readerOf is the reader of a type, and the record of the struct that the type
// is, points to or lists.
func readerOf(t reflect.Type, o options) (reader, *record) {
	switch t {
	case reflect.TypeFor[time.Time]():
		return setting(date), nil
	case reflect.TypeFor[Build]():
		return setting(build), nil
	case reflect.TypeFor[References]():
		return setting(references), recordOf(t.Elem())
	case reflect.TypeFor[Fix](): // made by advise, with the values of the requirement
		return func(reflect.Value, *yaml.Node) {}, recordOf(reflect.TypeFor[writtenStep]())
	case reflect.TypeFor[[]Update]():
		update := recordOf(t.Elem())
		return setting(func(n *yaml.Node) []Update { return updates(update, n) }), update
	case reflect.TypeFor[observe.Target]():
		written := recordOf(reflect.TypeFor[writtenTarget]())
		return setting(func(n *yaml.Node) observe.Target { return target(written, n) }), written
	case reflect.TypeFor[writtenConditions]():
		return setting(conditions), nil
	case reflect.TypeFor[SiteAbsent]():
		return setting(absent), nil
	case reflect.TypeFor[Scalar]():
		return setting(scalar), nil
	case reflect.TypeFor[time.Duration]():
		return setting(window), nil
	}
	switch t.Kind() {
	case reflect.Bool:
		if o.has("present") {
			return setting(func(n *yaml.Node) bool { return n != nil }), nil
		}
		return setting(flag), nil
	case reflect.Int:
		return numberReader(o), nil
	case reflect.Int64:
		return setting(number64), nil
	case reflect.String:
		return textReader(o), nil
	case reflect.Struct:
		r := recordOf(t)
		return r.set, r
	case reflect.Pointer:
		return pointerReader(t, o)
	case reflect.Slice:
		if o.has("keyed") {
			return keyedReader(t)
		}
		return listReader(t, o)
	}
	panic(fmt.Sprintf("baselines: the format has no values of type %s", t))
}

// setting makes a reader of what reads a node.
func setting[T any](read func(*yaml.Node) T) reader {
	return func(v reflect.Value, n *yaml.Node) { v.Set(reflect.ValueOf(read(n))) }
}

func numberReader(o options) reader {
	if !o.has("values") {
		return setting(func(n *yaml.Node) int { return orZero(strict.Number(n)) })
	}
	values := map[string]int{}
	for _, pair := range strings.Fields(o["values"]) {
		word, number, _ := strings.Cut(pair, ":")
		value, err := strconv.Atoi(number)
		if err != nil {
			panic(fmt.Sprintf("baselines: the tag option values=%s has no number for %s", o["values"], word))
		}
		values[word] = value
	}
	return setting(func(n *yaml.Node) int { return values[strict.Text(n)] })
}

func textReader(o options) reader {
	return func(v reflect.Value, n *yaml.Node) {
		text := strict.Text(n)
		switch {
		case o.has("kb"):
			text = kb(n)
		case o.has("trim"):
			text = strings.TrimSpace(text)
		}
		if text == "" {
			text = o["default"]
		}
		v.SetString(text)
	}
}

// pointerReader leaves nil what is absent.
func pointerReader(t reflect.Type, o options) (reader, *record) {
	if t.Elem().Kind() == reflect.Int {
		return setting(func(n *yaml.Node) *int { return strict.Number(n) }), nil
	}
	read, below := readerOf(t.Elem(), o)
	return func(v reflect.Value, n *yaml.Node) {
		if n != nil {
			v.Set(reflect.New(t.Elem()))
			read(v.Elem(), n)
		}
	}, below
}

// listReader leaves nil a list without items.
func listReader(t reflect.Type, o options) (reader, *record) {
	read, below := readerOf(t.Elem(), o)
	return func(v reflect.Value, n *yaml.Node) {
		items := strict.Items(n)
		if len(items) == 0 {
			return
		}
		v.Set(reflect.MakeSlice(t, len(items), len(items)))
		for i, item := range items {
			read(v.Index(i), item)
		}
	}, below
}

// keyedReader reads a mapping of records to a list, in the order of the file.
func keyedReader(t reflect.Type) (reader, *record) {
	below := recordOf(t.Elem())
	return func(v reflect.Value, n *yaml.Node) {
		for key, value := range strict.Pairs(n) {
			item := reflect.New(t.Elem()).Elem()
			below.set(item, value)
			item.FieldByIndex(below.identity().index).SetString(key.Value)
			v.Set(reflect.Append(v, item))
		}
	}, below
}
