package facts

// TypeIPAddress is the type of a resource that is an IPv4 address.
const TypeIPAddress = "IP Address"

// ClusterAddresses are the IPv4 addresses that belong to the cluster: Parameters\Address
// of the resources of the type IP Address below HKLM\Cluster\Resources, which the registry
// has only while the cluster service runs.
type ClusterAddresses struct {
	Section
	// None is set when the types of all resources were read, and none is IP Address.
	None  bool             `json:"none,omitempty"`
	Found []ClusterAddress `json:"found,omitempty"`
}

// ClusterAddress is one of these resources.
type ClusterAddress struct {
	Resource string `json:"resource"`          // its id, as NormalGUID writes it
	Address  string `json:"address,omitempty"` // "10.0.0.50"; empty: the resource has none set
}

// StaticAddresses are the IPv4 addresses that interfaces are configured with, below
// HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters\Interfaces. An interface is there
// for good, that of an adapter that was taken out, too.
type StaticAddresses struct {
	Section
	Found []StaticAddress `json:"found,omitempty"`
}

// StaticAddress is one interface.
type StaticAddress struct {
	ID        string   `json:"id"`                  // as NormalGUID writes it
	DHCP      *bool    `json:"dhcp,omitempty"`      // EnableDHCP; nil: not set
	Addresses []string `json:"addresses,omitempty"` // IPAddress, without 0.0.0.0
}
