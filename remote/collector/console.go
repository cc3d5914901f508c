package collector

import (
	"context"
	"slices"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// console reads everything that native commands print, in one shell and at best
// as two lines: the second requests the details of what the first found.
func (c *collection) console(ctx context.Context) {
	c.step("registry and netsh")
	if !c.wantsShell() {
		c.identityWithoutShell(ctx)
		return
	}
	commands, searches, anywhere := c.commands(), c.searches(), c.anywhere()
	commands = append(identityCommands(), commands...)
	first := lines(commands, c.controls(), searches)
	if with := lines(slices.Concat(commands, anywhere), c.controls(), searches); len(with) == len(first) {
		first, anywhere = with, nil
	}
	t := c.run(ctx, first, nil)
	if c.elsewhere = c.lanes != nil && !t.belongs(c.node.OS.HostName); c.elsewhere {
		return
	}
	c.awaitQueries()
	c.currentVersion(t)
	c.hostNames(t)
	for _, s := range c.wanted() {
		if s.read != nil {
			s.read(c, t)
		}
	}
	if len(anywhere) == 0 {
		c.readAnywhere(t)
	}
	if remote.IsKind(t[0].err, remote.AccessDenied) {
		c.withoutShell(ctx)
	}
	if details := append(c.details(), anywhere...); len(details) > 0 {
		c.step(detailStep(c.request))
		t := c.run(ctx, lines(details, nil, nil), t[len(t)-1].err)
		c.readDetails(t)
		if len(anywhere) > 0 {
			c.readAnywhere(t)
		}
	}
}

// wantsShell reports whether something of the request is read by commands.
func (c *collection) wantsShell() bool {
	return len(c.commands())+len(c.searches())+len(c.anywhere())+len(c.details()) > 0
}

// commands are the registry and netsh reads that the request needs, apart from
// the searches for packages.
func (c *collection) commands() []remote.Command {
	return c.gather(func(s section) commandsOf { return s.commands })
}

// details are the commands of the second line.
func (c *collection) details() []remote.Command {
	return c.gather(func(s section) commandsOf { return s.details })
}

// anywhere are the commands of either line.
func (c *collection) anywhere() []remote.Command {
	return c.gather(func(s section) commandsOf { return s.anywhere })
}

func (c *collection) readAnywhere(t transcript) {
	for _, s := range c.wanted() {
		if s.readAnywhere != nil {
			s.readAnywhere(c, t)
		}
	}
}

// gather joins the commands of one kind of all wanted sections that have any.
func (c *collection) gather(kind func(section) commandsOf) []remote.Command {
	var commands []remote.Command
	for _, s := range c.wanted() {
		if of := kind(s); of != nil {
			commands = append(commands, of(c)...)
		}
	}
	return commands
}

func (c *collection) readDetails(t transcript) {
	for _, s := range c.wanted() {
		if s.readDetails != nil {
			s.readDetails(c, t)
		}
	}
}

// detailStep names the second line: its events are what takes the time.
func detailStep(r facts.Request) string {
	if r.EventDays > 0 || has(r, siteEvents) {
		return "events"
	}
	return "details"
}
