package baselines

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func versionNames() []string {
	return []string{"ws2008r2-rtm", "ws2008r2-sp1", "ws2012", "ws2012r2", "ws2016", "ws2019", "ws2022", "ws2025"}
}

func overlayNames() []string {
	var names []string
	for _, o := range Overlays() {
		names = append(names, o.Name)
	}
	return names
}

func mustLay(t *testing.T, ref string, overlays ...string) *Baseline {
	t.Helper()
	b, err := Load(ref, overlays...)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func property(t *testing.T, b *Baseline, name string) HeartbeatProperty {
	t.Helper()
	i := slices.IndexFunc(b.Heartbeat.Properties, func(p HeartbeatProperty) bool { return p.Property == name })
	if i < 0 {
		t.Fatalf("%s has no %s", b.Name, name)
	}
	return b.Heartbeat.Properties[i]
}

func TestOverlays(t *testing.T) {
	want := []string{"role-exchange-dag", "role-file-server", "role-hyperv", "role-multisite", "role-s2d", "role-sql-ag"}
	if diff := cmp.Diff(want, overlayNames()); diff != "" {
		t.Error(diff)
	}
	for _, name := range embeddedNames() {
		if IsOverlay(name) != slices.Contains(want, name) {
			t.Errorf("IsOverlay(%s) = %v", name, IsOverlay(name))
		}
	}
	for _, o := range Overlays() {
		if o.Title == "" || o.Reviewed.IsZero() {
			t.Errorf("%+v", o)
		}
		for _, err := range Lint(o.Name) {
			t.Error(err)
		}
	}
}

// TestOverlaysFit lays all roles over all versions. No version is asked for a
// property that its class lacks: that would fail the whole query.
func TestOverlaysFit(t *testing.T) {
	for _, version := range versionNames() {
		plain := mustLoad(t, version)
		b := mustLay(t, version, overlayNames()...)
		if b.Name != version+"+"+strings.Join(overlayNames(), "+") || b.AppliesTo != plain.AppliesTo ||
			b.Title != plain.Title || b.Reviewed != plain.Reviewed || !cmp.Equal(b.Extends, plain.Extends) {
			t.Errorf("%s is called %s, %q, for %+v", version, b.Name, b.Title, b.AppliesTo)
		}
		names := func(b *Baseline) []string {
			var all []string
			for _, p := range b.Heartbeat.Properties {
				all = append(all, p.Property)
			}
			return all
		}
		if diff := cmp.Diff(names(plain), names(b)); diff != "" {
			t.Errorf("%s: %s", version, diff)
		}
		if got := b.Sources[0].Name; got != "role-sql-ag" || len(b.Sources) != len(plain.Sources)+len(overlayNames()) {
			t.Errorf("%s is made of %+v", b.Name, b.Sources)
		}
		if len(b.Notes) <= len(plain.Notes) || b.Antivirus.Exclusions == nil {
			t.Errorf("%s lacks what the overlays say", b.Name)
		}
		again, err := Resolved(version, overlayNames()...)
		if err != nil || !strings.Contains(string(again), "# from embedded:role-hyperv.yaml, sha256:") {
			t.Errorf("%s: %v", version, err)
		}
	}
}

func TestRoleParts(t *testing.T) {
	hyperv := mustLay(t, "ws2012r2", "role-hyperv")
	if same, cross := property(t, hyperv, "SameSubnetThreshold"), property(t, hyperv, "CrossSubnetThreshold"); *same.Default != 10 || *cross.Default != 20 || *same.Min != 10 {
		t.Errorf("%+v %+v", same, cross)
	}
	findHotfix(t, hyperv, "KB3145384")
	findHotfix(t, hyperv, "KB3063283")
	for _, h := range mustLay(t, "ws2012", "role-hyperv").Hotfixes {
		if h.KB == "KB3145384" {
			t.Error("an update for Windows Server 2012 R2 is asked for on 2012")
		}
	}
	if p := property(t, mustLay(t, "ws2019", "role-sql-ag"), "SameSubnetThreshold"); *p.Min != 40 || *p.Default != 20 || p.Origin.File != "embedded:ws2016-and-later.yaml" {
		t.Errorf("%+v", p)
	}
	if p := property(t, mustLay(t, "ws2016", "role-multisite"), "CrossSubnetThreshold"); *p.Min != 20 || p.Severity != Critical {
		t.Errorf("%+v", p)
	}
	if p := property(t, mustLay(t, "ws2008r2-rtm", "role-multisite"), "CrossSubnetThreshold"); *p.Min != 10 || p.Severity != Critical {
		t.Errorf("%+v", p)
	}
	if maybe := findHotfix(t, mustLay(t, "ws2008r2-rtm", "role-sql-ag"), "KB2687741").SatisfiedBy.MaybeIn; maybe != nil {
		t.Errorf("rollups for SP1 are named for RTM: %v", maybe)
	}
	rss := func(b *Baseline) []string {
		i := slices.IndexFunc(b.Offload, func(o Offload) bool { return o.Setting == "rss" })
		return b.Offload[i].Want
	}
	if !cmp.Equal(rss(mustLay(t, "ws2008r2-sp1", "role-exchange-dag")), []string{"enabled"}) || !cmp.Equal(rss(mustLay(t, "ws2008r2-rtm", "role-exchange-dag")), []string{"any"}) {
		t.Error("receive-side scaling is asked for on the wrong version")
	}
}

// TestRoleElsewhere lays each role over each version. Where the version cannot have what
// the role requires of the cluster as a whole, the role has a rule that says so.
func TestRoleElsewhere(t *testing.T) {
	elsewhere := 0
	for _, version := range versionNames() {
		for _, name := range overlayNames() {
			b := mustLay(t, version, name)
			isElse := func(r SiteRule) bool { return r.Scope == SiteCluster && !r.When.meets(b.AppliesTo) }
			says := func(r SiteRule) bool { return r.Scope == SiteNode && r.When.meets(b.AppliesTo) }
			if !slices.ContainsFunc(b.Site, isElse) {
				continue
			}
			elsewhere++
			if !slices.ContainsFunc(b.Site, says) {
				t.Errorf("%s over %s passes without a word", name, version)
			}
		}
	}
	if elsewhere != 4 { // role-s2d before Windows Server 2016
		t.Errorf("%d roles over versions that cannot have them, want 4", elsewhere)
	}
}

// TestLaterOverlayWins lays two overlays that touch the same value.
func TestLaterOverlayWins(t *testing.T) {
	files := map[string]string{
		"site.yaml": "name: site\nextends: [ws2019]\n",
		"one.yaml":  "name: one\noverlay: true\noffload: {chimney: {severity: high, why: one}}\nremove: [service/netprofm]\n",
		"two.yaml": "name: two\noverlay: true\noffload: {chimney: {why: two}}\nparts:\n" +
			"  - {builds: [17763, 9600], offload: {rss: {severity: low}}, remove: [service/BFE]}\n" +
			"  - {builds: [9600], offload: {rss: {severity: critical}}}\n",
	}
	b, err := loadFiles(t, files, "one.yaml", "two.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if b.Name != "site+one+two" || b.Offload[0].Severity != High || b.Offload[0].Why != "two" || b.Offload[1].Severity != Low {
		t.Errorf("%s: %+v", b.Name, b.Offload)
	}
	for _, s := range b.Services {
		if s.Name == "BFE" || s.Name == "netprofm" {
			t.Errorf("%s is still there", s.Name)
		}
	}
	files["site.yaml"] = "name: site\nextends: [cluster-common]\n"
	if _, err := loadFiles(t, files, "two.yaml"); err == nil || !strings.Contains(err.Error(),
		"two.yaml:8:5: the baseline below is made for no build, so that it is not known whether it has this part") {
		t.Error(err)
	}
}

func TestMisplaced(t *testing.T) {
	tests := map[string]struct {
		refs []string
		want string
	}{
		"overlay alone":        {[]string{"role-hyperv"}, "role-hyperv is an overlay, not a baseline; name it together with the baseline that it is laid over"},
		"baseline as overlay":  {[]string{"ws2019", "ws2022"}, "ws2022 is not an overlay; an overlay says so: overlay: true"},
		"unknown overlay":      {[]string{"ws2019", "role-hyper-v"}, `unknown baseline "role-hyper-v"; did you mean "role-hyperv"?`},
		"overlay not readable": {[]string{"ws2019", "none.yaml"}, missing(t, "none.yaml")},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := Load(tt.refs[0], tt.refs[1:]...); err == nil || err.Error() != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}
