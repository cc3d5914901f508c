package flags

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Moment is the flag that names the occasion on which clusters are judged.
type Moment struct{ name string }

// Register registers the flag.
func (m *Moment) Register(f *pflag.FlagSet) {
	f.StringVar(&m.name, "moment", "", "judge for the `MOMENT`, which changes severities as the baselines say: "+strings.Join(momentNames(), ", ")+
		" (default: what the inventory names for the cluster, else severities as written)")
}

// Given is the moment of the flag; empty: none. A name that is not one is a
// *cli.UsageError.
func (m *Moment) Given() (baselines.Moment, error) {
	if m.name == "" || slices.Contains(momentNames(), m.name) {
		return baselines.Moment(m.name), nil
	}
	return "", cli.Usage(fmt.Sprintf("--moment: unknown moment %q", m.name), cli.Meant(m.name, momentNames()))
}

func momentNames() []string {
	var names []string
	for _, m := range baselines.Moments() {
		names = append(names, string(m))
	}
	return names
}

// momentOf is that of a cluster: the user's, or else what the nodes name.
func (c *Criteria) momentOf(cluster checks.Cluster) baselines.Moment {
	if c.Moment != "" {
		return c.Moment
	}
	for _, s := range cluster.Nodes {
		if s.Facts.Moment != "" {
			return baselines.Moment(s.Facts.Moment)
		}
	}
	return ""
}

// CheckMoments refuses facts that name a moment which there is not, or several for one
// cluster, unless one is given for all: a *cli.UsageError.
func CheckMoments(nodes []*facts.Node, given baselines.Moment) error {
	if given != "" {
		return nil
	}
	first := map[string]*facts.Node{}
	for _, n := range nodes {
		if n.Moment != "" && !slices.Contains(momentNames(), n.Moment) {
			return cli.Usage(fmt.Sprintf("the facts of %s name the unknown moment %q", n.Name, n.Moment), "name one: --moment "+strings.Join(momentNames(), "|"))
		}
		if n.Moment == "" { // as of a node that was not read
			continue
		}
		name := strings.ToLower(ClusterName(n))
		if before := first[name]; before != nil && before.Moment != n.Moment {
			return cli.Usage(fmt.Sprintf("the facts of cluster %s are of several moments (%s: %s; %s: %s)", ClusterName(n),
				before.Name, before.Moment, n.Name, n.Moment), "name one for all: --moment "+strings.Join(momentNames(), "|"))
		}
		first[name] = n
	}
	return nil
}
