package collector

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/windows"
)

// currentProfiles reads the networks that are connected now.
func (c *collection) currentProfiles(ctx context.Context) {
	c.node.Profiles.Current = c.connectionProfiles(ctx)
}

func (c *collection) connectionProfiles(ctx context.Context) facts.ConnectionProfiles {
	if c.node.OS.Build < facts.Build2012 {
		return facts.ConnectionProfiles{Section: c.section(c.node.OS.Source, facts.Absent)}
	}
	rows, head := c.query(ctx, standardCimv2, "SELECT InterfaceIndex,InterfaceAlias,Name,NetworkCategory FROM MSFT_NetConnectionProfile")
	p := facts.ConnectionProfiles{Section: head}
	for _, r := range rows {
		var found facts.ConnectionProfile
		var hasIndex, hasCategory bool
		found.InterfaceIndex, hasIndex = r.Int("InterfaceIndex")
		found.Category, hasCategory = r.Int("NetworkCategory")
		if !hasIndex || !hasCategory {
			return facts.ConnectionProfiles{Section: c.failed(head.Source, notCredible("a row of MSFT_NetConnectionProfile lacks InterfaceIndex or NetworkCategory"))}
		}
		found.Alias, _ = r.Text("InterfaceAlias")
		found.Network, _ = r.Text("Name")
		p.Found = append(p.Found, found)
	}
	slices.SortStableFunc(p.Found, func(a, b facts.ConnectionProfile) int { return cmp.Compare(a.InterfaceIndex, b.InterfaceIndex) })
	return p
}

func networkCommands() []remote.Command {
	return []remote.Command{remote.RegQueryTree(remote.KeyNetworks)}
}

// knownNetworks reads every network that the node ever met.
func (c *collection) knownNetworks(t transcript) { c.node.Profiles.Known = c.networksOf(t) }

func (c *collection) networksOf(t transcript) facts.KnownNetworks {
	command := networkCommands()[0]
	keys, problem := t.list(command)
	if problem != nil {
		return facts.KnownNetworks{Section: c.failed(string(command), problem)}
	}
	k := facts.KnownNetworks{Section: c.section(string(command), facts.Collected)}
	seen := map[string]bool{}
	for _, key := range keys {
		id, ok := networkID(key)
		if !ok {
			continue
		}
		network, problem := knownNetwork(id, key)
		if folded := strings.ToLower(id); seen[folded] {
			// A name may hold any text, what looks like another key among it.
			problem = notCredible("the network %s is printed more than once", quote(id))
		} else {
			seen[folded] = true
		}
		if problem != nil {
			return facts.KnownNetworks{Section: c.failed(string(command), problem)}
		}
		k.Found = append(k.Found, network)
	}
	slices.SortFunc(k.Found, func(a, b facts.KnownNetwork) int { return cmp.Compare(a.ID, b.ID) })
	return k
}

// networkID is the name of a key directly below the list of networks.
func networkID(key windows.RegKey) (string, bool) {
	only := []windows.RegKey{key}
	for _, id := range windows.SubKeys(only, remote.KeyNetworks) {
		if _, ok := windows.FindKey(only, remote.KeyNetworks+`\`+id); ok {
			return id, true
		}
	}
	return "", false
}

func knownNetwork(id string, key windows.RegKey) (facts.KnownNetwork, *facts.Problem) {
	n := facts.KnownNetwork{ID: id}
	name, _ := key.Value("ProfileName")
	n.Name = name.Data
	for _, field := range []struct {
		name  string
		value **int
	}{{"Category", &n.Category}, {"Managed", &n.Managed}} {
		v, ok := key.Value(field.name)
		if !ok {
			continue
		}
		number, ok := v.DWORD()
		if !ok {
			return n, notCredible("%s of the network %s is a %s with the data %s", field.name, quote(id), v.Type, quote(v.Data))
		}
		*field.value = intOf(number)
	}
	return n, nil
}
