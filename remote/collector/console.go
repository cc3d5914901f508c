package collector

import (
	"context"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// console reads everything that native commands print, in one shell and at best
// as two lines: the second requests the details of what the first found.
func (c *collection) console(ctx context.Context) {
	commands, searches := c.commands(), c.searches()
	if len(commands)+len(searches)+len(c.details()) == 0 {
		c.identityWithoutShell(ctx)
		return
	}
	t := c.run(ctx, lines(append(identityCommands(), commands...), c.controls(), searches), nil)
	c.currentVersion(t)
	c.hostNames(t)
	for _, s := range c.wanted() {
		if s.read != nil {
			s.read(c, t)
		}
	}
	if remote.IsKind(t[0].err, remote.AccessDenied) {
		c.withoutShell(ctx)
	}
	if details := c.details(); len(details) > 0 {
		c.step(detailStep(c.request))
		c.readDetails(c.run(ctx, lines(details, nil, nil), t[len(t)-1].err))
	}
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
