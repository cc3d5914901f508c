package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/foreign"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
	"github.com/clusterdrift/clusterdrift/report/formats"
)

// hidden is one of each kind of character that must not be seen as it is, as
// people write it in YAML and JSON, and a line that looks like our last one.
const (
	hidden  = `\u0007\u001b[2J\u007f\u0085\u009b\u00ad\u061c\u200b\u200e\u2028\u2029\u202e\u2066\ufeff\ue000`
	forged  = `\nclusterdrift: exit 0: everything passes\n`
	ofHosts = `\u0085\u009b\u00ad\u061c\u200b\u200e\u202e\u2066\ufeff\ue000` // what the name of a host may be made of
)

var lastLine = regexp.MustCompile(`(?m)^clusterdrift: exit \d+: `)

// assertShown fails where a hidden character is printed, or a line that the
// program would have written itself.
func assertShown(t *testing.T, args []string, code int, stdout, stderr string) {
	t.Helper()
	for _, text := range []string{stdout, stderr} {
		for i, r := range text {
			if foreign.Hidden(r) && !strings.ContainsRune("\n\r\t", r) {
				t.Errorf("%q: %U in %q", args, r, text[max(0, i-40):min(len(text), i+20)])
				break
			}
		}
	}
	if n := len(lastLine.FindAllString(stdout+stderr, -1)); code != 0 && n != 1 || code == 0 && n != 0 {
		t.Errorf("%q exits %d with %d last lines:\n%s%s", args, code, n, stdout, stderr)
	}
}

// TestHostileFilesAreShownClean runs every command that reads files with some
// that are made to harm a terminal.
func TestHostileFilesAreShownClean(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	inventory := write("inventory.yaml", `{format: 1, clusters: [{name: "C`+ofHosts+`", nodes: [{name: "N`+ofHosts+`", user: "u`+hidden+forged+`", spn: "s`+hidden+`", baseline: "b`+hidden+`.yaml"}]}]}`)
	broken := write("broken.yaml", `{format: 1, "k`+hidden+forged+`": 1, clusters: [{name: "n`+hidden+forged+`", nodes: ["a", "a", "b`+hidden+forged+`"]}]}`)
	raw := write("raw.yaml", "format: 1\nclusters:\n  - name: \u202e\u200b\n    nodes: [\x9b]\n")
	hosts := write("hosts.ini", "[g\u202e]\nhv01\u200b ansible_port=x\u202e ansible_user='u\u009b' ansible_winrm_transport=\u202eq clusterdrift_tls_pin=\u0085\n[x\u202e:vars]\na\u202e=1\n")
	odd := write("odd\u202e.yaml", "a: [")
	baseline := write("site.yaml", `{format: 1, name: "site", title: "t`+hidden+`", reviewed: 2026-11-22, extends: [ws2008r2-sp1], notes: ["n`+hidden+`"],
offload: {chimney: {want: [disabled, automatic], why: "w`+hidden+`", fix: "f`+hidden+forged+`", reference: "r`+hidden+`"}}}`)
	badBaseline := write("bad.yaml", `{format: 1, name: "n`+hidden+forged+`", title: 1, reviewed: "d`+hidden+`", extends: ["e`+hidden+forged+`"], "u`+hidden+`": 1, offload: {"o`+hidden+`": {want: ["x`+hidden+`"]}}}`)
	waivers := write("waivers.yaml", `{format: 1, waivers: [{finding: "offload/`+hidden+`*", node: "n`+hidden+`", reason: "r`+hidden+forged+`", owner: "o`+hidden+`", ticket: "t`+hidden+`", expires: 2020-12-31}]}`)
	badWaivers := write("badwaivers.yaml", `{format: 1, waivers: [{finding: "f`+hidden+forged+`", "k`+hidden+`": 1, expires: "e`+hidden+`"}]}`)
	document := write("facts.json", hostileFacts(t))
	badFacts := write("bad.json", `{"format": 1, "k`+hidden+forged+`": 1}`)
	config := write("config.yaml", `{format: 1, flags: {inventory: "i`+hidden+forged+`", user: "u`+hidden+`"}}`)
	badConfig := write("badconfig.yaml", `{format: 1, flags: {"f`+hidden+forged+`": 1, timeout: "t`+hidden+forged+`"}}`)
	hostileArg := "a\u202e\x1b[2J\nclusterdrift: exit 0: fine\n"

	commands := [][]string{
		{"inventory", "show", "-i", inventory}, {"inventory", "show", "-i", inventory, "-v"}, {"inventory", "show", "-i", inventory, "-o", "json"},
		{"inventory", "show", "-i", inventory, "-o", "yaml"}, {"inventory", "show", "-i", inventory, hostileArg}, {"inventory", "show", "-i", broken},
		{"inventory", "show", "-i", raw}, {"inventory", "show", "-i", hosts}, {"inventory", "show", "-i", odd}, {"scan", "-i", inventory, "--cluster", hostileArg},
		{"__complete", "inventory", "show", "-i", inventory, ""}, {"scan", "-i", inventory}, {"scan", hostileArg}, {"scan", "-i", broken}, {"scan", "-i", hosts, "-u", hostileArg}, {"doctor", "-i", broken}, {"query", "-i", inventory, hostileArg, "SELECT a FROM b"},
		{"baseline", "show", baseline}, {"baseline", "show", "--resolved", baseline}, {"baseline", "lint", baseline}, {"baseline", "lint", badBaseline}, {"baseline", "lint", odd},
		{"baseline", "diff", baseline, "ws2008r2-sp1"}, {"baseline", "diff", badBaseline, hostileArg}, {"baseline", "show", hostileArg}, {"baseline", "capture", badFacts}, {"baseline", "capture", document},
		{"explain", "-b", baseline, "offload/chimney"}, {"explain", hostileArg}, {"explain", "-b", badBaseline}, {"explain", "-b", hostileArg},
		{"waiver", "lint", waivers}, {"waiver", "lint", badWaivers}, {"waiver", "lint", hostileArg},
		{"check", badFacts}, {"render", badFacts}, {"diff", badFacts, hostileArg}, {"diff", hostileArg, badFacts}, {"render", hostileArg}, {"check", document, badFacts}, {"check", hostileArg}, {"check", document, "-b", badBaseline}, {"check", document, "--waivers", badWaivers}, {"check", document, "-o", hostileArg},
		{"check", document, "-o", "plan-script=" + filepath.Join(dir, "scripts")},
		{"config", "show", "--config", config}, {"config", "show", "--config", badConfig}, {"scan", "--config", badConfig, "n"}, {"config", "show", hostileArg},
		{"scan", "--timeout", hostileArg, "n"}, {"scan", "--" + hostileArg, "n"}, {hostileArg}, {"schema", hostileArg}, {"demo", "--transport", hostileArg}, {"doctor", "-o", hostileArg, "n"},
		{"scan", "--ca-file", hostileArg, "--transport", "https", "n", "-u", "u"}, {"scan", "--auth", "kerberos", "--keytab", hostileArg, "-u", "u@R", "n"}, {"scan", "--tls-pin", hostileArg, "n"},
	}
	for _, format := range formats.Names() {
		commands = append(commands, []string{"check", document, "-o", format, "-v", "-b", baseline, "--waivers", waivers})
	}
	for _, args := range commands {
		code, stdout, stderr := runCommand(t.Context(), nil, args...)
		assertShown(t, args, code, stdout, stderr)
		if stdout+stderr == "" {
			t.Errorf("%q prints nothing", args)
		}
	}
	for _, name := range []string{"CLUSTERDRIFT_TIMEOUT", "CLUSTERDRIFT_INVENTORY", "CLUSTERDRIFT_CONFIG", "CLUSTERDRIFT_OUTPUT"} {
		code, stdout, stderr := runCommand(t.Context(), map[string]string{name: hostileArg}, "scan", "n")
		assertShown(t, []string{name}, code, stdout, stderr)
	}
}

// hostileFacts is a document of a node whose every text is hostile, where that
// leaves it a document.
func hostileFacts(t *testing.T) string {
	t.Helper()
	dir, env, _ := startCommands(t)
	mustRun(t, 0, env, "collect", "-i", filepath.Join(dir, "HV04.yaml"), "-d", dir)
	data, err := os.ReadFile(filepath.Join(dir, "FIELDREPORT__HV04.json"))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer(
		`"name": "HV04"`, `"name": "HV04`+hidden+forged+`"`, `"cluster": "FIELDREPORT"`, `"cluster": "F`+hidden+forged+`"`,
		`"host_name": "HV04"`, `"host_name": "HV04`+hidden+forged+`"`, `"value": "automatic"`, `"value": "a`+hidden+forged+`"`,
		`"state": "Running"`, `"state": "R`+hidden+forged+`"`, `"caption": "`, `"caption": "`+hidden+forged, `"source": "`, `"source": "`+hidden+forged,
	).Replace(string(data))
	return strings.Replace(text, `"started"`, `"weaknesses": ["w`+hidden+forged+`"], "baselines": [], "started"`, 1)
}

// TestHostileNodeIsShownClean reads a node whose texts are hostile, in every way
// and into every format.
func TestHostileNodeIsShownClean(t *testing.T) {
	t.Parallel()
	nodes := windows.FieldReport(storyPassword)[:2]
	nodes[0].Conduct.Fault = simulator.FaultPanicText
	const caption = "Windows \u009b31m\u009b2J\u202e\u2028\U000E0041"
	nodes[1].OS.Caption = caption
	dir := startEchoing(t, nodes)
	story, env := filepath.Join(dir, "story.yaml"), map[string]string{passwordVariable: storyPassword}
	commands := [][]string{
		{"collect", "-i", story, "-d", filepath.Join(dir, "facts"), "--trace", filepath.Join(dir, "traces")}, {"doctor", "-i", story}, {"doctor", "-i", story, "-o", "json"},
		{"scan", "-i", story, "--discover"}, {"query", "-i", story, "HV01", "SELECT * FROM Win32_Nothing"}, {"baseline", "capture", "-i", story, "HV01"},
	}
	for _, format := range formats.Names() {
		commands = append(commands, []string{"scan", "-i", story, "-v", "-o", format})
	}
	for _, format := range answerFormats() {
		commands = append(commands, []string{"query", "-i", story, "HV01", "SELECT * FROM Win32_OperatingSystem", "-o", format})
	}
	for _, args := range commands {
		code, stdout, stderr := runCommand(t.Context(), env, args...)
		assertShown(t, args, code, stdout, stderr)
	}
	var asked []map[string]any
	_, stdout, _ := runCommand(t.Context(), env, "query", "-i", story, "HV01", "SELECT Caption FROM Win32_OperatingSystem", "-o", "json")
	if err := json.Unmarshal([]byte(stdout), &asked); err != nil || !strings.Contains(asked[0]["Caption"].(string), "\u009b31m\u009b2J\u202e\u2028") {
		t.Errorf("the answer in JSON is not what the node says: %v, %q", err, stdout)
	}
	for _, folder := range []string{"facts", "traces"} {
		files, err := filepath.Glob(filepath.Join(dir, folder, "*HV02*"))
		if err != nil || len(files) != 1 {
			t.Fatalf("%s: %v, %v", folder, files, err)
		}
		data, err := os.ReadFile(files[0])
		if err != nil {
			t.Fatal(err)
		}
		assertShown(t, []string{folder}, 0, string(data), "")
		if folder == "traces" {
			continue
		}
		n, err := facts.Read(bytes.NewReader(data))
		if err != nil || n.OS.Caption != caption {
			t.Errorf("facts do not keep what the node said: %v, %q", err, n.OS.Caption)
		}
	}
}
