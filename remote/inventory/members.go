package inventory

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/setting"
)

// FromMembers makes nodes of the members that a node of a cluster names. They
// are reached as that node is, without what belongs to that node alone: its
// service principal, its pinned certificate, the name in it and its host name. A member without
// a domain is looked for in the domain of the node's address, if that has one.
//
// A member of another domain could be a host of the node's choice, which would
// be shown the credentials. Unless anyDomain is set, such members make it return
// a *remote.Error of kind Refused that names them. Settings that are wrong are
// *strict.Error, as in FromNames.
func FromMembers(cluster string, names []string, asked Node, anyDomain bool) ([]Node, error) {
	domain := domainOf(asked.Address)
	if foreign := outside(names, domain); len(foreign) > 0 && !anyDomain {
		return nil, notInDomain(foreign, asked.Address, domain)
	}
	s := asked.Settings
	s.Host, s.SPN, s.TLSPin, s.TLSServerName = "", "", "", ""
	nodes, err := FromNames(cluster, names, s)
	if err != nil {
		return nil, err
	}
	for i := range nodes {
		nodes[i].Address = inDomain(nodes[i].Name, domain)
		nodes[i].Baselines, nodes[i].Moment = asked.Baselines, asked.Moment
	}
	return nodes, nil
}

// outside are the members that have a domain, and not this one.
func outside(names []string, domain string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		_, own, qualified := strings.Cut(name, ".")
		return !qualified || domain != "" && strings.EqualFold(own, domain)
	})
}

func notInDomain(members []string, host, domain string) error {
	const most = 5 // of them are named
	listed := strings.Join(members[:min(most, len(members))], ", ")
	if more := len(members) - most; more > 0 {
		listed += fmt.Sprintf(" and %d more", more)
	}
	text := fmt.Sprintf("the host names members outside its domain %s: %s", domain, listed)
	if domain == "" {
		text = fmt.Sprintf("the host was given as %s, without a domain, but names members with one: %s", host, listed)
	}
	return &remote.Error{Kind: remote.Refused, Text: text,
		Hint: fmt.Sprintf("If %s may be shown the credentials, use %s; otherwise ask a host by its full name, or name the members in an inventory.", listed, setting.DiscoverAny)}
}

// domainOf is the domain in a host's name; empty when it has none, or is an
// address. Most resolvers take 127.1 for one, too.
func domainOf(host string) string {
	_, domain, _ := strings.Cut(strings.TrimSuffix(host, "."), ".")
	last := strings.ToLower(domain[strings.LastIndexByte(domain, '.')+1:])
	if isIP(host) || strings.Trim(last, "0123456789") == "" || strings.HasPrefix(last, "0x") {
		return ""
	}
	return domain
}

// inDomain is where a member is found. One that has a domain is looked for there.
func inDomain(member, domain string) string {
	switch {
	case strings.Contains(member, "."):
		return strings.ToLower(member)
	case domain == "":
		return member
	}
	return strings.ToLower(member + "." + domain)
}
