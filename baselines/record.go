package baselines

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// record is a struct of the format, by its tags. The tag `baseline:"KEY,OPTION,..."`
// ties a field to a key of a YAML mapping. A field without a tag is not written in
// files; the fields of an embedded struct count as the record's own. Options:
//
//	required       a complete requirement has the key
//	required=A|B   a complete requirement has one of these keys at least
//	ofbuild        the key is not required of a baseline for many builds (AppliesTo.From)
//	only=A|B       only the requirements of these subjects have the key
//	default=TEXT   what an absent key means
//	item           the items of a list are distinguished by the field
//	subject        the field holds the key that leads to the requirement
//	sorted         the requirements are sorted by the field
//	kb             the number of an article, read as "KB2552040"
//	trim           the text is read without white space around it
//	values=A:1 B:2 the words that a number is written as
//	present        the field says whether the key is there
//	keyed          the items of a list are written as a mapping, by their subjects
//	ids            the texts are ids of findings
//	ids=FAMILY     the texts are subjects of findings of this family
//	whole          a file over another replaces the mapping as a whole
//	aside          the requirement is the same with another value
//	defines=A|B    these texts, title or fix, are wrong with another value
//
// An embedded struct may lose a key, require one no more, or give one a default:
//
//	without=KEY, optional=KEY, default=KEY:TEXT
type record struct {
	typ    reflect.Type
	fields []*field
}

// field is a field of a record.
type field struct {
	key     string
	index   []int
	typ     reflect.Type
	options options
	read    reader
	record  *record // of the struct that the field is, points to or lists; else nil
}

// options are those of a tag by their names; one without a value has an empty one.
type options map[string]string

func (o options) has(name string) bool {
	_, ok := o[name]
	return ok
}

var knownOptions = [...]string{
	"required", "ofbuild", "only", "default", "item", "subject", "sorted", "kb", "trim", "values", "present", "keyed", "ids", "aside", "defines", "without", "optional", "whole",
}

// parseTag reads a tag. One that cannot be read is a mistake in this package,
// which any test finds.
func parseTag(f reflect.StructField, name string, known ...string) (key string, o options, ok bool) {
	tag, ok := f.Tag.Lookup(name)
	words := strings.Split(tag, ",")
	o = options{}
	for _, word := range words[1:] {
		option, value, _ := strings.Cut(word, "=")
		if !slices.Contains(known, option) || o.has(option) {
			panic(fmt.Sprintf("baselines: the tag of %s has a wrong option %q", f.Name, word))
		}
		o[option] = value
	}
	return words[0], o, ok
}

// recordOf reads the tags of a struct, and of all that it holds.
func recordOf(t reflect.Type) *record {
	r := &record{typ: t}
	for i := range t.NumField() {
		f := t.Field(i)
		key, o, ok := parseTag(f, "baseline", knownOptions[:]...)
		switch {
		case f.Anonymous:
			r.embed(f, o)
		case ok:
			read, below := readerOf(f.Type, o)
			r.fields = append(r.fields, &field{key: key, index: f.Index, typ: f.Type, options: o, read: read, record: below})
		}
	}
	return r
}

// embed adds the fields of an embedded struct, but for the key that it is without.
func (r *record) embed(embedded reflect.StructField, o options) {
	key, text, _ := strings.Cut(o["default"], ":")
	for _, f := range recordOf(embedded.Type).fields {
		if o.has("without") && f.key == o["without"] {
			continue
		}
		if o.has("optional") && f.key == o["optional"] {
			delete(f.options, "required")
		}
		if o.has("default") && f.key == key {
			f.options["default"] = text
			f.read, f.record = readerOf(f.typ, f.options)
		}
		f.index = append(slices.Clone(embedded.Index), f.index...)
		r.fields = append(r.fields, f)
	}
}

// set fills a struct of the record's type from a mapping.
func (r *record) set(v reflect.Value, n *yaml.Node) {
	for _, f := range r.fields {
		if f.key != "" {
			f.read(v.FieldByIndex(f.index), strict.Get(n, f.key))
		}
	}
}

// field is the one with a key; nil for none, and of no record.
func (r *record) field(key string) *field {
	if r == nil {
		return nil
	}
	i := slices.IndexFunc(r.fields, func(f *field) bool { return f.key == key })
	if i < 0 {
		return nil
	}
	return r.fields[i]
}

// identity is the field that distinguishes requirements; nil for none.
func (r *record) identity() *field {
	i := slices.IndexFunc(r.fields, func(f *field) bool { return f.options.has("item") || f.options.has("subject") })
	if i < 0 {
		return nil
	}
	return r.fields[i]
}

// text is the value of the field in a mapping, as the field would hold it.
func (f *field) text(n *yaml.Node) string {
	if f.options.has("kb") {
		return kb(strict.Get(n, f.key))
	}
	return strict.Text(n, f.key)
}

// mentioned is the finding id that a value of the field stands for.
func (f *field) mentioned(n *yaml.Node) string {
	subject := n.Value
	if f.options.has("kb") {
		subject = kb(n)
	}
	if family := f.options["ids"]; family != "" {
		return findingID(family, subject)
	}
	return subject
}

// isOf reports whether the requirement of a subject has the key.
func (f *field) isOf(subject string) bool {
	only, limited := f.options["only"]
	return !limited || slices.Contains(strings.Split(only, "|"), subject)
}

// missing are the keys that this requirement of a subject lacks to be complete. Of
// keys joined by "or" one is enough.
func (r *record) missing(subject string, n *yaml.Node) []string {
	has := func(key string) bool {
		v := strict.Get(n, key)
		return v != nil && (v.Value != "" || len(v.Content) > 0)
	}
	var all []string
	for _, f := range r.fields {
		if !f.options.has("required") || f.options.has("default") || !f.isOf(subject) {
			continue
		}
		keys := []string{f.key}
		if f.options["required"] != "" {
			keys = strings.Split(f.options["required"], "|")
		}
		if words := strings.Join(keys, " or "); !slices.ContainsFunc(keys, has) && !slices.Contains(all, words) {
			all = append(all, words)
		}
	}
	return all
}
