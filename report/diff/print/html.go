package print

import (
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/diff"
	"github.com/clusterdrift/clusterdrift/report/html"
)

//go:embed page.gohtml page.css
var files embed.FS

// HTML writes the comparison as one file that needs nothing else and has no script. Its
// policy admits its own style and nothing else.
func HTML(w io.Writer, d *diff.Diff, _ report.Options) error {
	t, err := template.ParseFS(files, "page.gohtml")
	if err != nil {
		return fmt.Errorf("write the comparison as HTML: %w", err)
	}
	p, err := newDocument(report.Cleaned(d))
	if err != nil {
		return err
	}
	if err := t.Execute(w, p); err != nil {
		return fmt.Errorf("write the comparison as HTML: %w", err)
	}
	return nil
}

// document is what the template shows.
type document struct {
	Policy           string
	Style            template.HTML
	Reason, Class    string
	Before, After    string
	Notes, Baselines []string
	Clusters         []section
}

// section is one cluster.
type section struct {
	ID, Name, Summary string
	Nodes, Omitted    []string
	Lists             []list
}

// list is the findings of one class.
type list struct {
	Title  string
	Number int
	Folded bool
	Rows   []row
	Rest   string // what is said of those that are not shown; may be empty
}

// row is findings that changed alike.
type row struct {
	Severity, ID, Title, On string
	Fields                  []field
}

type field struct{ Name, Text string }

// Section is what the page says below its heading, for pages of other packages that have the
// style sheet of Style.
func Section(d *diff.Diff) (template.HTML, error) {
	t, err := template.ParseFS(files, "page.gohtml")
	if err != nil {
		return "", fmt.Errorf("write the comparison as HTML: %w", err)
	}
	p, err := newDocument(report.Cleaned(d))
	if err != nil {
		return "", err
	}
	var out strings.Builder
	for _, name := range []string{"summary", "comparison"} {
		if err := t.ExecuteTemplate(&out, name, p); err != nil {
			return "", fmt.Errorf("write the comparison as HTML: %w", err)
		}
	}
	return template.HTML(out.String()), nil
}

// Style is what the style sheet of the reports lacks for a comparison.
func Style() (string, error) {
	own, err := files.ReadFile("page.css")
	if err != nil {
		return "", fmt.Errorf("write the comparison as HTML: %w", err)
	}
	return string(own), nil
}

func newDocument(d *diff.Diff) (*document, error) {
	style, digest, err := style()
	if err != nil {
		return nil, err
	}
	page := &document{
		Policy: "default-src 'none'; style-src '" + digest + "'; base-uri 'none'; form-action 'none'", Style: style,
		Reason: d.Exit.Reason, Class: exitClass(d.Exit), Before: sideText(d.Before), After: sideText(d.After),
		Notes: d.Notes, Baselines: texts(d.Baselines, baselineText),
	}
	for i, c := range d.Clusters {
		s := section{
			ID: fmt.Sprintf("c%d", i+1), Name: clusterText(c), Summary: clusterSummary(c), Omitted: texts(c.Omitted, omissionText),
			Nodes: texts(c.Nodes, func(n diff.NodeChange) string { return n.Name + " " + nodeText(n) }),
		}
		for _, class := range diff.FindingClasses() {
			if n := c.Counts.Changes[class]; n > 0 {
				s.Lists = append(s.Lists, newList(c, class, n))
			}
		}
		page.Clusters = append(page.Clusters, s)
	}
	return page, nil
}

func exitClass(e report.Exit) string {
	switch e.Code {
	case report.ExitPass:
		return "pass"
	case report.ExitDrift:
		return "drift"
	}
	return "incomplete"
}

func newList(c diff.Cluster, class diff.Class, n int) list {
	l := list{Title: class.Title(), Number: n, Folded: brief(class)}
	all, rest := shown(c, class)
	l.Rest = rest
	for _, g := range all {
		r := row{Severity: string(g.Severity), ID: g.ID, Title: g.Title, On: strings.TrimPrefix(on(g), "on ")}
		add := func(name, text string) {
			if text != "" {
				r.Fields = append(r.Fields, field{name, text})
			}
		}
		if !l.Folded {
			add("was", verdictText(g.Was, cmp.Or(g.WasGot, g.Got)))
			add("now", verdictText(g.Now, g.Got))
			if g.WasSeverity != "" {
				add("severity", string(g.WasSeverity)+", then "+string(g.Severity))
			}
			if g.WasWant != "" && g.Want != "" {
				add("required", g.WasWant+"; then "+g.Want)
			}
			if g.Class == diff.BecameUnknown {
				add("because", g.Reason)
			}
			add("waiver", g.Waiver)
			add("fix", g.Brief)
		}
		add("since", sinceText(g.Change))
		l.Rows = append(l.Rows, r)
	}
	return l
}

// style is the style of the reports with that of this page, as an element, and the
// digest by which the policy admits it.
func style() (template.HTML, string, error) {
	shared, err := html.Style()
	if err != nil {
		return "", "", err
	}
	own, err := Style()
	if err != nil {
		return "", "", err
	}
	text := shared + own
	sum := sha256.Sum256([]byte(text))
	return template.HTML("<style>" + text + "</style>"), "sha256-" + base64.StdEncoding.EncodeToString(sum[:]), nil
}
