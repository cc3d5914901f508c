package formats

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/report"
)

// silent is how many nodes have no finding, which is a line or an error of its own.
func silent(r *report.Result) int {
	n := 0
	for _, c := range r.Clusters {
		n += len(c.AllFindings()) - len(c.Findings)
	}
	return n
}

// TestJUnitByXmllint has libxml2 count the cases, by their elements and by the numbers
// that the suites add up to.
func TestJUnitByXmllint(t *testing.T) {
	xmllint := consumer(t, "XMLLINT")
	for name, r := range consumed() {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), name+".xml")
			if err := os.WriteFile(file, render(t, "junit-all", r, report.Options{}), 0o600); err != nil {
				t.Fatal(err)
			}
			const counts = `concat(count(//testcase), " ", count(//failure), " ", count(//error), " ", count(//skipped), " ", sum(//testsuite/@tests), " ", sum(//testsuite/@failures), " ", sum(//testsuite/@errors))`
			out, err := exec.Command(xmllint, "--nonet", "--xpath", counts, file).CombinedOutput()
			c := r.Counts
			errors := c.Unknown + silent(r)
			cases := c.Pass + c.Drift + errors + c.NotApplicable + c.Waived
			want := fmt.Sprint(cases, c.Drift, errors, c.NotApplicable+c.Waived, cases, c.Drift, errors)
			if got := strings.TrimSpace(string(out)); err != nil || strings.Join(strings.Fields(got), " ") != want {
				t.Errorf("it counts %s, want %s: %v", got, want, err)
			}
		})
	}
}

// TestJSONByAjv has the validator that editors and pipelines use, in its strict mode, read
// each document and each line by its schema, and count the drift and the unknowns.
func TestJSONByAjv(t *testing.T) {
	modules := consumer(t, "AJV_MODULES")
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	ofResult, ofFinding := write("result.schema.json", report.Schema()), write("finding.schema.json", report.FindingSchema())
	for name, r := range consumed() {
		t.Run(name, func(t *testing.T) {
			cmd := exec.Command("node", "-e", countByAjv, ofResult, ofFinding,
				write(name+".json", render(t, "json", r, report.Options{})), write(name+".jsonl", render(t, "jsonl", r, report.Options{})))
			cmd.Env = append(os.Environ(), "NODE_PATH="+modules)
			out, err := cmd.CombinedOutput()
			c := r.Counts
			if want := fmt.Sprintln(c.Drift, c.Unknown, c.Drift, c.Unknown+silent(r)); err != nil || string(out) != want {
				t.Errorf("it counts %s, want %s: %v", out, want, err)
			}
		})
	}
}

// countByAjv prints the drift and the unknowns of a document, and of lines.
const countByAjv = `
const fs = require("fs"), Ajv = require("ajv/dist/2020"), formats = require("ajv-formats")
const [ofResult, ofFinding, document, lines] = process.argv.slice(1).map(f => fs.readFileSync(f, "utf8"))
const check = schema => {
  const ajv = new Ajv({strict: true, allErrors: true})
  formats(ajv)
  const valid = ajv.compile(JSON.parse(schema))
  return v => { if (!valid(v)) throw new Error(ajv.errorsText(valid.errors)); return v }
}
const count = all => ["drift", "unknown"].map(s => all.filter(f => f.status === s).length)
const result = check(ofResult)(JSON.parse(document)), line = check(ofFinding)
const findings = lines.split("\n").filter(l => l).map(l => line(JSON.parse(l)))
console.log(...count(result.clusters.flatMap(c => c.findings)), ...count(findings))`

// TestMarkdownByCmark has the reference parser of CommonMark read each page: nothing that
// a node says becomes a link, an image or markup.
func TestMarkdownByCmark(t *testing.T) {
	cmark := consumer(t, "CMARK")
	for name, r := range consumed() {
		for _, format := range []string{"markdown", "plan"} {
			t.Run(name+" "+format, func(t *testing.T) {
				cmd := exec.Command(cmark, "--to", "xml")
				cmd.Stdin = bytes.NewReader(render(t, format, r, report.Options{}))
				out, err := cmd.CombinedOutput()
				if err != nil || !bytes.Contains(out, []byte("<heading ")) {
					t.Fatalf("%v\n%s", err, out)
				}
				for line := range strings.Lines(string(out)) {
					line = strings.ToLower(line)
					address := strings.Contains(line, "<link ") || strings.Contains(line, "<image ")
					markup := strings.Contains(line, "<html_")
					if address && (strings.Contains(line, "evil") || strings.Contains(line, "javascript:")) || markup && strings.Contains(line, "script") {
						t.Errorf("a node wrote %s", line)
					}
				}
			})
		}
	}
}
