package collector

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func search(kb string) remote.Command { return remote.RegFindKeys(remote.KeyPackages, kb) }

func TestPackages(t *testing.T) {
	const known, asked = "KB2552040", "KB2550886"
	request := facts.Request{Hotfixes: true, KBs: []string{asked, known, "2550886", "no KB"}}
	tests := []struct {
		name     string
		node     *fakeNode
		request  facts.Request
		searched []string
		found    []string
		problem  string // the kind; empty: collected
	}{
		{
			name: "one found, the other proven missing", node: healthyNode(), request: request,
			searched: []string{asked, known}, found: []string{"Package_for_KB2552040" + packageTail},
		},
		{
			name:    "a control proves that the store can be searched",
			node:    healthyNode(),
			request: facts.Request{Hotfixes: true, KBs: []string{asked}}, searched: []string{asked},
		},
		{
			name: "no search succeeds", node: healthyNode().refuses(search("KB976902"), search(known)), request: request,
			problem: kindNotCredible,
		},
		{
			name: "a search that succeeds without printing a package", node: healthyNode().refuses(search(known)).prints(search("KB976902"), "\r\n"),
			request: request, problem: kindNotCredible,
		},
		{
			name: "without hotfixes there is no control", node: healthyNode(), request: facts.Request{KBs: []string{asked}},
			problem: kindNotCredible,
		},
		{
			name: "members when there is no package as a whole", request: request,
			node:     healthyNode().prints(search(asked), found("Package_2_for_KB2550886_SP1"+packageTail, "Package_1_for_KB2550886_SP1"+packageTail)),
			searched: []string{asked, known},
			found:    []string{"Package_1_for_KB2550886_SP1" + packageTail, "Package_2_for_KB2550886_SP1" + packageTail, "Package_for_KB2552040" + packageTail},
		},
		{
			name: "a name that is not understood decides nothing", request: request,
			node:     healthyNode().prints(search(asked), found("Sonderpaket_KB2550886~x")),
			searched: []string{known}, found: []string{"Package_for_KB2552040" + packageTail},
		},
		{
			name: "another KB that contains the id", request: request,
			node:     healthyNode().prints(search(asked), found("Package_for_KB25508861"+packageTail)),
			searched: []string{asked, known}, found: []string{"Package_for_KB2552040" + packageTail},
		},
		{
			name: "output that is not understood", request: request,
			node:     healthyNode().prints(search(asked), "    a    REG_SZ    b\r\n"),
			searched: []string{known}, found: []string{"Package_for_KB2552040" + packageTail},
		},
		{
			name: "the shell fails", node: healthyNode().fails("run 1", remote.Quota), request: request, problem: "quota",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := collect(t, tt.node, tt.request).Packages
			if diff := cmp.Diff(tt.searched, p.Searched); diff != "" {
				t.Errorf("searched (-want +got):\n%s", diff)
			}
			var names []string
			for _, f := range p.Found {
				names = append(names, f.Name)
			}
			if diff := cmp.Diff(tt.found, names); diff != "" {
				t.Errorf("found (-want +got):\n%s", diff)
			}
			switch {
			case tt.problem == "" && p.State != facts.Collected:
				t.Errorf("%s: %+v", p.State, p.Problem)
			case tt.problem != "" && (p.State != facts.Failed || p.Problem.Kind != tt.problem):
				t.Errorf("%s: %+v, want %s", p.State, p.Problem, tt.problem)
			}
		})
	}
}

// 2016 and later name cumulative updates otherwise, so that what QFE reports
// may not be in the store by its id.
func TestPackagesOfLaterWindows(t *testing.T) {
	f := healthyNode().refuses(search("KB976902"), search("KB2552040"))
	f.rows["Win32_OperatingSystem"][0]["Version"] = []string{"10.0.17763"}
	f.prints(search(rollupPackages), found("Package_for_RollupFix~31bf3856ad364e35~amd64~~17763.1577.1.5"))
	p := collect(t, f, facts.Request{Hotfixes: true, KBs: []string{"KB5008218"}}).Packages
	if p.State != facts.Collected || !slices.Equal(p.Searched, []string{"KB5008218"}) || p.Found != nil {
		t.Errorf("%+v", p)
	}
}

func TestPackageStates(t *testing.T) {
	state := remote.RegQueryValue(remote.KeyPackages+`\Package_for_KB2552040`+packageTail, "CurrentState")
	request := facts.Request{Hotfixes: true, KBs: []string{"KB2552040"}}
	t.Run("not readable", func(t *testing.T) {
		p := collect(t, healthyNode().refuses(state), request).Packages
		if p.State != facts.Collected || len(p.Found) != 1 || p.Found[0].State != nil {
			t.Errorf("%+v", p)
		}
	})
	t.Run("the line fails", func(t *testing.T) {
		p := collect(t, healthyNode().fails("run 2", remote.Timeout), request).Packages
		if p.State != facts.Failed || p.Problem.Kind != "timeout" || len(p.Found) != 1 {
			t.Errorf("%+v %+v", p, p.Problem)
		}
	})
	t.Run("no more than the bound", func(t *testing.T) {
		var names []string
		for i := range maxStates + 5 {
			names = append(names, fmt.Sprintf("Package_%d_for_KB2550886%s", i+1, packageTail))
		}
		f := healthyNode().prints(search("KB2550886"), found(names...))
		p := collect(t, f, facts.Request{Hotfixes: true, KBs: []string{"KB2550886"}}).Packages
		asked := 0
		for _, line := range f.runs[1:] {
			asked += len(line)
		}
		if len(p.Found) != maxStates+5 || asked != maxStates {
			t.Errorf("%d found, %d states asked", len(p.Found), asked)
		}
	})
}

// What a node calls its packages must not reach a command line.
func TestForeignPackageNames(t *testing.T) {
	names := []string{
		`Package_for_KB2550886~31bf3856ad364e35~amd64~~6.1.1.0" & del /q C:\ & "`,
		`Package_for_KB2550886~31bf3856ad364e35~amd64~%COMSPEC%~6.1.1.0`,
		`Package_for_KB2550886~31bf3856ad364e35~amd64~~6.1.1.0|calc`,
		`Package_for_KB2550886^~31bf3856ad364e35~amd64~~6.1.1.0`,
	}
	f := healthyNode().prints(search("KB2550886"), found(names...))
	p := collect(t, f, facts.Request{Hotfixes: true, KBs: []string{"KB2550886"}}).Packages
	if p.State != facts.Failed || p.Found != nil || p.Searched != nil {
		t.Errorf("%+v", p)
	}
	if len(f.runs) != 1 {
		t.Errorf("a second line was run: %q", f.runs[1])
	}
	if strings.ContainsAny(p.Problem.Message, "\r\n") {
		t.Errorf("message %q", p.Problem.Message)
	}
}

// Searches that do not fit into one line are spread over more, and each line
// proves by itself whether the store could be searched.
func TestSearchesInSeveralLines(t *testing.T) {
	request := facts.Request{Hotfixes: true, TCP: true}
	for i := range 80 {
		request.KBs = append(request.KBs, fmt.Sprintf("KB%d", 2600000+i))
	}
	f := healthyNode()
	p := collect(t, f, request).Packages
	if p.State != facts.Collected || len(p.Searched) != 80 {
		t.Fatalf("%s %+v, %d searched", p.State, p.Problem, len(p.Searched))
	}
	if len(f.runs) < 2 {
		t.Errorf("%d lines", len(f.runs))
	}
	for i, line := range f.runs {
		if !slices.Contains(line, search("KB976902")) {
			t.Errorf("line %d has no control", i+1)
		}
		if seen := slices.Compact(slices.Sorted(slices.Values(line))); len(seen) != len(line) {
			t.Errorf("line %d has a command twice", i+1)
		}
	}

	broken := healthyNode().fails("run 2", remote.Fault)
	p = collect(t, broken, request).Packages
	if p.State != facts.Collected || len(p.Searched) == 0 || len(p.Searched) == 80 {
		t.Errorf("with one line lost: %s, %d searched", p.State, len(p.Searched))
	}
}
