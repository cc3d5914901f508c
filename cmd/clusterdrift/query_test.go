package main

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote"
)

func TestParseSelect(t *testing.T) {
	tests := []struct {
		wql     string
		columns []string
		problem string
	}{
		{"SELECT * FROM Win32_Service", nil, ""},
		{"  select Name ,State\n from Win32_Service ", []string{"Name", "State"}, ""},
		{`SELECT Name FROM CIM_DataFile WHERE Name='c:\\a;b\'s.txt'`, []string{"Name"}, ""},
		{`SELECT Name FROM A WHERE B="it's;"`, []string{"Name"}, ""},
		{"", nil, "the query is not a SELECT statement"},
		{"SELECT FROM A", nil, "the query is not a SELECT statement"},
		{"SELECT Name FROM A WHERE", nil, "the query is not a SELECT statement"},
		{"SELECT Name, FROM A", nil, "the query is not a SELECT statement"},
		{"SELECT *, Name FROM A", nil, "the query is not a SELECT statement"},
		{"SELECT Name FROM A, B", nil, "the query is not a SELECT statement"},
		{"SELECT * FROM __InstanceCreationEvent WITHIN 10 WHERE TargetInstance ISA 'A'", nil, "the query is not a SELECT statement"},
		{"REFERENCES OF {A.B='c'}", nil, "the query is not a SELECT statement"},
		{"SELECT a FROM b;", nil, "the query holds more than one statement"},
		{"SELECT a FROM b WHERE c='d'; DELETE", nil, "the query holds more than one statement"},
		{"SELECT a FROM b WHERE c='d", nil, "a text in the query does not end"},
		{"SELECT a FROM b WHERE c='\x00'", nil, "the query holds control characters"},
	}
	for _, tt := range tests {
		s, err := parseSelect(tt.wql)
		problem := ""
		if err != nil {
			problem = err.Error()
		}
		if problem != tt.problem || !cmp.Equal(s.columns, tt.columns) {
			t.Errorf("%q: %q, %q, want %q, %q", tt.wql, s.columns, problem, tt.columns, tt.problem)
		}
	}
}

func TestAnswerFormats(t *testing.T) {
	rows := []remote.Row{
		{"Name": {"=cmd|'/c calc'!A0"}, "Size": {"-1"}, "Tags": {"a", "b"}},
		{"Name": {"東京 \u200b<&>"}, "Tags": {"@one"}},
	}
	columns := []string{"name", "Size", "Tags"}
	tests := map[string]string{
		"table": "name               Size  Tags\n=cmd|'/c calc'!A0  -1    a, b\n東京 <&>                 @one\n",
		"csv":   "name,Size,Tags\n'=cmd|'/c calc'!A0,-1,\"a, b\"\n東京 <&>,,'@one\n",
		"json": `[
  {
    "name": "=cmd|'/c calc'!A0",
    "Size": "-1",
    "Tags": [
      "a",
      "b"
    ]
  },
  {
    "name": "東京 \u200b<&>",
    "Size": null,
    "Tags": "@one"
  }
]
`,
	}
	for format, want := range tests {
		print, err := answerFormat(format)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := print(&b, columns, rows); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, b.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", format, diff)
		}
	}
}

func TestColumnsOfAll(t *testing.T) {
	rows := []remote.Row{{"b": {"1"}}, {"a": {"2"}, "c": nil}}
	if got := (selection{}).columnsOf(rows); !cmp.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("columns %q", got)
	}
}

func TestWithoutFormula(t *testing.T) {
	for in, want := range map[string]string{
		"=1+1": "'=1+1", "+1+1": "'+1+1", "-1": "-1", "+4.50": "+4.50", "-1-1": "'-1-1", "@SUM(A1)": "'@SUM(A1)",
		"  =1": "'  =1", "a=b": "a=b", "": "", "-": "'-",
	} {
		if got := withoutFormula(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}
