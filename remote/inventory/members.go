package inventory

import "strings"

// FromMembers makes nodes of the members that a node of a cluster names. They
// are reached as that node is, in the domain of its address if that has one,
// without what belongs to that node alone: its service principal, its pinned
// certificate and the name in it.
func FromMembers(cluster string, names []string, asked Node) ([]Node, error) {
	s := asked.Settings
	s.SPN, s.TLSPin, s.TLSServerName = "", "", ""
	nodes, err := FromNames(cluster, names, s)
	if err != nil {
		return nil, err
	}
	for i := range nodes {
		nodes[i].Address = inDomainOf(asked.Address, nodes[i].Name)
		nodes[i].Baselines = asked.Baselines
	}
	return nodes, nil
}

// inDomainOf gives a member the domain of a host; none without one.
func inDomainOf(host, member string) string {
	if _, domain, ok := strings.Cut(host, "."); ok && !isIP(host) && domain != "" {
		return strings.ToLower(member) + "." + strings.ToLower(domain)
	}
	return member
}
