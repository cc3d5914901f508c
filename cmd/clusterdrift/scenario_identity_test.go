package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
)

// identityTrial is an inventory whose entries lead to nodes of the field report, and
// what has to come of it by a scan and by facts alike. The cluster drifts anyway, since
// its eighth node is down.
type identityTrial struct {
	name    string
	nodes   string // @HV01 stands for the address and the port of HV01
	code    int
	want    map[string]checks.Status // of node/identity, by node
	drifted []string                 // nodes with drift
}

func identityTrials() []identityTrial {
	return []identityTrial{
		{"each its own", "{name: HV01, @HV01}, {name: HV03, @HV03}", 4, map[string]checks.Status{"HV01": checks.Pass, "HV03": checks.Pass}, nil},
		{"HV02 hides behind HV01", "{name: HV01, @HV01}, {name: HV02, @HV01}", 4, map[string]checks.Status{"HV01": checks.Unknown, "HV02": checks.Unknown}, nil},
		{"HV01 shows the drift of HV02", "{name: HV01, @HV02}, {name: HV03, @HV03}", 4, map[string]checks.Status{"HV01": checks.Unknown, "HV03": checks.Pass}, nil},
		{"the drift of HV02 twice", "{name: HV02, @HV02}, {name: hv02.contoso.example, @HV02}, {name: HV03, @HV03}", 4,
			map[string]checks.Status{"HV02": checks.Unknown, "hv02.contoso.example": checks.Unknown, "HV03": checks.Pass}, []string{"HV02", "hv02.contoso.example"}},
		{"full names", "{name: hv01.contoso.example, @HV01}, {name: HV03.CONTOSO.EXAMPLE, @HV03}", 4,
			map[string]checks.Status{"hv01.contoso.example": checks.Pass, "HV03.CONTOSO.EXAMPLE": checks.Pass}, nil},
		{"another domain", "{name: hv01.fabrikam.example, @HV01}", 5, map[string]checks.Status{"hv01.fabrikam.example": checks.Unknown}, nil},
		{"an alias", "{name: first, host: HV01, @HV01}, {name: third, host: hv03.contoso.example, @HV03}", 4,
			map[string]checks.Status{"first": checks.Pass, "third": checks.Pass}, nil},
		{"an alias that is not stated", "{name: first, @HV01}", 5, map[string]checks.Status{"first": checks.Unknown}, nil},
		{"an address", "{name: 127.0.0.1, @HV01}, {name: HV03, @HV03}", 4, map[string]checks.Status{"127.0.0.1": checks.NotApplicable, "HV03": checks.Pass}, nil},
		{"the address of a stranger", "{name: HV01, @HV01}, {name: 127.0.0.1, @GOOD01}", 4,
			map[string]checks.Status{"HV01": checks.Pass, "127.0.0.1": checks.Unknown}, nil},
		{"the cluster's own name", "{name: fieldreport, @HV01}", 4, map[string]checks.Status{"fieldreport": checks.NotApplicable}, nil},
	}
}

// TestWhichMachineAnswers scans nodes that are not where the inventory says, over
// WinRM, and judges the same by the facts of such a scan.
func TestWhichMachineAnswers(t *testing.T) {
	nodes, farm, err := story(simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer farm.Close()
	var places []string
	for _, n := range nodes {
		places = append(places, "@"+n.Name, fmt.Sprintf("address: %s, port: %d", n.Address, n.Port))
	}
	env := map[string]string{passwordVariable: storyPassword}
	for _, tt := range identityTrials() {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			file, facts := filepath.Join(dir, "i.yaml"), filepath.Join(dir, "facts")
			text := "format: 1\ndefaults: {user: 'CONTOSO\\clusteraudit'}\nclusters: [{name: C, nodes: [" + strings.NewReplacer(places...).Replace(tt.nodes) + "]}]\n"
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			code, live, stderr := runCommand(t.Context(), env, "scan", "-i", file, "-o", "json")
			tt.verify(t, "scan", code, live, stderr)
			mustRun(t, 0, env, "collect", "-i", file, "-d", facts)
			code, kept, stderr := runCommand(t.Context(), nil, "check", facts, "-o", "json")
			tt.verify(t, "check", code, kept, stderr)
		})
	}
}

func (tt identityTrial) verify(t *testing.T, verb string, code int, stdout, stderr string) {
	t.Helper()
	r := recorded(t, []byte(stdout))
	if code != tt.code {
		t.Errorf("%s exits %d, want %d: %s", verb, code, tt.code, stderr)
	}
	first, drifted := map[string]string{}, map[string]bool{}
	for _, f := range r.Clusters[0].Findings {
		if first[f.Node] == "" {
			first[f.Node] = f.ID
		}
		if f.Status == checks.Drift {
			drifted[f.Node] = true
		}
		if f.ID == checks.IdentityID && f.Status != tt.want[f.Node] {
			t.Errorf("%s: %s is %s: %s", verb, f.Node, f.Status, f.Reason)
		}
	}
	for name, status := range tt.want {
		if status == checks.Unknown && first[name] != checks.IdentityID {
			t.Errorf("%s: %s comes first of %s", verb, first[name], name)
		}
	}
	for _, name := range tt.drifted {
		if !drifted[name] {
			t.Errorf("%s: %s has no drift", verb, name)
		}
		delete(drifted, name)
	}
	delete(drifted, "") // the eighth node is down
	if len(drifted) > 0 {
		t.Errorf("%s: drift on %v", verb, drifted)
	}
}
