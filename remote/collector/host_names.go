package collector

import (
	"context"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/windows"
)

const computerQuery = "SELECT DNSHostName,Domain,PartOfDomain FROM Win32_ComputerSystem"

// hostNames reads the whole host name and the DNS suffix from the parameters of
// TCP/IP, which cost no message where the shell is used anyway. Without them only
// the NetBIOS name is known.
func (c *collection) hostNames(t transcript) {
	keys, problem := t.list(remote.RegQuery(remote.KeyTCP))
	key, ok := windows.FindKey(keys, remote.KeyTCP)
	if problem != nil || !ok {
		return
	}
	host, _ := key.Value("Hostname")
	c.node.OS.DNSHostName = strings.TrimSpace(host.Data)
	if domain, ok := key.Value("Domain"); ok {
		c.node.OS.Domain = suffix(domain.Data)
	}
}

// hostNamesByQuery reads them where no shell is used. It takes a message of its own,
// which is spent only where the NetBIOS name does not say which machine this is: the
// node was asked for with a domain, or by an address. The domain that a machine has
// joined is its DNS suffix unless another one was set; a workgroup says nothing of
// the suffix.
func (c *collection) hostNamesByQuery(ctx context.Context) {
	if name := c.node.AskedFor(); name != "" && !strings.Contains(name, ".") {
		return
	}
	row, ok := c.computerSystem(ctx)
	if !ok {
		return
	}
	host, _ := row.Text("DNSHostName")
	c.node.OS.DNSHostName = strings.TrimSpace(host)
	if domain, ok := row.Text("Domain"); ok && c.node.OS.PartOfDomain != nil && *c.node.OS.PartOfDomain {
		c.node.OS.Domain = suffix(domain)
	}
}

// membership asks whether the node is in a domain, where the answer may be no: a
// cluster without a domain needs Windows Server 2016, and a network that is in the
// Domain category was recognised by a domain controller. It takes a message.
func (c *collection) membership(ctx context.Context) {
	recognised := slices.ContainsFunc(c.node.Profiles.Current.Found, func(p facts.ConnectionProfile) bool {
		return p.Category == facts.CategoryDomain
	})
	if c.node.OS.Build >= facts.Build2016 && !recognised {
		c.computerSystem(ctx)
	}
}

// computerSystem reads Win32_ComputerSystem, and notes whether the node is in a domain.
func (c *collection) computerSystem(ctx context.Context) (remote.Row, bool) {
	rows, err := ask(c, func() ([]remote.Row, error) { return c.session.Query(ctx, cimv2, computerQuery) })
	if err != nil || len(rows) != 1 {
		return nil, false
	}
	switch joined, _ := rows[0].Text("PartOfDomain"); strings.ToLower(joined) {
	case "true":
		c.node.OS.PartOfDomain = new(true)
	case "false":
		c.node.OS.PartOfDomain = new(false)
	}
	return rows[0], true
}

// suffix is a domain without the dot that may end it.
func suffix(domain string) *string {
	domain = strings.TrimSuffix(strings.TrimSpace(domain), ".")
	return &domain
}
