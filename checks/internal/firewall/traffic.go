package firewall

import "github.com/clusterdrift/clusterdrift/baselines"

// Traffic is what the firewall rules on.
type Traffic struct {
	Direction   string // "in", "out"
	Protocol    int    // IANA number
	LocalPorts  Ports  // of TCP and UDP
	RemotePorts Ports  // of TCP and UDP: all that the sender may use
	ICMPType    int    // of ICMP
	Program     string // "System" is the kernel, else a path
	Service     string // empty: a program that is not known to run as a service
	withoutRule string
}

// Ports are a range, both ends included.
type Ports struct{ First, Last int }

// IANA protocol numbers.
const (
	icmp4 = 1
	tcp   = 6
	udp   = 17
	icmp6 = 58
)

// ephemeral are the ports from which Windows opens connections unless it is set
// otherwise (Microsoft Learn, "The default dynamic port range for TCP/IP").
var ephemeral = Ports{49152, 65535}

// trafficOf is the traffic of a requirement. Clients of TCP use an ephemeral
// port unless the requirement names one; of other senders nothing is known.
func trafficOf(want baselines.FirewallRule) Traffic {
	t := Traffic{
		Direction: want.Direction, Protocol: want.Protocol, LocalPorts: Ports{want.LocalPort, want.LocalPort},
		Program: want.Program, Service: want.Service, withoutRule: want.WithoutRule,
	}
	switch {
	case want.RemotePort != 0:
		t.RemotePorts = Ports{want.RemotePort, want.RemotePort}
	case want.Protocol == tcp && want.Direction == "in":
		t.RemotePorts = ephemeral
	default:
		t.RemotePorts = Ports{1, 65535}
	}
	return t
}

func (t Traffic) hasPorts() bool { return t.Protocol == tcp || t.Protocol == udp }

func (t Traffic) inbound() bool { return t.Direction == "in" }
