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
		t.verifyRemedy(id, strict.Get(n, "remedy"))
	}
	for _, n := range strict.Items(t.root, "hotfixes") {
		t.verifySubstitutes(n, known)
		t.verifyUpdates(n)
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
	articles := t.listArticles()
	t.verifyInstallable(articles)
	t.verifyNumbers(articles)
	t.verifyCircles()
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
	if t.layer(b).rank > t.layer(a).rank {
		return b
	}
	return a
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
func (t *tree) verifyInstallable(articles map[string]bool) {
	update := func(n *yaml.Node) {
		if articles[kb(n)] {
			t.fail(n, kb(n)+" is a list article and is never installed", "name its members instead")
		}
	}
	for _, h := range strict.Items(t.root, "hotfixes") {
		update(strict.Get(h, "kb"))
		for _, item := range substitutes(h) {
			for _, n := range updateNumbers(item) {
				update(n)
			}
		}
	}
	for _, list := range strict.Items(t.root, "lists") {
		for _, n := range strict.Items(list, "members") {
			update(n)
		}
	}
}

// listArticles are the lists of the tree and those of all embedded baselines.
func (t *tree) listArticles() map[string]bool {
	articles := ListArticles()
	for _, list := range strict.Items(t.root, "lists") {
		articles[kb(strict.Get(list, "kb"))] = true
	}
	return articles
}
