package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/report"
)

// safeBuffer may be written to by several goroutines.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// startCommands runs the story and returns the folder with its inventories and
// an environment that holds the password.
func startCommands(t *testing.T) (dir string, env map[string]string, farm *simulator.Farm) {
	t.Helper()
	nodes, farm, err := story(simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(farm.Close)
	dir = t.TempDir()
	if err := writeInventories(dir, nodes); err != nil {
		t.Fatal(err)
	}
	return dir, map[string]string{passwordVariable: storyPassword}, farm
}

func readResult(t *testing.T, file string) report.Result {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var r report.Result
	if err := json.Unmarshal(data, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// verdicts are the statuses of a result that are neither pass nor not-applicable.
func verdicts(r report.Result) map[string]string {
	v := map[string]string{}
	for _, c := range r.Clusters {
		for _, f := range c.Findings {
			if f.Status == "drift" || f.Status == "unknown" {
				v[strings.TrimSpace(f.Node+" "+f.ID)] = string(f.Status)
			}
		}
	}
	return v
}

// The story of the field report, over real WinRM on loopback.
func TestStory(t *testing.T) {
	dir, env, _ := startCommands(t)
	file := filepath.Join(dir, "r.json")
	mustRun(t, 4, env, "scan", "-i", filepath.Join(dir, "story.yaml"), "-o", "json="+file)
	want := map[string]string{
		"heartbeat/agreement":               "unknown", // HV08 is down
		"cluster-network/interfaces":        "drift",   // those of HV08
		"consistency/drivers":               "unknown", // HV08 again
		"consistency/network-profile":       "unknown",
		"consistency/firewall":              "drift", // HV02 and HV06
		"consistency/hotfixes":              "drift", // HV02; HV03 has what carries the fixes that it does not list
		"consistency/offload":               "drift", // HV04
		"consistency/os-build":              "unknown",
		"consistency/services":              "unknown",
		"HV02 hotfix/KB2524478":             "drift",
		"HV02 hotfix-list/KB2545685":        "drift",
		"HV02 firewall/cluster-udp-3343-in": "drift",
		"HV02 network-profile/flips":        "drift",
		"HV02 event/node-removed":           "drift", // what the flip led to
		"HV04 offload/chimney":              "drift",
		"HV05 hotfix/KB2545850":             "unknown", // no list, no store; the fixes in clussvc.exe and nlasvc.dll are proven by file
		"HV05 hotfix/KB2559392":             "unknown",
		"HV05 hotfix/KB2871803":             "unknown",
		"HV05 hotfix/KB2972254":             "unknown",
		"HV05 hotfix/KB3033918":             "unknown",
		"HV05 hotfix-list/KB2545685":        "unknown",
		"HV06 firewall/cluster-udp-3343-in": "drift",
		"HV08 node/reachable":               "unknown",
	}
	if diff := cmp.Diff(want, verdicts(readResult(t, file))); diff != "" {
		t.Errorf("verdicts (-want +got):\n%s", diff)
	}
}

// What collect keeps is judged as a scan judges it.
func TestCollectThenCheckGivesTheSameFindings(t *testing.T) {
	dir, env, _ := startCommands(t)
	story, scanned, checked := filepath.Join(dir, "story.yaml"), filepath.Join(dir, "scan.json"), filepath.Join(dir, "check.json")
	mustRun(t, 4, env, "scan", "-i", story, "-o", "json="+scanned)
	mustRun(t, 3, env, "collect", "-i", story, "-d", filepath.Join(dir, "facts"))
	mustRun(t, 4, nil, "check", filepath.Join(dir, "facts"), "-o", "json="+checked)
	a, b := readResult(t, scanned), readResult(t, checked)
	windowsOfTime := regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|@SystemTime\) <= \d+`)
	eachReadingHasItsTimes := cmp.Options{
		cmpopts.IgnoreFields(report.Evidence{}, "At"), cmpopts.IgnoreFields(report.Node{}, "Started", "Finished", "Traffic"),
		cmpopts.AcyclicTransformer("withoutTimes", func(s string) string { return windowsOfTime.ReplaceAllString(s, "TIME") }),
	}
	if diff := cmp.Diff(a.Clusters, b.Clusters, eachReadingHasItsTimes); diff != "" {
		t.Errorf("clusters (-scan +check):\n%s", diff)
	}
	if diff := cmp.Diff(a.Exit, b.Exit); diff != "" {
		t.Errorf("exit (-scan +check):\n%s", diff)
	}
}

// The password and the keys of a whole run show in nothing that the program
// prints or writes.
func TestSecretsShowNowhere(t *testing.T) {
	dir, env, farm := startCommands(t)
	story := filepath.Join(dir, "story.yaml")
	inputs := t.TempDir() // holds secrets, so that it is not searched
	d, err := startDomain(inputs)
	if err != nil {
		t.Fatal(err)
	}
	defer d.close()
	input := func(name string) string { return filepath.Join(inputs, name) }
	kerberos := []string{"scan", "-i", input("domain.yaml"), "--auth", "kerberos", "-u", "clusteraudit@" + realmName, "--krb5-conf", input("krb5.conf")}
	traced := []string{"--trace", filepath.Join(dir, "traces")}
	secretFile := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(secretFile, []byte(storyPassword+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	printed := ""
	for _, c := range []struct {
		code int
		env  map[string]string
		args []string
	}{
		{4, env, []string{"scan", "-i", story, "-v", "-o", "text", "-o", "json=" + filepath.Join(dir, "a.json"), "-o", "junit=" + filepath.Join(dir, "a.xml")}},
		{4, nil, []string{"scan", "-i", story, "--password-file", secretFile}},
		{3, env, []string{"collect", "-i", story, "-d", filepath.Join(dir, "facts")}},
		{4, nil, []string{"check", filepath.Join(dir, "facts"), "-v"}},
		{3, env, []string{"scan", "-i", story, "-u", `CONTOSO\nobody`}}, // refused
		{2, env, []string{"scan", "-i", story, "--auth", "basic"}},
		{2, env, []string{"scan", "-i", story, "--fail-on", "nothing"}},
		{3, env, []string{"scan", "-i", filepath.Join(dir, "HV08.yaml")}},
		{4, env, append([]string{"scan", "-i", story}, traced...)},
		{0, env, append([]string{"doctor", "-i", filepath.Join(dir, "HV01.yaml")}, traced...)},
		{0, env, append([]string{"query", "-i", story, "HV01", "SELECT * FROM Win32_OperatingSystem"}, traced...)},
		{0, env, append([]string{"scan", "-i", input("tls.yaml"), "--auth", "basic"}, traced...)},
		{0, env, append(kerberos, traced...)},
		{0, nil, append(append(kerberos, "--keytab", input("audit.keytab"), "-v"), traced...)},
		{0, nil, append(append(kerberos, "--ccache", input("tickets")), traced...)},
		{2, nil, append(kerberos, "--keytab", input("krb5.conf"))},
		{0, nil, append([]string{"scan", "-i", input("tls.yaml"), "--auth", "certificate", "--client-cert", input("client.pem"), "--client-key", input("client.key")}, traced...)},
		{2, nil, []string{"scan", "-i", input("tls.yaml"), "--auth", "certificate", "--client-cert", input("client.key"), "--client-key", input("client.key")}},
	} {
		printed += mustRun(t, c.code, c.env, c.args...)
	}
	if entries, err := os.ReadDir(filepath.Join(dir, "traces")); err != nil || len(entries) < 10 {
		t.Fatalf("%d traces, %v", len(entries), err)
	}
	forms := secretForms(storyPassword)
	for _, name := range []string{"audit.keytab", "tickets", "client.key"} {
		addFileForms(t, forms, name, input(name))
	}
	for form, text := range forms {
		if strings.Contains(printed, text) {
			t.Errorf("a secret is printed (%s)", form)
		}
	}
	err = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		for form, text := range forms {
			if bytes.Contains(data, []byte(text)) {
				t.Errorf("%s holds a secret (%s)", filepath.Base(path), form)
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	for _, e := range farm.Endpoints() {
		for _, line := range farm.Stats(e.Node).Commands {
			if strings.Contains(line, storyPassword) {
				t.Errorf("%s was sent the password in a command", e.Node)
			}
		}
	}
}

// addFileForms adds the ways in which the content of a file could slip out: the
// keys and tickets that it ends with, as they are and encoded.
func addFileForms(t *testing.T, forms map[string]string, name, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if block, _ := pem.Decode(data); block != nil {
		data = block.Bytes
	}
	const piece = 24 // a multiple of 3, so that base64 shows it wherever it starts on one
	for offset := range 3 {
		end := data[:len(data)-offset]
		end = end[len(end)-piece:]
		forms[fmt.Sprintf("%s plain %d", name, offset)] = string(end)
		forms[fmt.Sprintf("%s hex %d", name, offset)] = hex.EncodeToString(end)
		forms[fmt.Sprintf("%s base64 %d", name, offset)] = base64.StdEncoding.EncodeToString(end)
	}
}

// secretForms are the ways in which a text could slip out.
func secretForms(s string) map[string]string {
	j, _ := json.Marshal(s)
	return map[string]string{
		"plain":   s,
		"json":    strings.Trim(string(j), `"`),
		"escaped": strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s),
		"part":    "Story-Pa55",
	}
}
