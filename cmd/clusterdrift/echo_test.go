package main

import (
	"encoding/base64"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/mask"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
	"github.com/clusterdrift/clusterdrift/report/formats"
)

// echoing are the nodes of the field report, some of which know the password of
// the account that reads them and tell it.
func echoing() []*windows.Node {
	nodes := windows.FieldReport(storyPassword)
	coded := base64.StdEncoding.EncodeToString([]byte("audit:" + storyPassword))
	nodes[0].Conduct.Fault = simulator.FaultEcho
	nodes[1].OS.Caption += " " + coded
	nodes[2].Firewall.Rules[`{00000000-0000-4000-8000-0000000000AA}`] = "v2.10|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=80|Name=" + coded + "|"
	nodes[3].Hotfixes[0].Description = storyPassword
	nodes[3].Channels = append(nodes[3].Channels, windows.Channel{Name: "System", Recent: []windows.Event{{
		Provider: "Service Control Manager", ID: 7031, Data: []windows.EventData{{Name: "param1", Value: storyPassword}},
		Binary: strings.ToUpper(hex.EncodeToString([]byte(storyPassword))),
	}}})
	nodes[4].Registry = append(nodes[4].Registry, windows.RegistryValue{
		Key: `HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters`, Name: "Echo", Type: "REG_SZ", Data: storyPassword})
	return nodes
}

func startEchoing(t *testing.T, nodes []*windows.Node) (dir string) {
	t.Helper()
	farm, err := simulator.Start(nodes, simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(farm.Close)
	dir = t.TempDir()
	if err := writeInventories(dir, demoFlags{transport: "http"}.demoNodes(nodes, farm.Endpoints())); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestEchoShowsNowhere reads nodes that send back the password, in every way and
// into every format.
func TestEchoShowsNowhere(t *testing.T) {
	needsNoRace(t)
	t.Parallel()
	dir := startEchoing(t, echoing())
	env := map[string]string{passwordVariable: storyPassword}
	story, out := filepath.Join(dir, "story.yaml"), t.TempDir()
	scan := []string{"scan", "-i", story, "-v"}
	for _, format := range formats.Names() {
		scan = append(scan, "-o", format+"="+filepath.Join(out, "report."+format))
	}
	scan = append(scan, "-o", "plan-script="+filepath.Join(out, "scripts"), "--trace", filepath.Join(out, "traces"))
	printed := mustRun(t, 4, env, append(scan, "-v")...)
	printed += mustRun(t, 3, env, "collect", "-i", story, "--logs", "--since", "1000h", "-d", filepath.Join(out, "facts"))
	printed += mustRun(t, 4, nil, "check", filepath.Join(out, "facts"))
	printed += mustRun(t, 3, env, "doctor", "-i", story)
	printed += mustRun(t, 3, env, "doctor", "-i", story, "-o", "json")
	for _, format := range answerFormats() {
		printed += mustRun(t, 0, env, "query", "-i", story, "HV01", "SELECT * FROM Win32_OperatingSystem", "-o", format)
	}
	printed += mustRun(t, 3, env, "query", "-i", story, "HV01", "SELECT * FROM Win32_Nothing")
	printed += mustRun(t, 4, env, "scan", "-i", story, "--discover")

	known := mask.New(storyPassword)
	if known.In(printed) {
		t.Errorf("the password is printed:\n%s", known.Text(printed))
	}
	for _, want := range []string{mask.Mark, "HV01 sent back the password", "HV01: it sent back the password"} {
		if !strings.Contains(printed, want) {
			t.Errorf("%q is not printed:\n%s", want, printed)
		}
	}
	err := filepath.WalkDir(out, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if known.In(string(data)) {
			t.Errorf("%s holds the password", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	r := readResult(t, filepath.Join(out, "report.json"))
	for i, n := range r.Clusters[0].Nodes {
		reported := strings.Contains(strings.Join(n.Weaknesses, "\n"), n.Name+" sent back the password; it is masked")
		if reported != (i < 5) {
			t.Errorf("%s: weaknesses %q", n.Name, n.Weaknesses)
		}
	}
}

// TestEchoDecidesNothing has passwords that are in what healthy and other nodes
// say anyway. What is masked of it must neither pass nor drift.
func TestEchoDecidesNothing(t *testing.T) {
	needsNoRace(t)
	t.Parallel()
	statuses := func(password string) map[string]string {
		nodes := windows.FieldReport(password)[:7]
		dir := startEchoing(t, nodes)
		file := filepath.Join(dir, "r.json")
		code, stdout, stderr := runCommand(t.Context(), map[string]string{passwordVariable: password}, "scan", "-i", filepath.Join(dir, "story.yaml"), "-o", "json="+file)
		if code != 4 && code != 3 {
			t.Fatalf("exit %d:\n%s\n%s", code, stdout, stderr)
		}
		all := map[string]string{}
		for _, f := range readResult(t, file).Clusters[0].Findings {
			all[f.Node+" "+f.ID] = string(f.Status)
		}
		return all
	}
	want := statuses(storyPassword)
	for _, password := range []string{"ClusSvc", "3343", "clussvc.exe", "disabled", "KB2552040", "Package_for", "HV02", "Action=Block", "Domain", "BFE", "Microsoft"} {
		t.Run(password, func(t *testing.T) {
			changed := 0
			for id, got := range statuses(password) {
				if got != want[id] {
					changed++
				}
				if got != want[id] && got != "unknown" {
					t.Errorf("%s is %s, and %q with another password", id, got, want[id])
				}
			}
			if changed == 0 {
				t.Error("nothing was masked")
			}
		})
	}
}
