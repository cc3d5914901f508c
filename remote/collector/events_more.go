package collector

import (
	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// startTypeEvents asks for the changes of the start type of the cluster service alone:
// Windows changes those of other services all the time.
func (c *collection) startTypeEvents() remote.EventQuery {
	return remote.EventQuery{
		Channel: remote.ChannelSystem, Provider: remote.ProviderService, IDs: []int{facts.ServiceStartType},
		Data: facts.ServiceStartTypeOf, Is: facts.ClusterService, Within: c.window(), Most: maxServices,
	}
}

func (c *collection) secureChannelEvents() remote.EventQuery {
	return remote.EventQuery{
		Channel: remote.ChannelSystem, Provider: remote.ProviderLogon, IDs: []int{facts.NoSecureChannel},
		Within: c.window(), Most: maxServices,
	}
}

// operationalEvents asks for what the cluster wrote of heartbeats to its own log.
func (c *collection) operationalEvents() remote.EventQuery {
	return remote.EventQuery{
		Channel: remote.ChannelCluster, IDs: []int{facts.HeartbeatsMissed},
		Within: windowOf(c.request.OperationalDays), Most: maxServices,
	}
}

func (c *collection) operationalCommands() []remote.Command {
	return []remote.Command{
		c.operationalEvents().Command(), remote.EventLogConfiguration(remote.ChannelCluster), remote.OldestEvent(remote.ChannelCluster),
	}
}

func (c *collection) readOperational(t transcript) {
	q := c.operationalEvents()
	c.node.Events.Operational = c.eventLogSince(q.Within, t, q)
}
