package collector

import (
	"context"
	"slices"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// console reads everything that native commands print, in one shell and at best
// as two lines: the second asks for the details of what the first found.
func (c *collection) console(ctx context.Context) {
	commands, controls, searches := c.commands(), c.controls(), c.searches()
	if len(commands)+len(searches)+len(c.details()) == 0 {
		c.revision(ctx)
		return
	}
	commands = append([]remote.Command{remote.RegQuery(remote.KeyCurrentVersion)}, commands...)
	t := c.run(ctx, lines(commands, controls, searches), nil)
	c.currentVersion(t)
	if c.request.Reboot {
		c.node.Reboot = c.reboot(t)
	}
	if c.request.TCP {
		c.node.TCP = c.tcp(t)
	}
	if c.request.Firewall {
		c.node.Firewall = facts.Firewall{Local: c.localFirewall(t), Policy: c.policyFirewall(t), MDM: c.mdmFirewall(t)}
	}
	if c.request.Resources {
		c.node.Resources = c.resources(t)
	}
	if c.request.Adapters {
		c.node.Adapters.Drivers = c.adapterDrivers(t)
	}
	if c.request.IPv6 {
		c.node.IPv6 = c.ipv6(t)
	}
	if c.request.Antivirus {
		c.node.Antivirus = c.antivirus(t)
	}
	if remote.IsKind(t[0].err, remote.AccessDenied) {
		c.withoutShell(ctx)
	}
	if len(searches) > 0 {
		c.node.Packages = c.packages(t)
	}
	if c.request.Profiles {
		c.node.Profiles.Known = c.knownNetworks(t)
	}
	if details := c.details(); len(details) > 0 {
		c.step(detailStep(c.request))
		c.readDetails(c.run(ctx, lines(details, nil, nil), t[len(t)-1].err))
	}
}

// details are the commands of the second line.
func (c *collection) details() []remote.Command {
	return slices.Concat(c.packageStates(), c.adapterDetails(), c.eventCommands())
}

// detailStep names the second line: its events are what takes the time.
func detailStep(r facts.Request) string {
	if r.EventDays > 0 {
		return "events"
	}
	return "details"
}

func (c *collection) readDetails(t transcript) {
	c.readPackageStates(t)
	c.readAdapterDetails(t)
	c.readEvents(t)
}

// commands are the registry and netsh reads that the request needs, apart from
// the searches for packages.
func (c *collection) commands() []remote.Command {
	var commands []remote.Command
	if c.request.Reboot {
		commands = append(commands, rebootCommands()...)
	}
	if c.request.TCP {
		commands = append(commands, remote.RegQuery(remote.KeyTCP), remote.NetshTCPGlobal, remote.NetshTCPDump)
	}
	if c.request.Firewall {
		commands = slices.Concat(commands, localFirewallCommands(), mdmFirewallCommands()[1:], policyFirewallCommands())
	}
	if c.request.Resources {
		commands = append(commands, resourceCommands()...)
	}
	if c.request.Profiles {
		commands = append(commands, remote.RegQueryTree(remote.KeyNetworks))
	}
	if c.request.Adapters {
		commands = append(commands, adapterCommands()...)
	}
	if c.request.IPv6 {
		commands = append(commands, ipv6Commands()...)
	}
	if c.request.Antivirus {
		commands = append(commands, antivirusCommands()...)
	}
	return commands
}
