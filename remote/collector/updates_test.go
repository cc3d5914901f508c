package collector

import (
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func TestHotfixesWithoutKBs(t *testing.T) {
	h := collect(t, withRows("Win32_QuickFixEngineering", remote.Row{"HotFixID": {"File 1"}}, remote.Row{}), facts.Request{Hotfixes: true}).Hotfixes
	if h.State != facts.Failed || h.Problem.Kind != kindNotCredible || h.Installed != nil {
		t.Errorf("%+v %+v", h, h.Problem)
	}
}

func TestFilePaths(t *testing.T) {
	oddDir := healthyNode()
	oddDir.rows["Win32_OperatingSystem"][0]["WindowsDirectory"] = []string{`C:\Win' OR 'x`}
	wildDir := healthyNode()
	wildDir.rows["Win32_OperatingSystem"][0]["WindowsDirectory"] = []string{`C:\%TEMP%`}
	noDir := healthyNode()
	delete(noDir.rows["Win32_OperatingSystem"][0], "WindowsDirectory")
	tests := []struct {
		name, path string
		node       *fakeNode
		want       string // kind of problem, or empty
		query      string // what must be asked
	}{
		{"quote in the node's directory", `%SystemRoot%\a.dll`, oddDir, "", `Name='C:\\Win\' OR \'x\\a.dll'`},
		{"variable in the node's directory", `%SystemRoot%\a.dll`, wildDir, kindNotCredible, ""},
		{"no directory", `%SystemRoot%\a.dll`, noDir, kindNotCredible, ""},
		{"another variable", `%ProgramFiles%\a.dll`, healthyNode(), "refused", ""},
		{"plain path", `D:\it's\a.dll`, healthyNode(), "", `Name='D:\\it\'s\\a.dll'`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := collect(t, tt.node, facts.Request{Files: []string{tt.path}}).Files
			asked := tt.node.asked[len(tt.node.asked)-1]
			if tt.want != "" && (files.State != facts.Failed || files.Problem.Kind != tt.want || len(tt.node.asked) != 1) {
				t.Errorf("%+v after %q", files, asked)
			}
			if tt.query != "" && !strings.HasSuffix(asked, tt.query) {
				t.Errorf("asked %s, want %s", asked, tt.query)
			}
			if len(files.Asked) != 1 || files.Found != nil {
				t.Errorf("%+v", files)
			}
		})
	}
}
