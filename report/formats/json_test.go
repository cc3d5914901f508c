package formats

import (
	"bytes"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/clusterdrift/clusterdrift/baselines/strict/stricttest"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

func TestJSONFollowsSchema(t *testing.T) {
	schema := stricttest.Schema(t, report.Schema())
	for name, r := range map[string]*report.Result{
		"drift": fixture.Result(fixture.FieldReport(), fixture.Tokyo()), "pass": fixture.Result(fixture.Quiet()), "empty": fixture.Result(), "dark": fixture.Result(fixture.Dark()), "weak": fixture.Result(fixture.Weak()), "starved": fixture.Result(fixture.Starved()),
	} {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(render(t, "json", r, report.Options{})))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(doc); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSchemaRefuses(t *testing.T) {
	schema := stricttest.Schema(t, report.Schema())
	text := string(render(t, "json", fixture.Result(fixture.FieldReport()), report.Options{}))
	for _, change := range [][2]string{
		{`"format":2`, `"format":1`},
		{`"status":"drift"`, `"status":"failed"`},
		{`"state":"partial"`, `"state":"fine"`},
		{`"unreachable":1`, `"unreachable":-1`},
		{`"started":"2026-11-22T09:30:00Z"`, `"started":"2026-11-22T09:30:00.5Z"`},
		{`"kind":"denied"`, `"kind":"other"`},
		{`"exit"`, `"end"`},
	} {
		broken := strings.Replace(text, change[0], change[1], 1)
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(broken))
		if err != nil {
			t.Fatal(err)
		}
		if broken == text || schema.Validate(doc) == nil {
			t.Errorf("%s in place of %s is valid", change[1], change[0])
		}
	}
}
