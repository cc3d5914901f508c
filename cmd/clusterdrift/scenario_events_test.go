package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

const (
	systemLog          = "System"
	firewallProvider   = "Microsoft-Windows-Windows Firewall With Advanced Security"
	clusteringProvider = "Microsoft-Windows-FailoverClustering"
	serviceProvider    = "Service Control Manager"
)

// networkChange is what a cluster network has instead; nil: as it was.
type networkChange struct {
	Role  *int `yaml:"role"`
	State *int `yaml:"state"`
}

// serviceEvent is one of the Service Control Manager about a service.
type serviceEvent struct {
	ID      int           `yaml:"id"`
	Service string        `yaml:"service"` // as the node's language has it
	Ago     time.Duration `yaml:"ago"`
}

// profileEvent is one of the firewall: the adapter of a network got another profile.
type profileEvent struct {
	Network string        `yaml:"network"`
	From    string        `yaml:"from"`
	To      string        `yaml:"to"`
	Ago     time.Duration `yaml:"ago"`
}

// applyNetworks changes networks of the cluster and its interfaces on them. An
// interface is called by the end of its name: "N2 - Production".
func (c changes) applyNetworks() error {
	for name, change := range c.Networks {
		i := slices.IndexFunc(c.Cluster.Networks, func(n windows.ClusterNetwork) bool { return n.Name == name })
		if i < 0 {
			return fmt.Errorf("networks: there is no network %q", name)
		}
		if change.Role != nil {
			c.Cluster.Networks[i].Role = *change.Role
		}
		if change.State != nil {
			c.Cluster.Networks[i].State = *change.State
		}
	}
	for _, name := range c.WithoutNetworks {
		c.Cluster.Networks = slices.DeleteFunc(c.Cluster.Networks, func(n windows.ClusterNetwork) bool { return n.Name == name })
		c.Cluster.Interfaces = slices.DeleteFunc(c.Cluster.Interfaces, func(i windows.ClusterInterface) bool { return i.Network == name })
	}
	for name, state := range c.InterfaceStates {
		i := slices.IndexFunc(c.Cluster.Interfaces, func(i windows.ClusterInterface) bool { return strings.HasSuffix(i.Name, name) })
		if i < 0 {
			return fmt.Errorf("interface_states: there is no interface %q", name)
		}
		c.Cluster.Interfaces[i].State = state
	}
	return nil
}

// applyEvents adds events to those that the node's logs have.
func (c changes) applyEvents() error {
	if c.Flip > 0 {
		for _, channel := range windows.FlipEvents(c.Node, c.Flip) {
			c.happen(channel.Name, channel.Recent...)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(c.Events)) {
		c.happen(systemLog, windows.Event{Ago: c.Events[id], Provider: clusteringProvider, ID: id})
	}
	for _, e := range c.ServiceEvents {
		c.happen(systemLog, windows.Event{
			Ago: e.Ago, Provider: serviceProvider, ID: e.ID,
			Data: []windows.EventData{{Name: "param1", Value: e.Service}, {Name: "param2", Value: "1"}},
		})
	}
	var problems []error
	for _, e := range c.Profiles {
		problems = append(problems, c.changeProfile(e))
	}
	return errors.Join(problems...)
}

func (c changes) happen(channel string, events ...windows.Event) {
	i := slices.IndexFunc(c.Channels, func(known windows.Channel) bool { return known.Name == channel })
	if i < 0 {
		c.Channels, i = append(c.Channels, windows.Channel{Name: channel}), len(c.Channels)
	}
	c.Channels[i].Recent = append(slices.Clip(c.Channels[i].Recent), events...)
}

// changeProfile writes event 2010 of the firewall.
func (c changes) changeProfile(e profileEvent) error {
	numbers := map[string]int{"domain": 1, "private": 2, "public": 4}
	from, to := numbers[e.From], numbers[e.To]
	i := slices.IndexFunc(c.Cluster.Interfaces, func(i windows.ClusterInterface) bool {
		return i.Node == c.Name && i.Network == e.Network
	})
	if i < 0 || from == 0 || to == 0 {
		return fmt.Errorf("profiles: no adapter of %q can go from %q to %q", e.Network, e.From, e.To)
	}
	c.happen(firewallProvider+"/Firewall", windows.Event{Ago: e.Ago, Provider: firewallProvider, ID: 2010, Data: []windows.EventData{
		{Name: "InterfaceGuid", Value: "{" + c.Cluster.Interfaces[i].AdapterID + "}"}, {Name: "InterfaceName", Value: e.Network},
		{Name: "OldProfile", Value: strconv.Itoa(from)}, {Name: "NewProfile", Value: strconv.Itoa(to)},
	}})
	return nil
}
