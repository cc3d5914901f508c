package collector

import (
	"context"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
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
	rows, err := ask(c, func() ([]remote.Row, error) { return c.session.Query(ctx, cimv2, computerQuery) })
	if err != nil || len(rows) != 1 {
		return
	}
	host, _ := rows[0].Text("DNSHostName")
	c.node.OS.DNSHostName = strings.TrimSpace(host)
	domain, ok := rows[0].Text("Domain")
	if joined, _ := rows[0].Text("PartOfDomain"); ok && strings.EqualFold(joined, "true") {
		c.node.OS.Domain = suffix(domain)
	}
}

// suffix is a domain without the dot that may end it.
func suffix(domain string) *string {
	domain = strings.TrimSuffix(strings.TrimSpace(domain), ".")
	return &domain
}
