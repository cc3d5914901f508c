package baselines

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// verify notes what is wrong with the requirements as they stand after all
// files are merged.
func (t *tree) verify() {
	known := requirements(t.root)
	for id, n := range known {
		t.verifyComplete(id, n, known)
	}
	for _, n := range strict.Items(t.root, "hotfixes") {
		t.verifySubstitutes(n, known)
		for _, f := range strict.Items(n, "satisfied_by", "files") {
			t.verifyFile(f)
		}
	}
	for _, n := range strict.Pairs(t.root, "heartbeat", "properties") {
		t.verifyRange(n)
	}
	for _, n := range strict.Pairs(t.root, "event") {
		t.verifyRelated(n, known)
	}
	for _, n := range strict.Pairs(t.root, "driver") {
		t.verifyDriver(n)
	}
	if altitude := strict.Get(t.root, "antivirus", "products", "altitude"); altitude != nil {
		t.verifyRange(altitude)
	}
	t.verifyLevel()
	t.verifyMembers(known)
	t.verifyInstallable()
}

// required are the keys that a requirement of a family must have in the end.
// Of keys joined by a bar one is enough.
func required(id string) []string {
	keys := []string{"title", "severity", "why", "fix", "reference", "provenance"}
	family, subject, _ := strings.Cut(id, "/")
	switch {
	case family == "hotfix-list":
		keys = slices.DeleteFunc(keys, func(k string) bool { return k == "severity" }) // it has a default
		keys = append(keys, "as_of", "members")
	case id == "update/build" || id == "cluster-network/redundancy":
		keys = append(keys, "min")
	case id == "update/newest":
		keys = append(keys, "known", "as_of")
	case family == "adapter-offload":
		keys = append(keys, "keywords", "want")
	case family == "adapter-power" || id == "network-profile/current":
		keys = append(keys, "want")
	case id == "network-profile/flips":
		keys = append(keys, "days", "minutes")
	case family == "event":
		keys = append(keys, "provider", "ids", "days")
	case id == "ipv6/neighbour-discovery":
		keys = append(keys, "rules")
	case id == "antivirus/exclusions":
		keys = append(keys, "paths", "processes")
	case id == "antivirus/products":
		keys = append(keys, "altitude", "defender")
	case family == "teaming":
		keys = append(keys, "descriptions")
	case family == "latency":
		keys = append(keys, "max")
	case family == "heartbeat" && subject != "order" && subject != "agreement":
		keys = append(keys, "min|max")
	case family == "offload":
		keys = append(keys, "want")
	case family == "firewall":
		keys = append(keys, "direction", "protocol", "local_port", "program", "profiles")
	case family == "service":
		keys = append(keys, "state|start_mode")
	}
	return keys
}

func (t *tree) verifyComplete(id string, n *yaml.Node, known map[string]*yaml.Node) {
	var missing []string
	for _, key := range required(id) {
		has := func(k string) bool { v := strict.Get(n, k); return v != nil && (v.Value != "" || len(v.Content) > 0) }
		if !slices.ContainsFunc(strings.Split(key, "|"), has) {
			missing = append(missing, strings.ReplaceAll(key, "|", " or "))
		}
	}
	if len(missing) == 0 {
		return
	}
	// An override of something that is not there looks the same as an
	// unfinished requirement: name the others of the family.
	family, _, _ := strings.Cut(id, "/")
	var others []string
	for other := range known {
		if other != id && strings.HasPrefix(other, family+"/") {
			others = append(others, other)
		}
	}
	hint := ""
	if strict.Get(n, "title") == nil {
		hint = strict.Suggest(id, others)
	}
	t.fail(n, fmt.Sprintf("%s has no %s", id, strings.Join(missing, ", ")), hint)
}

func (t *tree) verifySubstitutes(hotfix *yaml.Node, known map[string]*yaml.Node) {
	own := hotfixID(kb(strict.Get(hotfix, "kb")))
	for _, n := range strict.Items(hotfix, "accept_instead") {
		if n.Value == own {
			t.fail(n, fmt.Sprintf("accept_instead of %s names itself", own), "")
		} else if known[n.Value] == nil {
			t.fail(n, fmt.Sprintf("accept_instead names %q, which the baseline does not have", n.Value), strict.Suggest(n.Value, slices.Collect(maps.Keys(known))))
		}
	}
}

// verifyRelated checks that events are told with findings that there are.
func (t *tree) verifyRelated(event *yaml.Node, known map[string]*yaml.Node) {
	for _, n := range strict.Items(event, "related_to") {
		if known[n.Value] == nil {
			t.fail(n, fmt.Sprintf("related_to names %q, which the baseline does not have", n.Value), strict.Suggest(n.Value, slices.Collect(maps.Keys(known))))
		}
	}
}

// verifyDriver checks that the least version compares.
func (t *tree) verifyDriver(driver *yaml.Node) {
	least := strict.Get(driver, "min")
	if least == nil {
		return
	}
	if _, err := facts.ParseVersion(least.Value); err != nil {
		t.fail(least, err.Error(), "")
	}
}

func (t *tree) verifyRange(n *yaml.Node) {
	least, most := strict.Get(n, "min"), strict.Get(n, "max")
	if least == nil || most == nil || *strict.Number(least) <= *strict.Number(most) {
		return
	}
	t.fail(t.upper(least, most), fmt.Sprintf("min %s is greater than max %s", least.Value, most.Value), "")
}

// upper is the one of two nodes that the overriding file has written, or the first.
func (t *tree) upper(a, b *yaml.Node) *yaml.Node {
	if t.from[b].rank > t.from[a].rank {
		return b
	}
	return a
}

// verifyFile checks that a file has a floor, that each version belongs to the
// branch it stands under, and that the fix comes after its absence.
func (t *tree) verifyFile(n *yaml.Node) {
	if strict.Get(n, "ldr") == nil && strict.Get(n, "gdr") == nil {
		t.fail(n, "the file has neither ldr nor gdr", "")
	}
	for _, branch := range []facts.Branch{facts.LDR, facts.GDR} {
		floor := strict.Get(n, string(branch))
		with, okWith := t.version(strict.Get(floor, "with"), branch)
		without, okWithout := t.version(strict.Get(floor, "without"), branch)
		if okWith && okWithout && with.Compare(without) <= 0 {
			t.fail(strict.Get(floor, "with"), fmt.Sprintf("with %s is not later than without %s", with, without), "")
		}
	}
}

func (t *tree) version(n *yaml.Node, branch facts.Branch) (facts.Version, bool) {
	if n == nil {
		return facts.Version{}, false
	}
	v, err := facts.ParseVersion(n.Value)
	if err != nil {
		t.fail(n, err.Error(), "")
		return v, false
	}
	if v.Branch() != branch {
		t.fail(n, fmt.Sprintf("%s is not a version of the %s branch", v, branch), "the fourth number of GDR starts with 16 to 18, of LDR with 20 to 22")
		return v, false
	}
	return v, true
}

func (t *tree) verifyMembers(known map[string]*yaml.Node) {
	for _, list := range strict.Items(t.root, "lists") {
		for _, n := range strict.Items(list, "members") {
			if id := kb(n); known[hotfixID(id)] == nil {
				t.fail(n, fmt.Sprintf("member %s of list %s has no entry in hotfixes", id, kb(strict.Get(list, "kb"))), "")
			}
		}
	}
}

// verifyInstallable notes list articles that are named as updates: nothing is
// ever installed under their numbers.
func (t *tree) verifyInstallable() {
	articles := listArticles()
	for _, list := range strict.Items(t.root, "lists") {
		articles[kb(strict.Get(list, "kb"))] = true
	}
	update := func(n *yaml.Node) {
		if articles[kb(n)] {
			t.fail(n, kb(n)+" is a list article and is never installed", "name its members instead")
		}
	}
	for _, h := range strict.Items(t.root, "hotfixes") {
		update(strict.Get(h, "kb"))
		for _, n := range slices.Concat(strict.Items(h, "satisfied_by", "updates"), strict.Items(h, "satisfied_by", "maybe_in")) {
			update(strict.Get(n, "kb"))
		}
	}
	for _, list := range strict.Items(t.root, "lists") {
		for _, n := range strict.Items(list, "members") {
			update(n)
		}
	}
}
