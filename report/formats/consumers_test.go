package formats

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/html"
	"github.com/clusterdrift/clusterdrift/report/internal/fixture"
)

// consumed are the results that programs of others have to read.
func consumed() map[string]*report.Result {
	return map[string]*report.Result{
		"drift": fixture.Result(fixture.FieldReport(), fixture.Tokyo()), "pass": fixture.Result(fixture.Quiet()),
		"dark": fixture.Result(fixture.Dark()), "interrupted": fixture.Result(fixture.CutOff()), "starved": fixture.Result(fixture.Starved()),
		"hostile": fixture.Result(fixture.OneNode(fixture.Injection()), fixture.Flipping()), "fleet": fixture.Result(fixture.Fleet(4, 8)...),
		"later": fixture.WithPast(3, fixture.FieldReport()),
	}
}

// consumer is a program of others, named by an environment variable.
func consumer(t *testing.T, variable string) string {
	t.Helper()
	path := os.Getenv(variable)
	if path == "" {
		t.Skip(variable + " names no program")
	}
	return path
}

// TestTAPByNode has the parser that JavaScript harnesses use count the tests.
func TestTAPByNode(t *testing.T) {
	parser := consumer(t, "TAP_PARSER")
	for name, r := range consumed() {
		t.Run(name, func(t *testing.T) {
			out := render(t, "tap", r, report.Options{})
			c := countTAP(parseTAP(t, out))
			bails := bytes.Contains(out, []byte("\nBail out! "))
			cmd := exec.Command("node", "-e", countByNode, parser)
			cmd.Stdin, cmd.Stderr = bytes.NewReader(out), os.Stderr
			got, err := cmd.Output()
			if want := fmt.Sprintln(c.passed+c.failed, c.passed, c.failed, c.skipped, c.todo, bails, c.failed+c.todo); err != nil || string(got) != want {
				t.Errorf("it counts %s, want %s: %v", got, want, err)
			}
		})
	}
}

// countByNode prints the tests, those that passed, failed, were skipped and expected to
// fail, whether the harness gave up, and how many blocks were read. The parser has what
// is expected to fail with the failures, and calls the file good all the same.
const countByNode = `
const { Parser } = require(process.argv[1])
let blocks = 0
const p = new Parser(r => {
  const todo = r.todo || 0, failed = r.fail - todo, bailed = r.bailout !== false
  if (r.ok !== (failed === 0 && !bailed)) throw new Error("ok is " + r.ok)
  console.log(r.count, r.pass + todo, failed, r.skip || 0, todo, bailed, blocks)
})
p.on("assert", a => { if (a.diag && a.diag.status) blocks++ })
process.stdin.pipe(p)`

// TestSARIFByMultitool has the validator of Microsoft read each log by the schema and by
// its rules.
func TestSARIFByMultitool(t *testing.T) {
	multitool := consumer(t, "SARIF_MULTITOOL")
	for name, r := range consumed() {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), name+".sarif")
			if err := os.WriteFile(file, render(t, "sarif", r, report.Options{}), 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := exec.Command(multitool, "validate", file).CombinedOutput()
			if err != nil || bytes.Contains(out, []byte("error SARIF")) || bytes.Contains(out, []byte(": error ")) {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// TestHTMLByNu has the checker of the W3C validate each page. That the policy admits the
// style sheet and the script by their digests it does not see.
func TestHTMLByNu(t *testing.T) {
	vnu := consumer(t, "VNU_JAR")
	dir := t.TempDir()
	args := []string{"-jar", vnu, "--errors-only"}
	for name, r := range consumed() {
		var page bytes.Buffer
		if err := html.Write(&page, r, report.Options{}); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, name+".html")
		if err := os.WriteFile(file, page.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	if out, err := exec.Command("java", args...).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, strings.ReplaceAll(string(out), dir, ""))
	}
}

// TestMetricsByNodeExporter has the textfile collector read the files of several scans,
// among them one that was interrupted, and asks for what it collected.
func TestMetricsByNodeExporter(t *testing.T) {
	exporter := consumer(t, "NODE_EXPORTER")
	dir := t.TempDir()
	want := 0
	for name, r := range consumed() {
		out := render(t, "prometheus", r, report.Options{Scan: name})
		for line := range strings.Lines(string(out)) {
			if !strings.HasPrefix(line, "#") {
				want++
			}
		}
		if err := os.WriteFile(filepath.Join(dir, name+".prom"), out, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text := scrape(t, exporter, dir)
	if got := strings.Count(text, "\nclusterdrift_"); got != want || !strings.Contains(text, "\nnode_textfile_scrape_error 0\n") {
		t.Errorf("node_exporter has %d series, want %d", got, want)
	}
}

// scrape starts node_exporter on a port of the loopback and returns what it serves.
func scrape(t *testing.T, exporter, dir string) string {
	t.Helper()
	port := fmt.Sprint(freePort(t))
	cmd := exec.Command(exporter, "--web.listen-address=127.0.0.1:"+port, "--collector.disable-defaults", "--collector.textfile", "--collector.textfile.directory="+dir)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return fetch(t, "http://127.0.0.1:"+port+"/metrics")
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// fetch asks until the server is there, for half a minute at most.
func fetch(t *testing.T, url string) string {
	t.Helper()
	for range 300 {
		resp, err := http.Get(url)
		if err != nil {
			time.Sleep(100 * time.Millisecond)
			continue
		}
		defer resp.Body.Close()
		text, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	t.Fatalf("%s does not answer", url)
	return ""
}
