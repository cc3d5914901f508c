package plan

import (
	"bytes"
	"embed"
	"fmt"
	"strings"
	"text/template"

	"github.com/clusterdrift/clusterdrift/report"
)

//go:embed script
var scriptFiles embed.FS

// Scripts makes the plan as a folder: plan.md, and a script for each node and
// for what is done once for a cluster, for cmd.exe on Windows Server 2008 R2 and
// for PowerShell later. The program never runs them; they change nothing unless
// asked to, refuse to run elsewhere, and stop at the first error.
//
// They are ASCII: Windows PowerShell 5.1 reads UTF-8 without a mark in the code
// page of the machine, and cmd.exe knows no mark at all. Lines end in CR LF, as
// cmd.exe loses labels otherwise. The states of nodes are those of
// CLUSTER_NODE_STATE (clusapi.h), which the provider tells over packet privacy
// alone; that wusa.exe returns 0x240006 for what is installed already is by
// KB949545.
func Scripts(r *report.Result) ([]report.File, error) {
	var all []report.File
	for _, p := range newPlan(r) {
		if p.once != nil {
			f, err := newScript(r, p, *p.once, true)
			if err != nil {
				return nil, err
			}
			all = append(all, f)
		}
		for _, n := range p.nodes {
			f, err := newScript(r, p, n, false)
			if err != nil {
				return nil, err
			}
			all = append(all, f)
		}
	}
	var md bytes.Buffer
	if err := Write(&md, r, report.Options{}); err != nil {
		return nil, err
	}
	return append(all, report.File{Name: report.PlanFile, Data: md.Bytes()}), nil
}

// scriptPage is what the template of a script shows. Its texts are plain.
type scriptPage struct {
	Name, Version, Made, Scanned string
	Cluster, Host, Scan          string
	Blockers                     []string
	Once, Restart                bool
	Lines                        []scriptLine
	Updates                      []string
}

// scriptLine is a line of a remedy, and what it fixes.
type scriptLine struct{ ID, Text string }

func newScript(r *report.Result, p clusterPlan, n nodePlan, once bool) (report.File, error) {
	const day = "2006-01-02 15:04:05 UTC"
	page := scriptPage{
		Name: n.script(), Version: comment(r.Tool.Version), Made: r.Finished.UTC().Format(day), Scanned: r.Started.UTC().Format(day),
		Cluster: comment(p.cluster.Name), Host: n.node.Host, Scan: n.scanned(),
		Once: once, Restart: n.restart, Updates: n.packages,
	}
	if once {
		page.Name = n.onceScript()
	}
	for _, b := range p.blockers {
		page.Blockers = append(page.Blockers, comment(b))
	}
	for _, s := range n.steps {
		for _, l := range s.lines {
			page.Lines = append(page.Lines, scriptLine{s.id, l})
		}
	}
	text, err := page.render(n.shell)
	return report.File{Name: page.Name, Data: text}, err
}

func (page scriptPage) render(s shell) ([]byte, error) {
	name := "plan." + string(s)
	t, err := template.New(name).Funcs(template.FuncMap{"echo": cmdEcho, "quote": psQuote}).ParseFS(scriptFiles, "script/"+name)
	if err != nil {
		return nil, fmt.Errorf("write script: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, page); err != nil {
		return nil, fmt.Errorf("write script: %w", err)
	}
	return []byte(strings.ReplaceAll(b.String(), "\n", "\r\n")), nil
}
