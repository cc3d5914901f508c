package collector

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// reg.exe fails alike for a key that is missing and one that is forbidden; the
// listing of its parent decides.
func TestAbsentAgainstUnreadable(t *testing.T) {
	const (
		absent = "absent"
		none   = "" // collected
	)
	mdm := remote.RegQueryTree(remote.KeyFirewallMDM)
	policy, resources := remote.RegQueryTree(remote.KeyPolicyFirewall), remote.RegQueryTreeValue(remote.KeyResources, "Type")
	tests := []struct {
		name, section string
		node          *fakeNode
		want          string // "", absent or the kind of problem
	}{
		{"policy store missing", "firewall policy",
			healthyNode().refuses(policy).prints(remote.RegQuery(remote.KeyPolicies), listing(remote.KeyPolicies, nil, "SystemCertificates")), absent},
		{"policy store forbidden", "firewall policy", healthyNode().refuses(policy), "access-denied"},
		{"policy store, and its parent too", "firewall policy", healthyNode().refuses(policy, remote.RegQuery(remote.KeyPolicies)), kindNotCredible},
		{"policy store, and the parent's listing is empty", "firewall policy",
			healthyNode().refuses(policy).prints(remote.RegQuery(remote.KeyPolicies), "\r\n"), kindNotCredible},
		{"policy store without anything in it", "firewall policy", healthyNode().prints(policy, "\r\n"), none},
		{"policy tree with an error inside", "firewall policy",
			healthyNode().prints(policy, full(remote.KeyPolicyFirewall)+"\r\n\r\nERROR: Access is denied.\r\n\r\n"+full(remote.KeyPolicyFirewall)+"\\X\r\n"), "malformed"},
		{"policy profile with a strange value", "firewall policy",
			healthyNode().prints(policy, listing(remote.KeyPolicyFirewall+`\DomainProfile`, []string{"EnableFirewall    REG_BINARY    01"})), kindNotCredible},
		{"policy store with other keys", "firewall policy",
			healthyNode().prints(policy, listing(remote.KeyPolicyFirewall+`\ConSecRules`, []string{"EnableFirewall    REG_SZ    x"})), none},

		{"MDM store forbidden", "firewall mdm", healthyNode().refuses(mdm), "access-denied"},
		{"MDM store missing", "firewall mdm",
			healthyNode().refuses(mdm).prints(remote.RegQuery(remote.KeyFirewall), listing(remote.KeyFirewall, nil, "DomainProfile", "FirewallRules", "StandardProfile", "PublicProfile")), absent},
		{"MDM store without anything in it", "firewall mdm", healthyNode().prints(mdm, "\r\n"), none},
		{"local store forbidden", "firewall local", healthyNode().refuses(remote.RegQuery(remote.KeyFirewall)), kindNotCredible},
		{"local rules forbidden", "firewall local", healthyNode().refuses(remote.RegQuery(remote.KeyFirewallRules)), "access-denied"},
		{"local profile with a strange value", "firewall local",
			healthyNode().prints(remote.RegQuery(remote.KeyFirewall+`\DomainProfile`), listing(remote.KeyFirewall+`\DomainProfile`, []string{"EnableFirewall    REG_SZ    1"})), kindNotCredible},

		{"resources missing", "resources", healthyNode().refuses(resources).prints(remote.RegQuery(remote.KeyCluster), listing(remote.KeyCluster, nil, "Nodes")), absent},
		{"resources forbidden", "resources", healthyNode().refuses(resources), "access-denied"},
		{"cluster service stopped", "resources", healthyNode().refuses(resources, remote.RegQuery(remote.KeyCluster)), kindNotCredible},

		{"TCP parameters forbidden", "tcp registry", healthyNode().refuses(remote.RegQuery(remote.KeyTCP)), kindNotCredible},
		{"TCP value of another type", "tcp registry", healthyNode().prints(remote.RegQuery(remote.KeyTCP), listing(remote.KeyTCP, []string{"EnableRSS    REG_SZ    1"})), kindNotCredible},
		{"netsh show fails", "tcp show", healthyNode().refuses(remote.NetshTCPGlobal), kindNotCredible},
		{"netsh show is not understood", "tcp show", healthyNode().prints(remote.NetshTCPGlobal, "Состояние : enabled\r\n"), "malformed"},
		{"netsh dump fails", "tcp dump", healthyNode().refuses(remote.NetshTCPDump), kindNotCredible},
		{"netsh dump is cut short", "tcp dump", healthyNode().prints(remote.NetshTCPDump, "pushd interface tcp\r\n"), "malformed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n := collect(t, tt.node, fullRequest())
			for name, s := range sections(n) {
				got := ""
				switch s.State {
				case facts.Absent:
					got = absent
				case facts.Failed:
					got = s.Problem.Kind
				}
				if want := map[bool]string{true: tt.want}[name == tt.section]; got != want {
					t.Errorf("%s: %q, want %q (%+v)", name, got, want, s.Problem)
				}
			}
		})
	}
}

// Losing the answer of one command never proves that something is absent: every
// key of the healthy node is named by its parent.
func TestLostAnswerProvesNothing(t *testing.T) {
	for command := range healthyOutputs() {
		n := collect(t, healthyNode().refuses(command), fullRequest())
		for name, s := range sections(n) {
			if s.State != facts.Collected && s.State != facts.Failed {
				t.Errorf("without %s: %s is %s", command, name, s.State)
			}
		}
	}
}

func TestExceptionsOfTheAdministrativeTemplates(t *testing.T) {
	const list = `\GloballyOpenPorts\List`
	f := healthyNode().prints(remote.RegQueryTree(remote.KeyPolicyFirewall),
		listing(remote.KeyPolicyFirewall+`\DomainProfile`+list, []string{"3343:UDP    REG_SZ    3343:UDP:*:enabled:Heartbeat", "odd    REG_SZ    x"})+
			listing(remote.KeyPolicyFirewall+`\StandardProfile\AuthorizedApplications\List`, []string{`a    REG_SZ    C:\a.exe:*:enabled:A`}))
	store := collect(t, f, fullRequest()).Firewall.Policy
	want := facts.FirewallStore{
		Keys:     []string{"DomainProfile", "StandardProfile"},
		Profiles: []facts.FirewallProfile{{Name: "domain"}, {Name: "standard"}},
		Rules: []facts.FirewallRule{
			{ID: `DomainProfile` + list + `\3343:UDP`, Action: "exception", Active: true, Direction: "in", Protocol: 17, LocalPorts: []string{"3343"}, Profiles: []string{"domain"}},
			{ID: `StandardProfile\AuthorizedApplications\List\a`, Action: "exception", Active: true, Direction: "in", Protocol: facts.AnyProtocol, Program: `C:\a.exe`, Profiles: []string{"private", "public"}},
		},
		Unparsed: []facts.UnparsedRule{{ID: `DomainProfile` + list + `\odd`, Text: "x", Reason: `read port exception: "x" does not begin with a port and a protocol`}},
	}
	if diff := cmp.Diff(want, store, ignoreHeads); diff != "" {
		t.Errorf("the policy store (-want +got):\n%s", diff)
	}
}

func TestAbsentLocalProfileIsNoProblem(t *testing.T) {
	f := healthyNode().refuses(remote.RegQuery(remote.KeyFirewall + `\PublicProfile`))
	f.prints(remote.RegQuery(remote.KeyFirewall), listing(remote.KeyFirewall, nil, "DomainProfile", "FirewallRules", "StandardProfile"))
	store := collect(t, f, fullRequest()).Firewall.Local
	if store.State != facts.Collected || slices.Contains(store.Keys, "PublicProfile") || len(store.Profiles) != 2 {
		t.Errorf("%+v %+v", store.Keys, store.Profiles)
	}
}

func TestReboot(t *testing.T) {
	cbs, update := remote.RegQuery(remote.KeyServicing), remote.RegQuery(remote.KeyAutoUpdate)
	session := remote.RegQuery(remote.KeySessionManager)
	tests := []struct {
		name    string
		node    *fakeNode
		signals map[string]bool
		problem string
		message string
	}{
		{"nothing pending", healthyNode(), map[string]bool{"cbs": false, "windows-update": false, "file-rename": false}, "", ""},
		{"all pending", healthyNode().
			prints(cbs, listing(remote.KeyServicing, nil, "Packages", "RebootPending")).
			prints(update, listing(remote.KeyAutoUpdate, nil, "RebootRequired")).
			prints(session, listing(remote.KeySessionManager, []string{`PendingFileRenameOperations    REG_MULTI_SZ    \??\C:\a\0\0`})),
			map[string]bool{"cbs": true, "windows-update": true, "file-rename": true}, "", ""},
		{"Windows Update was never used", healthyNode().refuses(update).prints(remote.RegQuery(remote.KeyWindowsUpdate), listing(remote.KeyWindowsUpdate, nil, "Reporting")),
			map[string]bool{"cbs": false, "windows-update": false, "file-rename": false}, "", ""},
		{"Windows Update forbidden", healthyNode().refuses(update), map[string]bool{"cbs": false, "file-rename": false}, "access-denied",
			`not read: windows-update: ` + remote.KeyAutoUpdate + ` exists and could not be read: "ERROR: The system was unable to find the specified registry key or value."`},
		{"servicing lists nothing", healthyNode().prints(cbs, "\r\n"), map[string]bool{"windows-update": false, "file-rename": false}, kindNotCredible,
			`not read: cbs: reg query "` + remote.KeyServicing + `" printed no key`},
		{"two unreadable", healthyNode().refuses(cbs, session), map[string]bool{"windows-update": false}, kindNotCredible,
			`not read: cbs, file-rename: reg query "` + remote.KeyServicing + `" failed: "ERROR: The system was unable to find the specified registry key or value."`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			checkReboot(t, collect(t, tt.node, facts.Request{Reboot: true}).Reboot, tt.signals, tt.problem, tt.message)
		})
	}
}

func checkReboot(t *testing.T, r facts.Reboot, signals map[string]bool, problem, message string) {
	t.Helper()
	got := make(map[string]bool)
	for _, s := range r.Signals {
		got[s.Name] = s.Pending
	}
	if diff := cmp.Diff(signals, got); diff != "" {
		t.Errorf("signals (-want +got):\n%s", diff)
	}
	switch {
	case problem == "" && r.State != facts.Collected:
		t.Errorf("%s: %+v", r.State, r.Problem)
	case problem != "" && (r.State != facts.Failed || r.Problem.Kind != problem || r.Problem.Message != message):
		t.Errorf("%s: %+v\nwant %s: %s", r.State, r.Problem, problem, message)
	}
}
