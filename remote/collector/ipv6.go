package collector

import (
	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/windows"
)

func ipv6Commands() []remote.Command { return []remote.Command{remote.RegQuery(remote.KeyIPv6)} }

func (c *collection) ipv6(t transcript) { c.node.IPv6 = c.ipv6Of(t) }

// ipv6Of reads how far IPv6 is turned off. The key is there and has values even
// then.
func (c *collection) ipv6Of(t transcript) facts.IPv6 {
	const value = "DisabledComponents"
	source := commandSource(ipv6Commands())
	keys, problem := t.list(remote.RegQuery(remote.KeyIPv6))
	if problem != nil {
		return facts.IPv6{Section: c.failed(source, problem)}
	}
	six := facts.IPv6{Section: c.section(source, facts.Collected)}
	key, _ := windows.FindKey(keys, remote.KeyIPv6) // without values it is not printed
	if v, ok := key.Value(value); ok {
		n, ok := v.DWORD()
		if !ok {
			return facts.IPv6{Section: c.failed(source, notCredible("%s is a %s with the data %s", value, v.Type, quote(v.Data)))}
		}
		six.DisabledComponents = &n
	}
	return six
}
