package inventory

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"unicode"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// FromArguments is FromNames, with the sources of the settings.
func FromArguments(cluster string, names []string, s Settings) (*Inventory, error) {
	nodes, err := FromNames(cluster, names, s)
	if err != nil {
		return nil, err
	}
	i := &Inventory{Nodes: nodes}
	for _, n := range nodes {
		i.Sources = append(i.Sources, argumentSources(n, s))
	}
	return i, nil
}

// FromNames makes nodes of the arguments of a command line: "host", "host:port",
// an IPv6 address, or "[v6]:port". A port in a name wins over the settings.
// Whatever is wrong is a *strict.Error without a position; several are joined.
func FromNames(cluster string, names []string, s Settings) ([]Node, error) {
	problems := s.verify()
	var nodes []Node
	seen := map[string]bool{}
	for _, name := range names {
		host, port, err := splitName(name)
		if err == nil && seen[strings.ToLower(host)] {
			err = &strict.Error{Message: fmt.Sprintf("node %q is named twice", host)}
		}
		if err != nil {
			problems = append(problems, err)
			continue
		}
		seen[strings.ToLower(host)] = true
		node := Node{Name: host, Cluster: cluster, Address: host, Settings: Settings{Port: port}.over(s).complete()}
		if c := node.clash(); c != nil {
			problems = append(problems, c.at(strict.Position{}))
		}
		nodes = append(nodes, node)
	}
	if len(problems) > 0 {
		return nil, errors.Join(strict.Sorted(problems)...)
	}
	return nodes, nil
}

// splitName takes the port off a name; 0 when it has none.
func splitName(name string) (host string, port int, problem *strict.Error) {
	host = name
	if h, p, err := net.SplitHostPort(name); err == nil && !strings.Contains(name, "//") { // a URL is not a host
		n, err := strconv.ParseUint(p, 10, 16)
		if err != nil || n == 0 {
			return "", 0, &strict.Error{Message: fmt.Sprintf("port %q of node %q is not a number from 1 to 65535", p, name)}
		}
		host, port = h, int(n)
	}
	if !isHost(host) {
		return "", 0, &strict.Error{Message: fmt.Sprintf("%q is not a host name or address", name), Hint: "write it like HV01, HV01:5986 or [2001:db8::1]:5986"}
	}
	return host, port, nil
}

// isHost accepts what the schema accepts as a host.
func isHost(s string) bool {
	foreign := func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune(":/[]", r)
	}
	return isIP(s) || s != "" && !strings.ContainsFunc(s, foreign)
}
