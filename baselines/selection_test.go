package baselines

import (
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// running is the OS of a member server of a build.
func running(build int) facts.OS {
	return facts.OS{Section: facts.Section{State: facts.Collected}, Build: build, ProductType: facts.ProductServer}
}

func TestForNode(t *testing.T) {
	const site = "testdata/site.yaml" // extends ws2008r2-sp1
	unread := facts.OS{Section: facts.Section{State: facts.Failed}, Build: 17763, ProductType: facts.ProductServer}
	client := running(26100)
	client.ProductType = 1
	tests := []struct {
		name           string
		forced, ofNode []string
		os             facts.OS
		want           string // the name of the baseline, or the error
	}{
		{"nothing named", nil, nil, running(17763), "ws2019"},
		{"auto", nil, []string{"auto"}, running(7601), "ws2008r2-sp1"},
		{"named for the node", nil, []string{site}, running(7601), "site"},
		{"the first that is made for the OS", nil, []string{"ws2016", "ws2019", "ws2022"}, running(17763), "ws2019"},
		{"the first of several that are", nil, []string{site, "ws2008r2-sp1"}, running(7601), "site"},
		{"auto where nothing else is", nil, []string{site, "auto"}, running(20348), "ws2022"},
		{"auto before what fits too", nil, []string{"auto", site}, running(7601), "ws2008r2-sp1"},
		{"one that is made for all", nil, []string{"cluster-common"}, running(9600), "cluster-common"},
		{"the command line wins", []string{"ws2008r2-sp1"}, []string{site}, running(7601), "ws2008r2-sp1"},
		{"the command line wins with auto", []string{"auto"}, []string{site}, running(7601), "ws2008r2-sp1"},
		{"overlay for the node", nil, []string{"role-hyperv"}, running(9600), "ws2012r2+role-hyperv"},
		{"overlay before its baseline", nil, []string{"role-hyperv", "ws2019"}, running(17763), "ws2019+role-hyperv"},
		{"overlay of the command line over that of the node", []string{"role-multisite"}, []string{site, "role-hyperv"}, running(7601), "site+role-hyperv+role-multisite"},
		{"overlay of the command line over auto", []string{"role-multisite"}, nil, running(14393), "ws2016+role-multisite"},
		{"overlay for the node, baseline of the command line", []string{"ws2019"}, []string{"role-hyperv"}, running(17763), "ws2019"},
		{"no baseline of its own", nil, nil, running(20349), "ws2016-and-later"},
		{"no baseline of its own, with an overlay", []string{"role-hyperv"}, nil, running(27000), "ws2016-and-later+role-hyperv"},
		{"others before auto", nil, []string{"ws2022", "auto"}, running(20349), "ws2016-and-later"},
		{"those of the versions alone", nil, []string{"ws2022", "ws2025"}, running(25398), "none of the requested baselines (ws2022, ws2025) is made for build 25398"},
		{"the one for many builds by name", []string{"ws2016-and-later"}, nil, running(25398), "ws2016-and-later"},
		{"the one for many builds by name, too old", []string{"ws2016-and-later"}, nil, running(9600), "none of the requested baselines (ws2016-and-later) is made for build 9600"},
		{"made for another OS", nil, []string{"ws2016", "ws2019"}, running(7601), "none of the requested baselines (ws2016, ws2019) is made for build 7601"},
		{"no embedded one", nil, nil, running(6002), "none of the requested baselines (auto) is made for build 6002"},
		{"not a server", nil, nil, client, "none of the requested baselines (auto) is made for build 26100"},
		{"OS not known", nil, []string{"cluster-common"}, unread, "the operating system of the node is not known"},
		{"OS not read", nil, nil, facts.OS{}, "the operating system of the node is not known"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := NewSelection(tt.forced, [][]string{{"ws2012"}, tt.ofNode})
			if err != nil {
				t.Fatal(err)
			}
			b, err := s.ForNode(tt.ofNode, tt.os)
			switch {
			case err != nil && (b != nil || err.Error() != tt.want):
				t.Errorf("%v, want %s", err, tt.want)
			case err == nil && b.Name != tt.want:
				t.Errorf("%s, want %s", b.Name, tt.want)
			}
		})
	}
}

// TestForNodeOfOthers: what was not loaded before the scan is not loaded in it.
func TestForNodeOfOthers(t *testing.T) {
	s, err := NewSelection(nil, [][]string{{"ws2019"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, refs := range [][]string{{"ws2022"}, {"role-hyperv"}, {"none.yaml"}} {
		if b, err := s.ForNode(refs, running(20348)); err == nil || err.Error() != "the baseline "+refs[0]+" was not loaded" {
			t.Errorf("%v gives %v, %v", refs, b, err)
		}
	}
}

func TestSelectionProblems(t *testing.T) {
	tests := []struct {
		name    string
		forced  []string
		ofNodes [][]string
		want    []string
	}{
		{"each once", []string{"ws2018"}, [][]string{{"ws2018"}, {"none.yaml"}, {"none.yaml", "ws2018"}}, []string{
			`unknown baseline "ws2018"; did you mean "ws2012"?`,
			missing(t, "none.yaml"),
		}},
		{"of nodes although the command line wins", []string{"ws2019"}, [][]string{{"testdata/invalid-range.yaml"}}, []string{
			filepath.FromSlash("testdata/invalid-range.yaml") + ":10:12: min 10 is greater than max 9",
		}},
		{"a baseline that extends an overlay", []string{"testdata/invalid-overlay-extended.yaml"}, [][]string{{"role-hyperv"}}, []string{
			filepath.FromSlash("testdata/invalid-overlay-extended.yaml") + ":6:11: role-hyperv is an overlay, not a baseline; name it together with the baseline that it is laid over",
			filepath.FromSlash("testdata/invalid-overlay-extended.yaml") + ":7:1: only an overlay has parts",
		}},
		{"an overlay that does not fit what auto leads to", []string{"testdata/invalid-overlay-fit.yaml"}, nil, []string{"over ws2008r2-rtm", "hotfix/KB2552041", "offload/netdma"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := NewSelection(tt.forced, tt.ofNodes)
			var got []string
			if err != nil {
				got = strings.Split(err.Error(), "\n")
			}
			if len(got) != len(tt.want) {
				t.Fatalf("%q, want %q", got, tt.want)
			}
			for i, want := range tt.want {
				if !strings.Contains(got[i], want) {
					t.Errorf("%q, want %q", got[i], want)
				}
			}
		})
	}
}

// TestSelectionRemembers asks for many nodes at once, as a scan does. Nodes of
// one OS are judged by the same baseline, not by copies of it.
func TestSelectionRemembers(t *testing.T) {
	refs := []string{"role-hyperv"}
	s, err := NewSelection(nil, [][]string{refs})
	if err != nil {
		t.Fatal(err)
	}
	found := make([]*Baseline, 8)
	var group sync.WaitGroup
	for i := range found {
		group.Go(func() { found[i], _ = s.ForNode(refs, running(17763)) })
	}
	group.Wait()
	if found[0] == nil || slices.ContainsFunc(found, func(b *Baseline) bool { return b != found[0] }) {
		t.Errorf("%v", found)
	}
	if b, err := s.ForNode(nil, running(17763)); err != nil || b == found[0] || b.Name != "ws2019" {
		t.Errorf("without the overlay: %v, %v", b, err)
	}
}

func TestSplit(t *testing.T) {
	for _, tt := range []struct{ refs, bases, overlays []string }{
		{nil, []string{"auto"}, nil},
		{[]string{"role-hyperv"}, []string{"auto"}, []string{"role-hyperv"}},
		{[]string{"role-hyperv", "auto", "ws2019", "role-multisite", "none.yaml"}, []string{"auto", "ws2019", "none.yaml"}, []string{"role-hyperv", "role-multisite"}},
	} {
		bases, overlays := Split(tt.refs)
		if !cmp.Equal(tt.bases, bases) || !cmp.Equal(tt.overlays, overlays) {
			t.Errorf("%q gives %q and %q", tt.refs, bases, overlays)
		}
	}
}
