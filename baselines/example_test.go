package baselines_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
)

// A baseline is merged with all that it extends. Each requirement knows how well it is
// founded and the line that wrote it.
func ExampleLoad() {
	b, err := baselines.Load("ws2008r2-sp1")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range b.Requirements() {
		if r.ID == "hotfix/KB2524478" {
			fmt.Println(r.ID, r.Severity, r.Provenance)
		}
	}
	// Output: hotfix/KB2524478 critical sourced
}

// An overlay says what a role requires on top of Windows.
func ExampleLoad_overlay() {
	plain, err := baselines.Load("ws2012r2")
	if err != nil {
		fmt.Println(err)
		return
	}
	hyperv, err := baselines.Load("ws2012r2", "role-hyperv")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(hyperv.Requirements()) > len(plain.Requirements()))
	// Output: true
}

// Each value of a resolved baseline ends in the file and line that it comes from.
func ExampleResolved() {
	resolved, err := baselines.Resolved("ws2008r2-sp1")
	if err != nil {
		fmt.Println(err)
		return
	}
	for line := range strings.Lines(string(resolved)) {
		if strings.HasPrefix(line, "name:") {
			fmt.Print(line)
		}
	}
	// Output: name: ws2008r2-sp1 # embedded:ws2008r2-sp1.yaml:3
}

// What is wrong with a file comes with its place and what to write instead.
func ExampleLint() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()
	site := filepath.Join(dir, "site.yaml")
	const text = "format: 1\nname: site\ntitle: Ours\nreviewed: 2026-11-22\nextends: [ws2019]\nhotfixs: []\n"
	if err := os.WriteFile(site, []byte(text), 0o600); err != nil {
		fmt.Println(err)
		return
	}
	for _, problem := range baselines.Lint(site) {
		fmt.Println(strings.TrimPrefix(problem.Error(), dir+string(filepath.Separator)))
	}
	// Output: site.yaml:6:1: unknown key "hotfixs"; did you mean "hotfixes"?
}
