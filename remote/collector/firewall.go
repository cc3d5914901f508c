package collector

import (
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/windows"
)

const (
	firewallRules = "FirewallRules"
	securityRules = "ConSecRules"
)

// localProfiles are the profile keys of the local store, in lower case.
// StandardProfile is a name from before Windows had three profiles.
var localProfiles = map[string]string{
	"domainprofile":   "domain",
	"standardprofile": "private",
	"publicprofile":   "public",
}

// policyProfiles are the profile keys of the policy store, in lower case;
// StandardProfile stands for two profiles if they have no key of their own.
var policyProfiles = map[string]string{
	"domainprofile":   "domain",
	"privateprofile":  "private",
	"publicprofile":   "public",
	"standardprofile": "standard",
}

// localKeys are the sub-keys of the local store that are read. The whole tree
// would bring the rules of every packaged app.
func localKeys() []string {
	return []string{"DomainProfile", firewallRules, "PublicProfile", "StandardProfile", securityRules}
}

func localFirewallCommands() []remote.Command {
	commands := []remote.Command{remote.RegQuery(remote.KeyFirewall)}
	for _, name := range localKeys() {
		commands = append(commands, remote.RegQuery(remote.KeyFirewall+`\`+name))
	}
	return commands
}

func mdmFirewallCommands() []remote.Command {
	return []remote.Command{remote.RegQuery(remote.KeyFirewall), remote.RegQueryTree(remote.KeyFirewallMDM)}
}

func policyFirewallCommands() []remote.Command {
	return []remote.Command{remote.RegQuery(remote.KeyPolicies), remote.RegQueryTree(remote.KeyPolicyFirewall)}
}

// firewallCommands list the key that the local store shares with that of mobile
// device management once.
func firewallCommands() []remote.Command {
	return slices.Concat(localFirewallCommands(), mdmFirewallCommands()[1:], policyFirewallCommands())
}

func (c *collection) firewall(t transcript) {
	c.node.Firewall = facts.Firewall{Local: c.localFirewall(t), Policy: c.policyFirewall(t), MDM: c.mdmFirewall(t)}
}

func (c *collection) localFirewall(t transcript) facts.FirewallStore {
	source := commandSource(localFirewallCommands())
	if _, problem := t.list(remote.RegQuery(remote.KeyFirewall)); problem != nil {
		return facts.FirewallStore{Section: c.failed(source, problem)}
	}
	store := facts.FirewallStore{Section: c.section(source, facts.Collected)}
	for _, name := range localKeys() {
		path := remote.KeyFirewall + `\` + name
		keys, state, problem := t.child(remote.KeyFirewall, name, remote.RegQuery(path))
		if state == facts.Collected {
			problem = addFirewallKey(&store, localProfiles, windows.IndexKeys(keys), path, name)
		}
		if problem != nil {
			return facts.FirewallStore{Section: c.failed(source, problem)}
		}
	}
	return store
}

func (c *collection) policyFirewall(t transcript) facts.FirewallStore {
	return c.firewallTree(t, policyFirewallCommands(), remote.KeyPolicies, "WindowsFirewall")
}

// mdmFirewall reads a key that may be there and empty, as on a recorded Windows
// 10; it is noted as read itself.
func (c *collection) mdmFirewall(t transcript) facts.FirewallStore {
	store := c.firewallTree(t, mdmFirewallCommands(), remote.KeyFirewall, "Mdm")
	if store.State == facts.Collected {
		store.Keys = append([]string{"Mdm"}, store.Keys...)
	}
	return store
}

// firewallTree reads a store that a node need not have.
func (c *collection) firewallTree(t transcript, commands []remote.Command, parent, child string) facts.FirewallStore {
	path, source := parent+`\`+child, commandSource(commands)
	keys, state, problem := t.child(parent, child, remote.RegQueryTree(path))
	if problem != nil {
		return facts.FirewallStore{Section: c.failed(source, problem)}
	}
	store := facts.FirewallStore{Section: c.section(source, state)}
	names := windows.SubKeys(keys, path)
	slices.Sort(names)
	index := windows.IndexKeys(keys)
	for _, name := range names {
		problem := addFirewallKey(&store, policyProfiles, index, path+`\`+name, name)
		if problem != nil {
			return facts.FirewallStore{Section: c.failed(source, problem)}
		}
	}
	return store
}

// addFirewallKey adds what one sub-key of a store says. Sub-keys that are
// neither profile nor rules are noted as read.
func addFirewallKey(store *facts.FirewallStore, profiles map[string]string, keys windows.KeyIndex, path, name string) *facts.Problem {
	store.Keys = append(store.Keys, name)
	key, _ := keys.Find(path) // a key without values may not be printed
	if strings.EqualFold(name, firewallRules) {
		addRules(store, key)
		return nil
	}
	if strings.EqualFold(name, securityRules) {
		for _, v := range key.Values {
			store.Security = append(store.Security, windows.ParseSecurityRule(v.Name, v.Data))
		}
		slices.SortStableFunc(store.Security, func(a, b facts.SecurityRule) int { return strings.Compare(a.ID, b.ID) })
		return nil
	}
	if profile, ok := profiles[strings.ToLower(name)]; ok {
		addExceptions(store, profile, keys, path, name)
		return addProfile(store, profile, key)
	}
	return nil
}

// addExceptions adds what the administrative templates except in one profile of
// the policy store (WindowsFirewall.admx). They are older than the rules and in
// force next to them.
func addExceptions(store *facts.FirewallStore, profile string, keys windows.KeyIndex, path, name string) {
	for _, list := range []struct {
		key   string
		parse func(id, text string) (facts.FirewallRule, error)
	}{
		{`GloballyOpenPorts\List`, windows.ParsePortException},
		{`AuthorizedApplications\List`, windows.ParseProgramException},
	} {
		key, _ := keys.Find(path + `\` + list.key) // most policies have none
		for _, v := range key.Values {
			id := name + `\` + list.key + `\` + v.Name
			rule, err := list.parse(id, v.Data)
			if err != nil {
				store.Unparsed = append(store.Unparsed, facts.UnparsedRule{ID: id, Text: v.Data, Reason: err.Error()})
				continue
			}
			if rule.Profiles = []string{profile}; profile == "standard" {
				rule.Profiles = []string{"private", "public"}
			}
			store.Rules = append(store.Rules, rule)
		}
	}
}

func addProfile(store *facts.FirewallStore, name string, key windows.RegKey) *facts.Problem {
	p := facts.FirewallProfile{Name: name}
	for _, v := range key.Values {
		var field **int
		switch strings.ToLower(v.Name) {
		case "enablefirewall":
			field = &p.EnableFirewall
		case "defaultinboundaction":
			field = &p.DefaultInboundAction
		case "donotallowexceptions":
			field = &p.DoNotAllowExceptions
		case "allowlocalpolicymerge":
			field = &p.AllowLocalPolicyMerge
		case "defaultoutboundaction":
			field = &p.DefaultOutboundAction
		case "allowlocalipsecpolicymerge":
			field = &p.AllowLocalIPsecPolicyMerge
		case "disabledinterfaces":
			p.DisabledInterfaces = &v.Data
			continue
		default:
			continue
		}
		n, ok := v.DWORD()
		if !ok {
			return notCredible("%s of the %s profile is a %s with the data %s", v.Name, name, v.Type, quote(v.Data))
		}
		*field = intOf(n)
	}
	store.Profiles = append(store.Profiles, p)
	slices.SortFunc(store.Profiles, func(a, b facts.FirewallProfile) int { return strings.Compare(a.Name, b.Name) })
	return nil
}

// addRules keeps what cannot be understood: it could block.
func addRules(store *facts.FirewallStore, key windows.RegKey) {
	for _, v := range key.Values {
		if v.Type != "REG_SZ" && v.Type != "REG_EXPAND_SZ" {
			store.Unparsed = append(store.Unparsed, facts.UnparsedRule{ID: v.Name, Text: v.Data, Reason: "the value is a " + v.Type})
			continue
		}
		rule, err := windows.ParseFirewallRule(v.Name, v.Data)
		if err != nil {
			store.Unparsed = append(store.Unparsed, facts.UnparsedRule{ID: v.Name, Text: v.Data, Reason: err.Error(), Terms: &rule})
			continue
		}
		store.Rules = append(store.Rules, rule)
	}
	slices.SortStableFunc(store.Rules, func(a, b facts.FirewallRule) int { return strings.Compare(a.ID, b.ID) })
	slices.SortStableFunc(store.Unparsed, func(a, b facts.UnparsedRule) int { return strings.Compare(a.ID, b.ID) })
}
