package capture

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// heartbeat requires the very values that the node has.
func (c *capture) heartbeat() {
	if len(c.base.Heartbeat.Properties) == 0 || !c.read("heartbeat", c.node.ClusterOf.Section) {
		return
	}
	var properties mapping
	for _, p := range c.base.Heartbeat.Properties {
		value, ok := c.node.ClusterOf.Properties[p.Property]
		if !ok || !baselines.Allows(value, "heartbeat", "properties", p.Property, "min") {
			c.leave("heartbeat %s: no value that can be required", p.Property)
			continue
		}
		m := c.requirement(fmt.Sprintf("%s is %d, as on %s", p.Property, value, c.name))
		m.add("min", number(value))
		m.add("max", number(value))
		if p.Min != nil && value < *p.Min || p.Max != nil && value > *p.Max {
			m.remark("outside what " + c.base.Name + " requires")
		}
		c.grounds(m, p.Severity, "")
		properties.add(p.Property, m.node())
	}
	if len(properties.pairs) > 0 {
		var section mapping
		section.add("properties", properties.node())
		c.sections.add("heartbeat", section.node())
	}
}

// offload requires the settings in force; one that this Windows does not have
// cannot be required.
func (c *capture) offload() {
	if len(c.base.Offload) == 0 || !c.read("offload", c.node.TCP.Show.Section) {
		return
	}
	var section mapping
	for _, o := range c.base.Offload {
		i := slices.IndexFunc(c.node.TCP.Show.Settings, func(s facts.TCPSetting) bool { return strings.EqualFold(s.Key, o.Setting) })
		value := ""
		if i >= 0 {
			value = strings.ToLower(strings.TrimSpace(c.node.TCP.Show.Settings[i].Value))
		}
		if !baselines.Allows(value, "offload", o.Setting, "want", "0") {
			c.leave("offload %s: no value in force", o.Setting)
			continue
		}
		m := c.requirement(fmt.Sprintf("%s is %s, as on %s", o.Setting, value, c.name))
		m.add("want", texts(value))
		c.grounds(m, o.Severity, "")
		section.add(o.Setting, m.node())
	}
	if len(section.pairs) > 0 {
		c.sections.add("offload", section.node())
	}
}

// services asks each service that the base asks about for the state it is in, as
// far as the base requires one: the state of a service that starts on demand
// differs from hour to hour.
func (c *capture) services() {
	if len(c.base.Services) == 0 || !c.read("services", c.node.Services.Section) {
		return
	}
	var list mapping
	for _, want := range c.base.Services {
		m, ok := c.service(want)
		if !ok {
			c.leave("service %s: no state that can be required", want.Name)
			continue
		}
		list.pairs = append(list.pairs, m.node())
	}
	if len(list.pairs) > 0 {
		c.sections.add("services", items(list.pairs))
	}
}

func (c *capture) service(want baselines.Service) (*mapping, bool) {
	i := slices.IndexFunc(c.node.Services.Found, func(s facts.Service) bool { return strings.EqualFold(s.Name, want.Name) })
	if i < 0 {
		return nil, false
	}
	state, mode := strings.ToLower(c.node.Services.Found[i].State), strings.ToLower(c.node.Services.Found[i].StartMode)
	var m mapping
	m.add("name", text(want.Name))
	m.add("title", text("The service "+want.Name+" is as on "+c.name))
	if want.State != "" {
		if !baselines.Allows(state, "services", "0", "state") {
			return nil, false
		}
		m.add("state", text(state))
	}
	if len(want.StartMode) > 0 {
		if !baselines.Allows(mode, "services", "0", "start_mode", "0") {
			return nil, false
		}
		m.add("start_mode", texts(mode))
	}
	c.asked++
	c.grounds(&m, want.Severity, "")
	return &m, true
}
