package collector

import (
	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/windows"
)

func timeCommands() []remote.Command {
	return []remote.Command{remote.RegQuery(remote.KeyTime), remote.RegQuery(remote.KeyPolicies), remote.RegQueryTree(remote.KeyPolicyTime)}
}

func (c *collection) timeSource(t transcript) { c.node.Time = c.timeSourceOf(t) }

// timeSourceOf reads the setting of the node and that of a policy. Without the second
// the first does not show what counts, so that both are read or none.
func (c *collection) timeSourceOf(t transcript) facts.TimeSource {
	source := commandSource(timeCommands())
	own, problem := t.list(remote.RegQuery(remote.KeyTime))
	if problem != nil {
		return facts.TimeSource{Section: c.failed(source, problem)}
	}
	policy, _, problem := t.child(remote.KeyPolicies, "W32Time", remote.RegQueryTree(remote.KeyPolicyTime))
	if problem != nil {
		return facts.TimeSource{Section: c.failed(source, problem)}
	}
	s := facts.TimeSource{Section: c.section(source, facts.Collected)}
	for _, from := range []struct {
		keys  []windows.RegKey
		path  string
		value **string
	}{{own, remote.KeyTime, &s.Own}, {policy, remote.KeyPolicyTime + `\Parameters`, &s.Policy}} {
		key, _ := windows.FindKey(from.keys, from.path)
		v, ok := key.Value("Type")
		if ok && v.Type != "REG_SZ" {
			return facts.TimeSource{Section: c.failed(source, notCredible("Type is a %s with the data %s", v.Type, quote(v.Data)))}
		}
		if ok {
			*from.value = &v.Data
		}
	}
	return s
}
