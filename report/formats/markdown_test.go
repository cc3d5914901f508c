package formats

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
	"github.com/clusterdrift/clusterdrift/report/internal/markdown"
)

func TestMarkdownEscapes(t *testing.T) {
	tests := []struct{ in, want string }{
		{"plain text, 6.1.7601", "plain text, 6.1.7601"},
		{"a | b", `a \| b`},
		{"`code` *b* _i_ ~s~", "\\`code\\` \\*b\\* \\_i\\_ \\~s\\~"},
		{"<script>&amp;", "&lt;script&gt;&amp;amp;"},
		{"[x](y)", `\[x\](y)`},
		{"@team #1", "@&#8203;team #&#8203;1"},
		{"https://evil.example www.evil.example", "https:&#8203;//evil.example www&#8203;.evil.example"},
		{`C:\Windows`, `C:\\Windows`},
	}
	for _, tt := range tests {
		if got := markdown.Escape(tt.in); got != tt.want {
			t.Errorf("markdown(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestMarkdownLineBeginsNoBlock(t *testing.T) {
	for in, want := range map[string]string{
		"- a": `\- a`, "+ a": `\+ a`, "===": `\===`, "12. a": `12\. a`, "3) a": `3\) a`, "# a": "#&#8203; a", "> a": "&gt; a", "1.0": `1\.0`, "a - b": "a - b",
	} {
		if got := markdown.EscapeLine(in); got != want {
			t.Errorf("markdownLine(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestMarkdownReference(t *testing.T) {
	for in, want := range map[string]string{
		"https://support.microsoft.com/kb/1": "<https://support.microsoft.com/kb/1>",
		"javascript:alert(1)":                "javascript:alert(1)",
		"https://a.example/><b>":             "https:&#8203;//a.example/&gt;&lt;b&gt;",
		"A book":                             "A book",
	} {
		if got := markdown.Reference(baselines.Reference{Address: in}); got != want {
			t.Errorf("markdownReference(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCodeBlockOutlastsItsText(t *testing.T) {
	if got, want := markdown.CodeBlock("a ```` b"), "`````\na ```` b\n`````"; got != want {
		t.Errorf("codeBlock is %q, want %q", got, want)
	}
}

// markup is the only HTML of the form's own.
var markup = regexp.MustCompile(`<!-- clusterdrift report -->|</?details>|<summary>Why, and how to fix it</summary>|<https://[^ <>]+>`)

var (
	pipe      = regexp.MustCompile(`\\.|\|`)
	fenceLine = regexp.MustCompile("^`{3,}$")
	named     = regexp.MustCompile(`@[^&]|@$`)
)

// checkMarkdown looks at what foreign text could break: tables, blocks of code,
// HTML, people named.
func checkMarkdown(t *testing.T, out []byte) {
	t.Helper()
	fence, open, cells := "", 0, 0
	for _, line := range strings.Split(string(out), "\n") {
		if f := fenceLine.FindString(line); f != "" && (fence == "" || f == fence) {
			if fence = f; open%2 == 1 {
				fence = ""
			}
			open++
			continue
		}
		if fence != "" {
			continue
		}
		if rest := markup.ReplaceAllString(line, ""); strings.HasPrefix(line, "> ") {
			line = line[2:]
		} else if strings.ContainsAny(rest, "<>") {
			t.Errorf("HTML in %q", line)
		}
		if named.MatchString(line) {
			t.Errorf("somebody is named in %q", line)
		}
		n := 0
		for _, p := range pipe.FindAllString(line, -1) {
			if p == "|" {
				n++
			}
		}
		if cells > 0 && n > 0 && n != cells {
			t.Errorf("%d cells in place of %d in %q", n, cells, line)
		}
		cells = n
	}
	if open%2 != 0 || strings.Count(string(out), "\n<details>") != strings.Count(string(out), "\n</details>") {
		t.Error("a block does not end")
	}
}

func TestMarkdownIsSafe(t *testing.T) {
	checkMarkdown(t, render(t, "markdown", fixture.Result(fixture.FieldReport(), fixture.Tokyo()), report.Options{}))
}

// crowd is a cluster with many different drifts, an unknown and a dark node.
func crowd(drifts int) report.Judged {
	j := fixture.OneNode()
	n, f := fixture.UnreachableNode("DARK", 9)
	j.Cluster.Nodes = append(j.Cluster.Nodes, checks.Subject{Facts: n})
	f.Cluster, f.Node = "C", "DARK"
	j.Findings = append(j.Findings, f)
	add := func(f checks.Finding) {
		f.Cluster, f.Node = "C", "N"
		j.Findings = append(j.Findings, f)
	}
	add(fixture.UnknownFirewall())
	for i := range drifts {
		f := fixture.QuorumDrift()
		f.ID = fmt.Sprintf("hotfix/KB%d", 1000+i)
		if i%2 == 1 {
			f.Severity = baselines.Low
		}
		add(f)
	}
	return j
}

func TestMarkdownIsCut(t *testing.T) {
	for _, drifts := range []int{10, 50, 100, 400} {
		out := render(t, "markdown", fixture.Result(crowd(drifts)), report.Options{})
		text := string(out)
		if len(out) > mostMarkdown {
			t.Errorf("%d drifts take %d bytes", drifts, len(out))
		}
		checkMarkdown(t, out)
		told := strings.Count(text, "\n**critical hotfix/") + strings.Count(text, "\n**low hotfix/")
		told += strings.Count(text, "\n**critical firewall/")
		more := 0
		if m := regexp.MustCompile(`: (\d+) more findings; see the full report`).FindStringSubmatch(text); m != nil {
			more = number([]byte(m[1]))
		}
		if told+more != drifts+1 {
			t.Errorf("%d are told and %d left, want %d", told, more, drifts+1)
		}
		if more > 0 && strings.Contains(text, "\n**low hotfix/") && strings.Count(text, "\n**critical hotfix/") < (drifts+1)/2 {
			t.Error("a grave drift was left out before a small one")
		}
		for _, want := range []string{"**DARK: unreachable** connect: no answer", "1 node unreachable", "2 unknown"} {
			if !strings.Contains(text, want) {
				t.Errorf("%q is missing", want)
			}
		}
	}
}

// What has one cause is one paragraph, as in the text form: drift that leads to drift,
// what is unknown for the same reason, and what follows from a node that was not read.
func TestMarkdownGroupsByCause(t *testing.T) {
	text := string(render(t, "markdown", fixture.Result(fixture.Chain()), report.Options{}))
	for _, want := range []string{
		"**critical HV02** " + fixture.ChainText + "\n",
		"\n**critical firewall/cluster-udp-3343-in** About firewall/cluster-udp-3343-in\n\n- nodes: HV03\n",
		"**HV04, HV05** 4 unknown (2 hotfix): the list of updates\n",
		"- **HV08: unreachable** connect: no answer within 10 s; so cluster/members (high) drifts; 1 finding of the cluster cannot be decided without it. Check",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in:\n%s", want, text)
		}
	}
	for _, once := range []string{"**high cluster/members**", "**high consistency/hotfixes**", "**high node/reachable**"} {
		if strings.Contains(text, once) {
			t.Errorf("%q is shown besides the node that was not read", once)
		}
	}
}
