package answer

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/internal/match"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/observe"
)

func text(s string) facts.Datum           { return facts.Datum{Text: &s} }
func natural(n uint64) facts.Datum        { return facts.Datum{Number: &n} }
func texts(all ...string) facts.Datum     { return facts.Datum{List: append([]string{}, all...)} }
func constant(s string) *baselines.Scalar { return &baselines.Scalar{Text: &s} }
func number(n int64) *baselines.Scalar    { return &baselines.Scalar{Number: &n} }
func not(all ...*baselines.Scalar) baselines.SiteWant {
	var w baselines.SiteWant
	for _, s := range all {
		w.Not = append(w.Not, *s)
	}
	return w
}

func TestValues(t *testing.T) {
	dword := observe.Target{Registry: &observe.Registry{Type: observe.DWORD}}
	sz := observe.Target{Registry: &observe.Registry{Type: observe.String}}
	binary := observe.Target{Registry: &observe.Registry{Type: observe.Binary}}
	property := observe.Target{Cluster: "QuorumType"}
	file := observe.Target{File: &observe.File{Property: "version"}}
	most := uint64(1<<64 - 1)
	tests := []struct {
		name   string
		target observe.Target
		want   baselines.SiteWant
		got    facts.Datum
		is     match.Match
	}{
		{"equal", dword, baselines.SiteWant{Equals: number(5)}, natural(5), match.Yes},
		{"not equal", dword, baselines.SiteWant{Equals: number(5)}, natural(3), match.No},
		{"a text that is a number", dword, baselines.SiteWant{Equals: number(5)}, text(" 5 "), match.Yes},
		{"no number", dword, baselines.SiteWant{Equals: number(5)}, text("five"), match.Maybe},
		{"a list for a number", dword, baselines.SiteWant{Equals: number(5)}, texts("5"), match.Maybe},
		{"the greatest number", dword, baselines.SiteWant{Min: new(int64(5))}, natural(most), match.Yes},
		{"the greatest number, and less is wanted", dword, baselines.SiteWant{Max: new(int64(1<<63 - 1))}, natural(most), match.No},
		{"the greatest number as text", dword, baselines.SiteWant{Max: new(int64(1<<63 - 1))}, text("18446744073709551615"), match.No},
		{"below zero", dword, baselines.SiteWant{Min: new(int64(0))}, facts.Datum{Signed: new(int64(-1))}, match.No},
		{"zero and below", dword, baselines.SiteWant{Max: new(int64(-1))}, natural(0), match.No},
		{"between", dword, baselines.SiteWant{Min: new(int64(30)), Max: new(int64(120))}, natural(120), match.Yes},
		{"above", dword, baselines.SiteWant{Min: new(int64(30)), Max: new(int64(120))}, natural(121), match.No},
		{"one of", dword, baselines.SiteWant{OneOf: []baselines.Scalar{*number(1), *number(2)}}, natural(2), match.Yes},
		{"none of", dword, not(number(1), number(2)), natural(2), match.No},
		{"neither", dword, not(number(1), number(2)), natural(3), match.Yes},
		{"no number, which is not one of some", dword, not(number(1)), text("x"), match.Maybe},
		{"all that is wanted", dword, baselines.SiteWant{Min: new(int64(1)), Not: []baselines.Scalar{*number(2)}}, natural(2), match.No},

		{"text", sz, baselines.SiteWant{Equals: constant("On")}, text("On"), match.Yes},
		{"case counts in the registry", sz, baselines.SiteWant{Equals: constant("On")}, text("on"), match.No},
		{"blanks count", sz, baselines.SiteWant{Equals: constant("On")}, text("On "), match.No},
		{"case does not count in WMI", property, baselines.SiteWant{Equals: constant("node majority")}, text("Node Majority"), match.Yes},
		{"true", property, baselines.SiteWant{Equals: &baselines.Scalar{Bool: new(true)}}, text("TRUE"), match.Yes},
		{"false", property, baselines.SiteWant{Equals: &baselines.Scalar{Bool: new(true)}}, text("false"), match.No},
		{"neither true nor false", property, baselines.SiteWant{Equals: &baselines.Scalar{Bool: new(true)}}, text("1"), match.Maybe},
		{"number for a text", sz, baselines.SiteWant{Equals: constant("5")}, natural(5), match.Maybe},
		{"match", sz, baselines.SiteWant{Matches: "^a.c$"}, text("abc"), match.Yes},
		{"no match", sz, baselines.SiteWant{Matches: "^a.c$"}, text("abcd"), match.No},
		{"wanted, where something is known to be wrong", sz, baselines.SiteWant{Matches: "^a.c$", Drifts: "^x$"}, text("abc"), match.Yes},
		{"known to be wrong", sz, baselines.SiteWant{Matches: "^a.c$", Drifts: "^x$"}, text("x"), match.No},
		{"neither wanted nor known to be wrong", sz, baselines.SiteWant{Matches: "^a.c$", Drifts: "^x$"}, text("y"), match.Maybe},
		{"known to be wrong, but no text", sz, baselines.SiteWant{Matches: "1", Drifts: "1"}, natural(1), match.Maybe},
		{"no text to match", sz, baselines.SiteWant{Matches: "1"}, natural(1), match.Maybe},
		{"part", sz, baselines.SiteWant{Contains: "b"}, text("abc"), match.Yes},
		{"no part", sz, baselines.SiteWant{Contains: "B"}, text("abc"), match.No},

		{"one of several texts", sz, baselines.SiteWant{Contains: "b"}, texts("a", "b"), match.Yes},
		{"part of one of several texts", sz, baselines.SiteWant{Contains: "b"}, texts("a", "bc"), match.No},
		{"none of several texts", sz, not(constant("c")), texts("a", "b"), match.Yes},
		{"one of several texts that is not wanted", sz, not(constant("b")), texts("a", "b"), match.No},
		{"no text", sz, not(constant("b")), texts(), match.Yes},
		{"number of texts", sz, baselines.SiteWant{CountMin: new(2)}, texts("a"), match.No},

		{"bytes", binary, baselines.SiteWant{Equals: constant("01FF")}, text("01ff"), match.Yes},
		{"part of the bytes", binary, baselines.SiteWant{Contains: "FF"}, text("01ff02"), match.Yes},
		{"halves of bytes", binary, baselines.SiteWant{Contains: "1f"}, text("01ff"), match.No},

		{"version", file, baselines.SiteWant{VersionMin: "4.2.1"}, text("4.2.1.0"), match.Yes},
		{"later version", file, baselines.SiteWant{VersionMin: "4.2.1"}, text("4.10"), match.Yes},
		{"earlier version", file, baselines.SiteWant{VersionMin: "4.2.1"}, text("4.2.0.99"), match.No},
		{"no version", file, baselines.SiteWant{VersionMin: "4.2.1"}, text("x"), match.Maybe},
		{"the same version", file, baselines.SiteWant{Equals: constant("4.2")}, text("4.2.0.0"), match.Yes},

		{"nothing", sz, baselines.SiteWant{Equals: constant("")}, facts.Datum{}, match.Maybe},
		{"two at once", sz, not(constant("x")), facts.Datum{Text: new("a"), Number: new(uint64(1))}, match.Maybe},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := Match(baselines.SiteProbe{Observe: tt.target, Want: tt.want}, facts.Observed{Value: &tt.got})
			if r.Match != tt.is || r.Missing.IsZero() != (r.Match != match.Maybe) {
				t.Errorf("%+v, want %v", r, tt.is)
			}
		})
	}
}

func TestRows(t *testing.T) {
	row := func(value string) map[string]facts.Datum { return map[string]facts.Datum{"State": text(value)} }
	running := baselines.SiteWant{Column: "state", Equals: constant("Running")}
	every := running
	every.Every = true
	list := func(all ...string) map[string]facts.Datum { return map[string]facts.Datum{"State": texts(all...)} }
	part := baselines.SiteWant{Column: "State", Contains: "10.0.0.1"}
	whole := baselines.SiteWant{Column: "State", OneOf: []baselines.Scalar{*constant("10.0.0.1")}}
	tests := []struct {
		name string
		want baselines.SiteWant
		rows []map[string]facts.Datum
		is   match.Match
	}{
		{"one", running, []map[string]facts.Datum{row("running")}, match.Yes},
		{"several alike", running, []map[string]facts.Datum{row("running"), row("running")}, match.Maybe},
		{"every one", every, []map[string]facts.Datum{row("running"), row("Running")}, match.Yes},
		{"not every one", every, []map[string]facts.Datum{row("running"), row("stopped"), {}}, match.No},
		{"null in one", every, []map[string]facts.Datum{row("running"), {}}, match.Maybe},
		{"counted", baselines.SiteWant{CountMin: new(2), CountMax: new(2)}, []map[string]facts.Datum{row("a"), row("b")}, match.Yes},
		{"too many", baselines.SiteWant{CountMax: new(1)}, []map[string]facts.Datum{row("a"), row("b")}, match.No},
		{"a part of the only text", part, []map[string]facts.Datum{row("10.0.0.10")}, match.Yes},
		{"a part of one of two texts", part, []map[string]facts.Datum{list("10.0.0.10", "x")}, match.Yes},
		{"a part of none of two texts", part, []map[string]facts.Datum{list("10.0.1.1", "x")}, match.No},
		{"not the whole of the only text", whole, []map[string]facts.Datum{row("10.0.0.10")}, match.No},
		{"not the whole of two texts", whole, []map[string]facts.Datum{list("10.0.0.10", "x")}, match.No},
		{"the whole of one of two texts", whole, []map[string]facts.Datum{list("10.0.0.1", "x")}, match.Yes},
		{"rows are counted, not the texts of one", baselines.SiteWant{Column: "State", Contains: "a", CountMax: new(1)}, []map[string]facts.Datum{list("a", "b", "c")}, match.Yes},
		{"counted, and every one", baselines.SiteWant{Column: "State", Every: true, CountMin: new(3), Equals: constant("a")}, []map[string]facts.Datum{row("a"), row("a")}, match.No},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := baselines.SiteProbe{Observe: observe.Target{WQL: &observe.WQL{Columns: []string{"State"}}}, Want: tt.want}
			if r := Match(p, facts.Observed{Rows: tt.rows}); r.Match != tt.is {
				t.Errorf("%+v, want %v", r, tt.is)
			}
		})
	}
}
