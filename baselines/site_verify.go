package baselines

import "gopkg.in/yaml.v3"

// verify brings a rule that looks at one thing into the form of one that looks at several.
func (r *SiteRule) verify(t *tree, n *yaml.Node) {
	if len(r.All)+len(r.Any) == 0 {
		r.All = []SiteProbe{r.SiteProbe}
	}
}
