package collector

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/windows"
)

const (
	resourceAddress = "Address" // in the key Parameters of a resource
	interfaceDHCP   = "EnableDHCP"
	interfaceStatic = "IPAddress"
)

func clusterAddressCommands() []remote.Command {
	return []remote.Command{
		remote.RegQuery(remote.KeyCluster), remote.RegQueryTreeValue(remote.KeyResources, "Type"),
		remote.RegQueryTreeValue(remote.KeyResources, resourceAddress),
	}
}

func (c *collection) clusterAddresses(t transcript) { c.node.Topology.Addresses = c.addressesOf(t) }

// addressesOf reads the types first: a search without a result and one that was refused
// look alike, and without a resource of the type there is nothing to search for.
func (c *collection) addressesOf(t transcript) facts.ClusterAddresses {
	source := commandSource(clusterAddressCommands())
	if c.inNoCluster() {
		return facts.ClusterAddresses{Section: c.section(c.node.Services.Source, facts.Absent)}
	}
	keys, state, problem := t.child(remote.KeyCluster, "Resources", remote.RegQueryTreeValue(remote.KeyResources, "Type"))
	if problem != nil {
		if problem.Kind == kindNotCredible {
			problem.Hint = "The key exists only while the cluster service runs; start it and scan again."
		}
		return facts.ClusterAddresses{Section: c.failed(source, problem)}
	}
	a := facts.ClusterAddresses{Section: c.section(source, state)}
	for _, k := range keys {
		if v, ok := k.Value("Type"); ok && isResource(k.Path) && strings.EqualFold(v.Data, facts.TypeIPAddress) {
			a.Found = append(a.Found, facts.ClusterAddress{Resource: facts.NormalGUID(lastName(k))})
		}
	}
	if a.None = len(a.Found) == 0 && state == facts.Collected; len(a.Found) == 0 {
		return a
	}
	addresses, problem := t.keys(remote.RegQueryTreeValue(remote.KeyResources, resourceAddress))
	if problem != nil {
		return facts.ClusterAddresses{Section: c.failed(source, problem)}
	}
	for _, k := range addresses {
		below, _ := windows.Below(k.Path, remote.KeyResources)
		id, rest, _ := strings.Cut(below, `\`)
		i := slices.IndexFunc(a.Found, func(f facts.ClusterAddress) bool { return f.Resource == facts.NormalGUID(id) })
		if v, ok := k.Value(resourceAddress); ok && i >= 0 && strings.EqualFold(rest, "Parameters") {
			a.Found[i].Address = strings.TrimSpace(v.Data)
		}
	}
	slices.SortFunc(a.Found, func(a, b facts.ClusterAddress) int { return strings.Compare(a.Resource, b.Resource) })
	return a
}

func staticCommands() []remote.Command {
	return []remote.Command{remote.RegQueryTree(remote.KeyInterfaces)}
}

func (c *collection) staticAddresses(t transcript) { c.node.Adapters.Static = c.staticOf(t) }

// staticOf reads the interfaces with all their values: the line has no room for a search
// for each of the two.
func (c *collection) staticOf(t transcript) facts.StaticAddresses {
	source := commandSource(staticCommands())
	keys, problem := t.list(remote.RegQueryTree(remote.KeyInterfaces))
	if problem != nil {
		return facts.StaticAddresses{Section: c.failed(source, problem)}
	}
	s := facts.StaticAddresses{Section: c.section(source, facts.Collected)}
	for _, k := range keys {
		name, _ := windows.Below(k.Path, remote.KeyInterfaces)
		id := facts.NormalGUID(name)
		if !bracedGUID.MatchString(id) {
			continue // a deeper key, or one that is not of an adapter
		}
		a, problem := readStatic(id, k)
		if problem != nil {
			return facts.StaticAddresses{Section: c.failed(source, problem)}
		}
		s.Found = append(s.Found, a)
	}
	if len(s.Found) == 0 {
		return facts.StaticAddresses{Section: c.failed(source, notCredible("no interface of TCP/IP was found on a node that answers"))}
	}
	slices.SortFunc(s.Found, func(a, b facts.StaticAddress) int { return cmp.Compare(a.ID, b.ID) })
	return s
}

// readStatic reads the key of one interface.
func readStatic(id string, k windows.RegKey) (facts.StaticAddress, *facts.Problem) {
	a := facts.StaticAddress{ID: id}
	if on, ok := k.DWORD(interfaceDHCP); ok {
		a.DHCP = new(on != 0)
	}
	v, _ := k.Value(interfaceStatic)
	for text := range strings.SplitSeq(v.Data, `\0`) {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		address, err := netip.ParseAddr(text)
		if err != nil || v.Type != "REG_MULTI_SZ" {
			return a, notCredible("IPAddress of the interface %s is a %s with the data %s", id, v.Type, quote(v.Data))
		}
		if !address.IsUnspecified() {
			a.Addresses = append(a.Addresses, address.String())
		}
	}
	return a, nil
}
