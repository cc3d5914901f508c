package baselines

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/clusterdrift/clusterdrift/baselines/strict/stricttest"
	"github.com/clusterdrift/clusterdrift/remote/observe"
)

// TestSchemaAgreesWithTags compares the schema with the tags, key by key.
func TestSchemaAgreesWithTags(t *testing.T) {
	s := stricttest.Schema(t, Schema())
	part := []string{"builds", "remove"}
	var file []string
	for _, k := range headKeys() {
		if k.key != "builds" {
			file = append(file, k.key)
		}
	}
	for _, f := range families() {
		file, part = append(file, f.section), append(part, f.section)
		sameFamily(t, f, s.Properties[f.section])
	}
	sameKeys(t, "a file", file, s)
	parts := resolve(resolve(s.Properties["parts"]).Items2020)
	sameKeys(t, "a part", part, parts)
	for _, key := range part[1:] {
		if parts.Properties[key] != nil && resolve(parts.Properties[key]) != resolve(s.Properties[key]) {
			t.Errorf("%s of a part is not that of a file", key)
		}
	}
	for _, f := range theFormat().head.fields {
		sameValue(t, f.key, f.typ, f, s.Properties[f.key])
	}
}

// resolve is the schema that references lead to.
func resolve(s *jsonschema.Schema) *jsonschema.Schema {
	for s != nil && s.Ref != nil {
		s = s.Ref
	}
	return s
}

func sameKeys(t *testing.T, path string, want []string, s *jsonschema.Schema) {
	t.Helper()
	if s == nil {
		t.Errorf("the schema lacks %s", path)
		return
	}
	if diff := cmp.Diff(slices.Sorted(slices.Values(want)), slices.Sorted(maps.Keys(s.Properties))); diff != "" {
		t.Errorf("the keys of %s differ, tags - and schema +:\n%s", path, diff)
	}
}

// sameFamily compares the places of a family with its section.
func sameFamily(t *testing.T, f *family, s *jsonschema.Schema) {
	t.Helper()
	s = resolve(s)
	if s == nil {
		t.Errorf("the schema lacks the section %s", f.section)
		return
	}
	var fixed []string
	for _, p := range f.places {
		at, name := s, strings.Join(p.path, "/")
		if len(p.path) > 1 {
			fixed = append(fixed, p.path[1])
			at = resolve(s.Properties[p.path[1]])
		}
		switch {
		case at == nil:
			t.Errorf("the schema lacks %s", name)
		case p.shape == alone:
			sameRecord(t, name, p.record, p.path[1], at)
		case p.shape == inList:
			item := resolve(at.Items2020)
			sameRecord(t, name, p.record, "", item)
			if diff := cmp.Diff([]string{p.record.identity().key}, item.Required); diff != "" {
				t.Errorf("%s: what distinguishes items is not required: %s", name, diff)
			}
		case len(at.Properties)+len(at.PatternProperties) == 0:
			t.Errorf("%s: the schema has no subjects", name)
		default:
			for subject, below := range at.Properties {
				sameRecord(t, name+"/"+subject, p.record, subject, resolve(below))
			}
			for _, below := range at.PatternProperties {
				sameRecord(t, name, p.record, "", resolve(below))
			}
		}
	}
	if len(fixed) > 0 {
		sameKeys(t, f.section, fixed, s)
	}
}

// sameRecord compares what a requirement of a subject, or a value in it, may have.
func sameRecord(t *testing.T, path string, r *record, subject string, s *jsonschema.Schema) {
	t.Helper()
	var keys []string
	for _, f := range r.fields {
		if f.key == "" || !f.isOf(subject) {
			continue
		}
		keys = append(keys, f.key)
		if s != nil && s.Properties[f.key] != nil {
			sameValue(t, path+"/"+f.key, f.typ, f, s.Properties[f.key])
		}
	}
	sameKeys(t, path, keys, s)
}

// sameValue compares the type that a field is read to with that in the schema.
func sameValue(t *testing.T, path string, typ reflect.Type, f *field, s *jsonschema.Schema) {
	t.Helper()
	s = resolve(s)
	if s == nil || s.Types == nil {
		t.Errorf("%s: the schema gives no type", path)
		return
	}
	if typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	want, words := "", []string(nil)
	if types := ownTypes()[typ]; types != nil {
		if diff := cmp.Diff(types, s.Types.ToStrings()); diff != "" {
			t.Errorf("%s: types differ, tags - and schema +:\n%s", path, diff)
		}
		if f.record != nil {
			sameRecord(t, path, f.record, "", s)
		}
		return
	}
	switch {
	case typ == reflect.TypeFor[Fix](), typ == reflect.TypeFor[References]():
		if diff := cmp.Diff([]string{"string", "array"}, s.Types.ToStrings()); diff != "" {
			t.Errorf("%s: types differ, tags - and schema +:\n%s", path, diff)
		}
		sameRecord(t, path, f.record, "", resolve(s.Items2020))
		return
	case typ == reflect.TypeFor[Build]():
		want = "string"
	case typ == reflect.TypeFor[time.Time]():
		want = "string"
		if s.Format == nil || s.Format.Name != "date" {
			t.Errorf("%s is not a date in the schema", path)
		}
	case f.options.has("present"):
		want = "array"
	case f.options.has("keyed"):
		want = "object"
		for _, below := range s.PatternProperties {
			sameRecord(t, path, f.record, "", resolve(below))
		}
	case typ.Kind() == reflect.Slice:
		want = "array"
		if typ.Elem().Kind() == reflect.Struct && typ.Elem() != reflect.TypeFor[Build]() && ownTypes()[typ.Elem()] == nil {
			sameRecord(t, path, f.record, "", resolve(s.Items2020))
		} else {
			sameValue(t, path+"/0", typ.Elem(), f, s.Items2020)
		}
	case typ.Kind() == reflect.Struct:
		want = "object"
		sameRecord(t, path, f.record, "", s)
	case f.options.has("kb"):
		want = "integer"
	case f.options.has("values"):
		want = "string"
		for _, pair := range strings.Fields(f.options["values"]) {
			word, _, _ := strings.Cut(pair, ":")
			words = append(words, word)
		}
	default:
		want = map[reflect.Kind]string{reflect.Bool: "boolean", reflect.Int: "integer", reflect.Int64: "integer", reflect.String: "string"}[typ.Kind()]
	}
	if diff := cmp.Diff([]string{want}, s.Types.ToStrings()); diff != "" {
		t.Errorf("%s: types differ, tags - and schema +:\n%s", path, diff)
	}
	sameWords(t, path, typ, words, s)
}

// ownTypes are the types that have readers of their own.
func ownTypes() map[reflect.Type][]string {
	return map[reflect.Type][]string{
		reflect.TypeFor[observe.Target]():    {"object"},
		reflect.TypeFor[writtenConditions](): {"object"},
		reflect.TypeFor[SiteAbsent]():        {"string", "object"},
		reflect.TypeFor[Scalar]():            {"boolean", "integer", "string"},
		reflect.TypeFor[time.Duration]():     {"string"},
	}
}

// sameWords compares the words that Go knows of a type with those in the schema.
func sameWords(t *testing.T, path string, typ reflect.Type, words []string, s *jsonschema.Schema) {
	t.Helper()
	switch typ {
	case reflect.TypeFor[Severity]():
		for _, v := range Severities() {
			words = append(words, string(v))
		}
	case reflect.TypeFor[Provenance]():
		words = []string{string(Sourced), string(Inferred), string(Site), string(Unconfirmed)}
	case reflect.TypeFor[Scope]():
		words = []string{string(OnNode), string(OnCluster)}
	case reflect.TypeFor[SiteScope]():
		words = []string{string(SiteNode), string(SiteCluster)}
	case reflect.TypeFor[observe.Type]():
		for _, v := range observe.Types() {
			words = append(words, string(v))
		}
	}
	if words == nil {
		return
	}
	var enum []string
	if s.Enum != nil {
		for _, v := range s.Enum.Values {
			enum = append(enum, v.(string))
		}
	}
	if diff := cmp.Diff(words, enum); diff != "" {
		t.Errorf("%s: the words differ, Go - and schema +:\n%s", path, diff)
	}
}
