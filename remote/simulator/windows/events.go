package windows

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// Providers of the events that are made here.
const (
	providerKernel   = "Microsoft-Windows-Kernel-General"
	providerServices = "Service Control Manager"
	providerCluster  = "Microsoft-Windows-FailoverClustering"
	providerProfile  = "Microsoft-Windows-NetworkProfile"
	providerFirewall = "Microsoft-Windows-Windows Firewall With Advanced Security"
)

// makeEvent makes an event in the form in which wevtutil prints those of
// current Windows. Processes and threads are synthetic.
func (n *Node) makeEvent(d Event, channel string, record int, started time.Time) event {
	at := started.Add(-d.Ago).UTC()
	text := fmt.Sprintf("<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='%s'/>"+
		"<EventID>%d</EventID><Version>0</Version><Level>4</Level><Task>0</Task><Opcode>0</Opcode><Keywords>0x8000000000000000</Keywords>"+
		"<TimeCreated SystemTime='%s'/><EventRecordID>%d</EventRecordID><Correlation/><Execution ProcessID='1000' ThreadID='2000'/>"+
		"<Channel>%s</Channel><Computer>%s</Computer><Security/></System><EventData>%s</EventData></Event>",
		xmlAttribute(d.Provider), d.ID, at.Format("2006-01-02T15:04:05.0000000Z"), record,
		xmlAttribute(channel), xmlAttribute(n.computerName()), d.dataXML())
	return event{text: text, id: d.ID, record: int64(record), provider: d.Provider, binary: d.Binary, data: d.values(), created: at}
}

// values are the named ones.
func (d Event) values() map[string]string {
	all := map[string]string{}
	for _, data := range d.Data {
		all[data.Name] = data.Value
	}
	return all
}

func (d Event) dataXML() string {
	var b strings.Builder
	for _, data := range d.Data {
		fmt.Fprintf(&b, "<Data Name='%s'>%s</Data>", xmlAttribute(data.Name), xmlAttribute(data.Value))
	}
	if d.Binary != "" {
		fmt.Fprintf(&b, "<Binary>%s</Binary>", xmlAttribute(d.Binary))
	}
	return b.String()
}

// computerName is how a member of a domain signs its events.
func (n *Node) computerName() string {
	if n.OS.Domain == "" {
		return n.hostName()
	}
	return n.hostName() + "." + n.OS.Domain
}

// States of a network identification, of a network and of a service in events.
const (
	identifying, identified, unidentifiedState = 0, 1, 2

	localOnly, online, disconnected = 5, 9, 2

	serviceStopped, serviceRunning = 1, 4
)

// Profiles as the firewall's events number them.
const (
	firewallDomain, firewallPrivate, firewallPublic = 1, 2, 4
	firewallNone                                    = 0x80000001
)

// unidentified is what Windows calls a network that it cannot name.
const unidentified = "Unidentified network"

// interfaceState is event 4001, that the identification of the network on an
// interface is in a state, or 4003, that it goes over to it.
func interfaceState(ago time.Duration, id int, a adapter, state int) Event {
	return Event{Ago: ago, Provider: providerProfile, ID: id, Data: []EventData{
		{"InterfaceGuid", "{" + a.id + "}"}, {"CurrentOrNextState", strconv.Itoa(state)},
	}}
}

// publicNetwork is event 10000 or 10001 of a network that is not identified.
func publicNetwork(ago time.Duration, id int, name string, state int) Event {
	return networkEvent(ago, id, name, "{"+strings.ToUpper(syntheticGUID(name, 0))+"}", 0, state, 0)
}

// domainNetwork is the GUID of the domain's network.
func (n *Node) domainNetwork() string {
	return "{" + strings.ToUpper(syntheticGUID("network of "+n.OS.Domain, 0)) + "}"
}

// managedNetwork is event 10000 or 10001 of the domain's network.
func (n *Node) managedNetwork(ago time.Duration, id, state int) Event {
	return networkEvent(ago, id, n.OS.Domain, n.domainNetwork(), 1, state, 2)
}

func networkEvent(ago time.Duration, id int, name, guid string, kind, state, category int) Event {
	return Event{Ago: ago, Provider: providerProfile, ID: id, Data: []EventData{
		{"Name", name}, {"Description", name}, {"Guid", guid},
		{"Type", strconv.Itoa(kind)}, {"State", strconv.Itoa(state)}, {"Category", strconv.Itoa(category)},
	}}
}

// firewallChange is event 2010, that an interface got another profile.
func firewallChange(ago time.Duration, a adapter, before, after int) Event {
	return Event{Ago: ago, Provider: providerFirewall, ID: 2010, Data: []EventData{
		{"InterfaceGuid", "{" + a.id + "}"}, {"InterfaceName", a.network},
		{"OldProfile", strconv.Itoa(before)}, {"NewProfile", strconv.Itoa(after)},
	}}
}

// serviceChange is event 7036, that a service is in another state.
func (n *Node) serviceChange(ago time.Duration, service string, state int) Event {
	text, display := "running", service
	if state == serviceStopped {
		text = "stopped"
	}
	for _, s := range n.allServices() {
		if strings.EqualFold(s.Name, service) && s.DisplayName != "" {
			display = s.DisplayName
		}
	}
	var binary []byte
	for _, u := range utf16.Encode([]rune(fmt.Sprintf("%s/%d\x00", service, state))) {
		binary = append(binary, byte(u), byte(u>>8))
	}
	return Event{Ago: ago, Provider: providerServices, ID: 7036, Binary: strings.ToUpper(hex.EncodeToString(binary)),
		Data: []EventData{{"param1", display}, {"param2", text}}}
}
