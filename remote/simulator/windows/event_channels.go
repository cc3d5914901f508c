package windows

import (
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// The event logs in which a node reports on its networks.
const (
	channelSystem   = "System"
	channelProfile  = providerProfile + "/Operational"
	channelFirewall = providerFirewall + "/Firewall"
	channelCluster  = providerCluster + "/Operational"
)

// usualChannels are there on every node, empty unless described.
func usualChannels() []Channel {
	return []Channel{
		{Name: "Application"},
		{Name: channelSystem},
		{Name: channelProfile},
		{Name: channelCluster},
		{Name: channelFirewall},
	}
}

// eventLogs gives the usual channels and those of the description, for a node
// that is started at a time.
func (n *Node) eventLogs(started time.Time) ([]channel, error) {
	stock := map[string][]Event{}
	if n.StockEvents {
		stock = n.stockEvents(started)
	}
	var result []channel
	for _, c := range n.channels() {
		c.Recent = append(slices.Clone(c.Recent), stock[c.Name]...)
		made, err := n.newChannel(c, started)
		if err != nil {
			return nil, err
		}
		result = append(result, made)
	}
	return result, nil
}

// channels are those of the description, and the usual ones that it leaves out.
func (n *Node) channels() []Channel {
	result := slices.Clone(n.Channels)
	for _, c := range usualChannels() {
		described := func(d Channel) bool { return strings.EqualFold(d.Name, c.Name) }
		if !slices.ContainsFunc(n.Channels, described) {
			result = append(result, c)
		}
	}
	return result
}

// firstRecord is the number of the oldest event: what was before it is gone, unless
// the description says when Windows was installed.
func (o OS) firstRecord() int {
	if o.Installed > 0 {
		return 1
	}
	return 1000
}

// newChannel reads the events of a description and makes the recent ones.
func (n *Node) newChannel(c Channel, started time.Time) (channel, error) {
	result := channel{name: c.Name, enabled: !c.Disabled}
	for i, text := range c.Events {
		e, err := parseEvent(text)
		if err != nil {
			return channel{}, fmt.Errorf("channel %q: event %d: %w", c.Name, i+1, err)
		}
		result.events = append(result.events, e)
	}
	slices.SortStableFunc(c.Recent, func(a, b Event) int { return cmp.Compare(b.Ago, a.Ago) })
	for i, described := range c.Recent {
		if described.ID == 0 || described.Provider == "" {
			return channel{}, fmt.Errorf("channel %q: recent event %d has no id or no provider", c.Name, i+1)
		}
		result.events = append(result.events, n.makeEvent(described, c.Name, n.OS.firstRecord()+i, started))
	}
	slices.SortStableFunc(result.events, func(a, b event) int { return a.created.Compare(b.created) })
	return result, nil
}

func parseEvent(text string) (event, error) {
	var doc struct {
		System struct {
			Provider struct {
				Name string `xml:"Name,attr"`
			}
			EventID       int
			EventRecordID int64
			TimeCreated   struct {
				SystemTime time.Time `xml:"SystemTime,attr"`
			}
		}
		EventData struct {
			Binary string
			Data   []struct {
				Name  string `xml:"Name,attr"`
				Value string `xml:",chardata"`
			}
		}
	}
	if err := xml.Unmarshal([]byte(text), &doc); err != nil {
		return event{}, err
	}
	if doc.System.EventID == 0 || doc.System.TimeCreated.SystemTime.IsZero() {
		return event{}, errors.New("no EventID or no TimeCreated")
	}
	data := map[string]string{}
	for _, d := range doc.EventData.Data {
		data[d.Name] = d.Value
	}
	return event{
		text:     strings.TrimSpace(text),
		id:       doc.System.EventID,
		record:   doc.System.EventRecordID,
		provider: doc.System.Provider.Name,
		binary:   strings.TrimSpace(doc.EventData.Binary),
		data:     data,
		created:  doc.System.TimeCreated.SystemTime,
	}, nil
}
