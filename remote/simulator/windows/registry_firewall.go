package windows

import (
	"fmt"
	"maps"
	"slices"
)

// putFirewall writes the local store and, if there are any, those of mobile device
// management and of Group Policy.
func (n *Node) putFirewall(root *regKey) error {
	release := n.OS.release()
	local := root.create(keyLocalFirewall)
	local.setDWORD("DisableStatefulFTP", 0)
	local.setDWORD("DisableStatefulPPTP", 0)
	local.setDWORD("IPSecExempt", 9)
	local.setDWORD("PolicyVersion", release.firewallPolicy)
	local.create(`RestrictedServices\Configurable\System`)
	local.create(`RestrictedServices\Static\System`)
	if release.firewallCSP {
		local.create("Mdm")
	}
	profiles := map[string]string{"domain": "DomainProfile", "private": "StandardProfile", "public": "PublicProfile"}
	if err := n.Firewall.put(local, profiles); err != nil {
		return fmt.Errorf("firewall: %w", err)
	}

	profiles["private"], profiles["standard"] = "PrivateProfile", "StandardProfile"
	if n.MDM != nil {
		if err := n.MDM.put(local.create("Mdm"), profiles); err != nil {
			return fmt.Errorf("mdm: %w", err)
		}
	}

	root.create(keyPolicies).create("SystemCertificates") // there on every node
	if n.Policy == nil {
		return nil
	}
	policy := root.create(keyPolicies + `\WindowsFirewall`)
	policy.setDWORD("PolicyVersion", release.firewallPolicy)
	if err := n.Policy.put(policy, profiles); err != nil {
		return fmt.Errorf("policy: %w", err)
	}
	return nil
}

// put writes one store; keys are the names of the profiles' keys.
func (f *Firewall) put(store *regKey, keys map[string]string) error {
	for _, name := range slices.Sorted(maps.Keys(f.Profiles)) {
		key, ok := keys[name]
		if !ok {
			return fmt.Errorf("unknown profile %q", name)
		}
		f.Profiles[name].put(store.create(key))
	}
	rules := store.create("FirewallRules")
	if f.StockRules {
		rules.values = slices.Clone(stockFirewallRules())
	}
	for _, id := range slices.Sorted(maps.Keys(f.Rules)) {
		rules.setText(id, f.Rules[id])
	}
	return nil
}

func (p FirewallProfile) put(key *regKey) {
	key.setDWORD("DisableNotifications", 0)
	for _, setting := range []struct {
		name  string
		value *uint32
	}{
		{"EnableFirewall", p.EnableFirewall},
		{"DefaultInboundAction", p.DefaultInboundAction},
		{"DoNotAllowExceptions", p.DoNotAllowExceptions},
		{"AllowLocalPolicyMerge", p.AllowLocalPolicyMerge},
	} {
		if setting.value != nil {
			key.setDWORD(setting.name, *setting.value)
		}
	}
	key.create("Logging").setDWORD("LogDroppedPackets", 0)
}
