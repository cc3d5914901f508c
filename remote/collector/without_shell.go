package collector

import (
	"context"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// withoutShell reads, for an account that may not open a shell, what little
// StdRegProv can give within the same budget: each name list and each value is
// a message of its own.
func (c *collection) withoutShell(ctx context.Context) {
	c.identityWithoutShell(ctx)
	for _, s := range c.wanted() {
		if s.withoutShell != nil {
			s.withoutShell(c, ctx)
		}
	}
}

// identityWithoutShell adds to the identity what the shell would have reported.
func (c *collection) identityWithoutShell(ctx context.Context) {
	c.revision(ctx)
	c.hostNamesByQuery(ctx)
}

// revision reads the update build revision by itself. Nothing fails without it.
func (c *collection) revision(ctx context.Context) {
	if !hasUBR(c.node.OS) {
		return
	}
	if ubr, err := c.registryDWORD(ctx, remote.KeyCurrentVersion, "UBR"); err == nil {
		c.node.OS.UBR = intOf(ubr)
	}
}

func (c *collection) rebootByNames(ctx context.Context) {
	servicing := signal{name: facts.RebootCBS, source: "StdRegProv.EnumKey " + remote.KeyServicing}
	names, problem := c.registryNames(ctx, c.session.RegistryKeys, remote.KeyServicing)
	servicing.pending, servicing.problem = hasName(names, rebootPending), problem

	update := signal{name: facts.RebootWindowsUpdate, source: "StdRegProv.EnumKey " + remote.KeyAutoUpdate}
	names, err := ask(c, func() ([]string, error) { return c.session.RegistryKeys(ctx, remote.KeyAutoUpdate) })
	update.pending = hasName(names, rebootRequired)
	// Unlike reg.exe, StdRegProv distinguishes a missing key from a forbidden one.
	if err != nil && !remote.NoKey(err) {
		update.problem = remote.Problem(err)
	}

	rename := signal{name: facts.RebootFileRename, source: "StdRegProv.EnumValues " + remote.KeySessionManager}
	names, problem = c.registryNames(ctx, c.session.RegistryValues, remote.KeySessionManager)
	rename.pending, rename.problem = hasName(names, fileRename), problem

	source := strings.Join([]string{servicing.source, update.source, rename.source}, "; ")
	c.node.Reboot = c.rebootOf(source, servicing, update, rename)
}

func (c *collection) tcpByValues(ctx context.Context) {
	c.node.TCP.Registry = c.tcpRegistryByValues(ctx)
}

func (c *collection) tcpRegistryByValues(ctx context.Context) facts.TCPSettings {
	const source = "StdRegProv.EnumValues " + remote.KeyTCP
	names, problem := c.registryNames(ctx, c.session.RegistryValues, remote.KeyTCP)
	if problem != nil {
		return facts.TCPSettings{Section: c.failed(source, problem)}
	}
	s := facts.TCPSettings{Section: c.section(source, facts.Collected)}
	for _, name := range offloadValues() {
		if !hasName(names, name) {
			continue
		}
		n, err := c.registryDWORD(ctx, remote.KeyTCP, name)
		if err != nil {
			return facts.TCPSettings{Section: c.failed(source, remote.Problem(err))}
		}
		s.Settings = append(s.Settings, registrySetting(name, n))
	}
	return s
}

// registryNames lists what a key has that is never empty.
func (c *collection) registryNames(ctx context.Context, list func(context.Context, string) ([]string, error), key string) ([]string, *facts.Problem) {
	names, err := ask(c, func() ([]string, error) { return list(ctx, key) })
	switch {
	case err != nil:
		return nil, remote.Problem(err)
	case len(names) == 0:
		return nil, notCredible("the list of names in %s is empty, which proves nothing", key)
	}
	return names, nil
}

func (c *collection) registryDWORD(ctx context.Context, key, name string) (uint32, error) {
	return ask(c, func() (uint32, error) { return c.session.RegistryDWORD(ctx, key, name) })
}

func hasName(names []string, wanted string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, wanted) })
}
