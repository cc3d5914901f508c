package baselines

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/remote/observe"
)

// prepare checks a rule, brings what it looks at into one spelling, and gives a rule that
// looks at one thing the form of one that looks at several.
func (r *SiteRule) prepare(t *tree, n *yaml.Node) {
	r.verifyForm(t, n)
	r.verifyWhen(t, strict.Get(n, "when"))
	probes := map[*yaml.Node]*SiteProbe{}
	for key, list := range map[string][]SiteProbe{"all": r.All, "any": r.Any} {
		for i, item := range strict.Items(n, key) {
			probes[item] = &list[i]
		}
	}
	several := len(r.All) + len(r.Any)
	if several == 0 {
		probes[n] = &r.SiteProbe
	}
	for item, p := range probes {
		if strict.Get(item, "observe") != nil {
			p.verify(&siteVerifier{t, r, item}, several < 2)
		}
	}
	if several == 0 {
		r.All = []SiteProbe{r.SiteProbe}
	}
}

// verifyForm checks that a rule looks at something, in one way.
func (r *SiteRule) verifyForm(t *tree, n *yaml.Node) {
	has := func(key string) bool { return strict.Get(n, key) != nil }
	single := slices.DeleteFunc([]string{"observe", "want", "absent"}, func(key string) bool { return !has(key) })
	switch {
	case has("all") && has("any"):
		t.fail(t.upper(strict.Get(n, "all"), strict.Get(n, "any")), r.ID+" has both all and any", "write two entries")
	case has("all") || has("any"):
		if len(single) > 0 {
			t.fail(strict.Get(n, single[0]), fmt.Sprintf("%s has %s next to all or any", r.ID, strings.Join(single, ", ")), "each item has its own observe, want and absent")
		}
	case len(single) < 3:
		missing := slices.DeleteFunc([]string{"observe", "want", "absent"}, has)
		hint := "or all or any, which have them"
		if slices.Equal(missing, []string{"absent"}) {
			hint = "say what it means that there is nothing to read: " + absentWords
		}
		t.fail(n, fmt.Sprintf("%s has no %s", r.ID, strings.Join(missing, ", ")), hint)
	}
	if same := strict.Get(n, "same"); r.Same && r.Scope == SiteCluster {
		t.fail(same, r.ID+" has same and scope: cluster", "what is one for the whole cluster is compared anyway: leave same out")
	}
}

const absentWords = "default: VALUE, drift, pass, not-applicable or unknown"

func (r *SiteRule) verifyWhen(t *tree, n *yaml.Node) {
	if r.When.BuildMin != 0 && r.When.BuildMax != 0 && r.When.BuildMin > r.When.BuildMax {
		t.fail(t.upper(strict.Get(n, "build_min"), strict.Get(n, "build_max")),
			fmt.Sprintf("build_min %d is greater than build_max %d", r.When.BuildMin, r.When.BuildMax), "")
	}
}

// siteVerifier notes what is wrong with a probe of a rule.
type siteVerifier struct {
	tree *tree
	rule *SiteRule
	node *yaml.Node // of the probe
}

// fail notes a problem at the deepest node on a path that the file has.
func (v *siteVerifier) fail(message, hint string, path ...string) {
	v.tree.fail(deepest(v.node, path...), message, hint)
}

// deepest follows keys and indexes as far as there are any.
func deepest(n *yaml.Node, path ...string) *yaml.Node {
	for _, step := range path {
		next := strict.Get(n, step)
		if i, err := strconv.Atoi(step); err == nil && i < len(strict.Items(n)) {
			next = strict.Items(n)[i]
		}
		if next == nil {
			break
		}
		n = next
	}
	return n
}

func (p *SiteProbe) verify(v *siteVerifier, alone bool) {
	if !v.verifyTarget(p) {
		return
	}
	if alone && p.Absent.Verdict == AbsentUndecided {
		v.fail("absent: undecided needs something else that decides", "in an all or any of several things it says that the others decide; here write one of "+absentWords, "absent")
	}
	if v.rule.Scope == SiteCluster && !p.Observe.OfCluster() {
		v.fail("scope: cluster is for what the nodes have in common, which "+p.Observe.String()+" is not",
			`leave scope out, or look at cluster, root/MSCluster or HKLM\Cluster`, "observe")
	}
	p.verifyWant(v)
}

// verifyTarget brings what is looked at into its one spelling; false if it has none.
func (v *siteVerifier) verifyTarget(p *SiteProbe) bool {
	n := strict.Get(v.node, "observe")
	if message, hint, at := misplaced(n); message != "" {
		v.fail(message, hint, "observe", at)
		return false
	}
	t := p.Observe
	if t.Registry != nil {
		t.Registry.Root = v.root(t)
	}
	normal, err := t.Normal()
	var e *observe.Error
	if errors.As(err, &e) {
		v.fail(e.Message, e.Hint, append([]string{"observe"}, e.Path...)...)
		return false
	}
	p.Observe = normal
	return true
}

// root is the first key of allow_roots that allows what is looked at; empty for none.
func (v *siteVerifier) root(t observe.Target) string {
	for _, root := range strict.Texts(v.tree.root, "allow_roots") {
		r := *t.Registry
		r.Root = root
		if normal, err := (observe.Target{Registry: &r}).Normal(); err == nil {
			return normal.Registry.Root
		}
	}
	return ""
}

// misplaced says what is wrong with the keys of `observe`, and at which of them.
func misplaced(n *yaml.Node) (message, hint, at string) {
	kinds := slices.DeleteFunc([]string{"registry", "service", "wql", "file", "events", "cluster"}, func(key string) bool { return strict.Get(n, key) == nil })
	switch len(kinds) {
	case 0:
		return "observe names nothing to look at", "name one of registry, service, wql, file, events and cluster", ""
	case 1:
	default:
		return "observe names " + joinedBy(kinds, " and "), "it looks at one thing; write all or any for several", ""
	}
	with := map[string][]string{"registry": {"value", "type"}, "file": {"property"}}
	for _, key := range []string{"value", "type", "property"} {
		has, needs := strict.Get(n, key) != nil, slices.Contains(with[kinds[0]], key)
		switch {
		case has && !needs:
			return key + " does not go with " + kinds[0], "leave it out", key
		case needs && !has:
			return kinds[0] + " has no " + key, "say which " + key + " is read", kinds[0]
		}
	}
	return "", "", ""
}

// verifySite checks what no rule can show: the site's own keys, and what all rules cost.
func (b *Baseline) verifySite(t *tree) {
	for i, n := range strict.Items(t.root, "allow_roots") {
		root, err := observe.Root(n.Value)
		var e *observe.Error
		if errors.As(err, &e) {
			t.fail(n, e.Message, e.Hint)
			continue
		}
		b.AllowRoots[i] = root
	}
	if c := b.siteCost(); c.Messages > observe.MostMessages {
		t.fail(strict.Get(t.root, "site"), fmt.Sprintf("the entries of site send %d messages more to each node, above the limit of %d", c.Messages, observe.MostMessages),
			"the costliest are "+c.costliest())
	}
}

// allSiteTargets are those of both scopes.
func (b *Baseline) allSiteTargets() []observe.Target {
	return distinct(append(b.SiteTargets(SiteNode), b.SiteTargets(SiteCluster)...))
}

// costliest names the entries that send the most messages.
func (c SiteCost) costliest() string {
	const most = 3
	var all []string
	for _, s := range c.Shares[:min(most, len(c.Shares))] {
		all = append(all, fmt.Sprintf("%s (%d)", joinedBy(s.Rules, " and "), s.Messages))
	}
	return joinedBy(all, " and ")
}

// siteRulesOf are the names of the rules that look at one of the targets, in their order.
func (b *Baseline) siteRulesOf(targets []observe.Target) []string {
	var all []string
	for _, r := range b.Site {
		looks := func(t observe.Target) bool {
			return slices.ContainsFunc(targets, func(other observe.Target) bool { return other.ID() == t.ID() })
		}
		if slices.ContainsFunc(r.Targets(), looks) {
			all = append(all, r.Name)
		}
	}
	return all
}
