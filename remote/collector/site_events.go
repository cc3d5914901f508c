package collector

import (
	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/observe"
)

func eventQuery(e *observe.Events) remote.EventQuery {
	return remote.EventQuery{Channel: e.Channel, Provider: e.Provider, IDs: e.IDs, Within: e.Within, Most: e.Most}
}

// siteEventCommands ask for the events, whether their logs take any, and how far back
// these reach.
func (c *collection) siteEventCommands() []remote.Command {
	var commands []remote.Command
	for _, e := range siteOf(c.request, siteEvents) {
		commands = append(commands, eventQuery(e).Command(), remote.EventLogConfiguration(e.Channel), remote.OldestEvent(e.Channel))
	}
	return commands
}

func (c *collection) readSiteEvents(t transcript) {
	for _, e := range siteOf(c.request, siteEvents) {
		c.keep(observe.Target{Events: e}, c.siteCount(t, e))
	}
}

// siteCount counts the events of a window. Of a log that is disabled, or may be, the
// number means nothing.
func (c *collection) siteCount(t transcript, e *observe.Events) facts.Observed {
	command := eventQuery(e).Command()
	source := string(command)
	events, problem := t.events(command)
	if problem != nil {
		return c.siteFailed(source, problem)
	}
	switch enabled := t.enabled(e.Channel); {
	case enabled == nil:
		return c.siteFailed(source, notCredible("it is not known whether the channel %s is enabled; a disabled one answers like an empty one", e.Channel))
	case !*enabled:
		p := notCredible("the channel %s is disabled, so it has no events", e.Channel)
		p.Hint = "Enable the channel, or leave the requirement out for this node."
		return c.siteFailed(source, p)
	}
	o := facts.Observed{Section: c.section(source, facts.Collected), Count: len(events), More: len(events) >= e.Most}
	for _, event := range events {
		if event.At.After(o.Last) {
			o.Last = event.At
		}
	}
	if oldest := t.oldest(e.Channel); oldest != nil {
		o.Oldest = &facts.Event{Provider: oldest.Provider, ID: oldest.ID, Record: oldest.Record, At: oldest.At}
	}
	return o
}
