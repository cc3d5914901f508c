package collector

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func TestExclusions(t *testing.T) {
	const absent, none = "absent", ""
	tree, parent, find := remote.RegQueryTree(remote.KeyDefenderExclusions), remote.RegQuery(remote.KeyDefender), remote.RegFindKeys(remote.KeyMicrosoft, "Windows")
	policy := remote.RegQueryTree(remote.KeyPolicyDefender)
	without := listing(remote.KeyMicrosoft, nil, "Windows", "Windows NT") + "\r\nEnd of search: 2 match(es) found.\r\n"
	tests := []struct {
		name, section string
		node          *fakeNode
		want          string // "", absent or the kind of problem
	}{
		{"no Defender", "exclusions", healthyNode().refuses(tree, parent).prints(find, without), absent},
		{"no Defender, in German", "exclusions", healthyNode().refuses(tree, parent).
			prints(find, strings.Replace(without, "End of search: 2 match(es) found.", "Suche beendet: 2 Übereinstimmung(en) gefunden.", 1)), absent},
		{"no Defender, and the search fails", "exclusions", healthyNode().refuses(tree, parent, find), kindNotCredible},
		{"the search finds nothing", "exclusions", healthyNode().refuses(tree, parent).prints(find, "\r\nEnd of search: 0 match(es) found.\r\n"), kindNotCredible},
		{"the search is not understood", "exclusions", healthyNode().refuses(tree, parent).prints(find, without+"\r\nERROR\r\n"), kindNotCredible},
		{"Defender denied", "exclusions", healthyNode().refuses(tree, parent), kindNotCredible},
		{"exclusions denied", "exclusions", healthyNode().refuses(tree), "access-denied"},
		{"an exclusion denied", "exclusions", healthyNode().
			prints(tree, full(remote.KeyDefenderExclusions)+"\r\n\r\nERROR: Access is denied.\r\n\r\n"+full(remote.KeyDefenderExclusions)+"\\Paths\r\n"), "malformed"},
		{"Defender excludes nothing", "exclusions", healthyNode().refuses(tree).prints(parent, listing(remote.KeyDefender, nil, "Features")), none},

		{"no policy", "policy exclusions", healthyNode().refuses(policy).
			prints(remote.RegQuery(remote.KeyPolicies), listing(remote.KeyPolicies, nil, "SystemCertificates")), absent},
		{"policy denied", "policy exclusions", healthyNode().refuses(policy), "access-denied"},
		{"policy, and its parent too", "policy exclusions", healthyNode().refuses(policy, remote.RegQuery(remote.KeyPolicies)), kindNotCredible},
		{"policy without exclusions", "policy exclusions", healthyNode().
			prints(policy, listing(remote.KeyPolicyDefender, []string{"DisableAntiSpyware    REG_DWORD    0x0"})), none},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n := collect(t, tt.node, facts.Request{Antivirus: true})
			s := sections(n)[tt.section]
			got := map[facts.State]string{facts.Collected: none, facts.Absent: absent}[s.State]
			if s.State == facts.Failed {
				got = s.Problem.Kind
			}
			e := map[string]facts.Exclusions{"exclusions": n.Antivirus.Local, "policy exclusions": n.Antivirus.Policy}[tt.section]
			if got != tt.want || e.Paths != nil || e.Processes != nil {
				t.Errorf("%q, want %q (%+v): %q %q", got, tt.want, s.Problem, e.Paths, e.Processes)
			}
		})
	}
}

// TestDefenderSwitches: what a policy says beside its exclusions.
func TestDefenderSwitches(t *testing.T) {
	policy, tree := remote.RegQueryTree(remote.KeyPolicyDefender), remote.RegQueryTree(remote.KeyDefenderExclusions)
	exclusionsKey := listing(remote.KeyPolicyDefender+`\Exclusions`, []string{"DisableAutoExclusions    REG_DWORD    0x1"})
	n := collect(t, healthyNode().
		prints(policy, listing(remote.KeyPolicyDefender, []string{"DisableLocalAdminMerge    REG_DWORD    0x1", "DisableAntiSpyware    REG_DWORD    0x1"})+exclusionsKey+
			listing(remote.KeyPolicyDefender+`\Policy Manager`, []string{`ExcludedPaths    REG_SZ    C:\X`})).
		prints(tree, listing(remote.KeyDefenderExclusions, []string{"DisableAutoExclusions    REG_DWORD    0x0"}, "Paths")).
		prints(remote.RegQuery(remote.KeyDefender), listing(remote.KeyDefender, []string{"DisableAntiSpyware    REG_DWORD    0x0"}, "Exclusions")), facts.Request{Antivirus: true})
	want := facts.Antivirus{
		Local:  facts.Exclusions{AutomaticOff: new(0), Off: new(0)},
		Policy: facts.Exclusions{LocalMergeOff: new(1), AutomaticOff: new(1), Off: new(1), Managed: true},
	}
	if diff := cmp.Diff(want, facts.Antivirus{Local: n.Antivirus.Local, Policy: n.Antivirus.Policy}, ignoreHeads); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	roundTrip(t, n)

	n = collect(t, healthyNode().prints(policy, listing(remote.KeyPolicyDefender, []string{"DisableLocalAdminMerge    REG_SZ    yes"})), facts.Request{Antivirus: true})
	if p := n.Antivirus.Policy; p.State != facts.Failed || p.Problem.Kind != kindNotCredible {
		t.Errorf("a switch that is a text: %+v", p)
	}
}

// A list of filter drivers counts only when the search opened every key.
func TestFilterDrivers(t *testing.T) {
	found := func(pairs ...string) string {
		return searchOf(remote.KeyServices, altitude, "REG_SZ", pairs...)
	}
	whole := found(`luafv\Instances\luafv`, "135000", `AV\Instances\1`, "320500.1")
	tests := map[string]struct{ out, want string }{
		"whole":               {whole, "AV=320500.1 luafv=135000"},
		"in Japanese":         {strings.Replace(whole, "End of search: 2 match(es) found.", "検索の完了: 該当 2 件", 1), "AV=320500.1 luafv=135000"},
		"a key denied":        {strings.Replace(whole, "End of", "ERROR: Access is denied.\r\nEnd of", 1), ""},
		"denied at the end":   {strings.Replace(whole, "End of search: 2 match(es) found.", "ERROR: Access is denied.", 1), ""},
		"cut short":           {whole[:strings.Index(whole, "End")], ""},
		"no filter":           {found(`Other\Settings`, "high"), ""},
		"nothing":             {"\r\n", ""},
		"no number":           {found(`luafv\Instances\luafv`, "high"), ""},
		"of the driver alone": {found(`luafv\Instances\luafv`, "135000", `X\Instances`, "320000", `Instances\X`, "1"), "luafv=135000"},
		"not understood":      {"    Altitude    REG_SZ    1\r\n", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f := collect(t, healthyNode().prints(filterCommands()[0], tt.out), facts.Request{Antivirus: true}).Antivirus.Filters
			var got []string
			for _, d := range f.Found {
				got = append(got, d.Service+"="+d.Altitude)
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" || (f.State == facts.Collected) != (tt.want != "") {
				t.Errorf("%s %+v (-want +got):\n%s", f.State, f.Problem, diff)
			}
		})
	}
}

// FuzzReadFilters: what is taken for a list of filters has the altitudes of
// filters, and never none.
func FuzzReadFilters(f *testing.F) {
	f.Add(searchOf(remote.KeyServices, altitude, "REG_SZ", `luafv\Instances\luafv`, "135000"))
	f.Fuzz(func(t *testing.T, out string) {
		found, problem := readFilters([]byte(out))
		if (problem == nil) != (len(found) > 0) {
			t.Errorf("%d filters, %+v", len(found), problem)
		}
		for _, d := range found {
			if d.Service == "" || !decimal.MatchString(d.Altitude) {
				t.Errorf("%+v", d)
			}
		}
	})
}
