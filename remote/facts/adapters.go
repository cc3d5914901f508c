package facts

import (
	"maps"
	"slices"
	"strings"
)

// Adapters are the network adapters of the node in their sources, which are
// joined by the GUID of the interface.
type Adapters struct {
	// Drivers is the device class of network adapters in the registry,
	// Control\Class\{4D36E972-E325-11CE-BFC1-08002BE10318}.
	Drivers AdapterDrivers `json:"drivers,omitzero"`
	// IP is Win32_NetworkAdapterConfiguration.
	IP AdapterAddresses `json:"ip,omitzero"`
	// Static is what TCP/IP is configured with, whether it has taken effect or not.
	Static StaticAddresses `json:"static,omitzero"`
}

// AdapterDrivers are the adapters that have a driver installed, tunnels and the
// cluster's virtual adapter among them.
type AdapterDrivers struct {
	Section
	Found []AdapterDriver `json:"found,omitempty"`
}

// AdapterDriver is one key of the class.
type AdapterDriver struct {
	Key         string `json:"key"`                 // "0007"
	ID          string `json:"id"`                  // NetCfgInstanceId, as NormalGUID writes it
	Name        string `json:"name,omitempty"`      // of the connection, as people chose it: "LAN 1"
	Description string `json:"description"`         // DriverDesc
	Component   string `json:"component,omitempty"` // ComponentId, `pci\ven_8086&dev_100f`
	// Characteristics are the flags of the adapter (NCF_... of netcfgx.h); nil when
	// they were not read, as in documents that are older than the field.
	Characteristics *int `json:"characteristics,omitempty"`
	// Detailed is set when what follows was read; only then does a value that is
	// not here mean that the driver does not have it.
	Detailed bool   `json:"detailed,omitempty"`
	Version  string `json:"version,omitempty"`  // DriverVersion, "8.4.1.1"
	Date     string `json:"date,omitempty"`     // DriverDate as it is written, "5-28-2008": month, day, year
	Provider string `json:"provider,omitempty"` // ProviderName
	// Keywords are the standardised keywords that the driver exposes, as they
	// are spelled on the node, with their values: "*RSS": "1".
	Keywords map[string]string `json:"keywords,omitempty"`
	// Further is set when PlainKeywords were read, too, as they are not in documents
	// that are older than the field.
	Further         bool `json:"further_keywords,omitempty"`
	PnPCapabilities *int `json:"pnp_capabilities,omitempty"`
}

// AdapterPhysical is the flag of an adapter that a device backs (NCF_PHYSICAL). It,
// NCF_VIRTUAL and NCF_SOFTWARE_ENUMERATED exclude each other (Windows driver
// documentation, INF sections of network adapters).
const AdapterPhysical = 0x4

// IsDevice reports whether the driver proves that a device backs the adapter: by its
// flags or, where they were not read, by a component that only a device has.
func (a AdapterDriver) IsDevice() bool {
	if a.Characteristics != nil {
		return *a.Characteristics&AdapterPhysical != 0
	}
	component := strings.ToLower(a.Component)
	return strings.HasPrefix(component, `pci\`) || strings.HasPrefix(component, `usb\`)
}

// PlainKeywords are the keywords without an asterisk that are read: the VLAN, and the
// receive buffers of VMware's vmxnet3.
func PlainKeywords() []string { return []string{"VlanID", "MaxRxRing1Length", "NumRxBuffersSmall"} }

// Covers reports whether the absence of a keyword means that the driver does not have it.
func (a AdapterDriver) Covers(keyword string) bool {
	plain := func(name string) bool { return strings.EqualFold(name, keyword) }
	return a.Detailed && (strings.HasPrefix(keyword, "*") || a.Further && slices.ContainsFunc(PlainKeywords(), plain))
}

// Keyword returns the value of a keyword, whose case does not matter. Of two
// spellings with different values it returns both, which no keyword has.
func (a AdapterDriver) Keyword(name string) (string, bool) {
	var values []string
	for _, k := range slices.Sorted(maps.Keys(a.Keywords)) {
		if strings.EqualFold(k, name) && !slices.Contains(values, a.Keywords[k]) {
			values = append(values, a.Keywords[k])
		}
	}
	return strings.Join(values, " and "), len(values) > 0
}

// AdapterAddresses are the adapters that TCP/IP is bound to.
type AdapterAddresses struct {
	Section
	Found []AdapterAddress `json:"found,omitempty"`
}

// AdapterAddress is one row of Win32_NetworkAdapterConfiguration.
type AdapterAddress struct {
	ID             string   `json:"id,omitempty"` // SettingID, as NormalGUID writes it
	InterfaceIndex int      `json:"interface_index,omitempty"`
	Description    string   `json:"description,omitempty"`
	Service        string   `json:"service,omitempty"` // of the driver, "Netft"
	IPEnabled      bool     `json:"ip_enabled"`
	Addresses      []string `json:"addresses,omitempty"`        // with the prefix, "10.0.0.1/24"
	Gateways       []string `json:"gateways,omitempty"`         // DefaultIPGateway
	RegistersInDNS *bool    `json:"registers_in_dns,omitempty"` // FullDNSRegistrationEnabled
}

// NormalGUID writes a GUID in upper case and braces, as the cluster, WMI and the
// registry do not all do; any other text comes back in upper case.
func NormalGUID(s string) string {
	s = strings.ToUpper(strings.TrimSpace(s))
	if len(s) == 36 && s[0] != '{' {
		return "{" + s + "}"
	}
	return s
}

// Drivers holds the system drivers in question (Win32_SystemDriver).
type Drivers struct {
	Section
	Asked []string  `json:"asked,omitempty"`
	Found []Service `json:"found,omitempty"`
}

// IPv6 is how far IPv6 is turned off (Services\Tcpip6\Parameters).
type IPv6 struct {
	Section
	// DisabledComponents is nil when the value is not set, which turns nothing off.
	DisabledComponents *uint32 `json:"disabled_components,omitempty"`
}

// NetworkProfiles is what is known of the profile of each network.
type NetworkProfiles struct {
	// Current is MSFT_NetConnectionProfile; Absent before Windows Server 2012,
	// which does not have the class.
	Current ConnectionProfiles `json:"current,omitzero"`
	// Known is NetworkList\Profiles: every network that the node ever met. It
	// does not say which of them an adapter is on now.
	Known KnownNetworks `json:"known,omitzero"`
}

// Values of NetworkCategory and of Category in the registry and in events of
// NetworkProfile (NLM_NETWORK_CATEGORY). The firewall numbers profiles otherwise.
const (
	CategoryPublic  = 0
	CategoryPrivate = 1
	CategoryDomain  = 2
)

// Values of NewProfile and OldProfile in the firewall's event 2010 (MS-FASP
// FW_PROFILE_TYPE).
const (
	FirewallProfileDomain  = 1
	FirewallProfilePrivate = 2
	FirewallProfilePublic  = 4
	FirewallProfileNone    = 0x80000001
)

// ConnectionProfiles are the networks that are connected now.
type ConnectionProfiles struct {
	Section
	Found []ConnectionProfile `json:"found,omitempty"`
}

// ConnectionProfile is one row of MSFT_NetConnectionProfile.
type ConnectionProfile struct {
	InterfaceIndex int    `json:"interface_index"`
	Alias          string `json:"alias"`    // of the interface, "LAN 1"
	Network        string `json:"network"`  // often localised
	Category       int    `json:"category"` // CategoryPublic, ...
}

// KnownNetworks are the networks of NetworkList\Profiles.
type KnownNetworks struct {
	Section
	Found []KnownNetwork `json:"found,omitempty"`
}

// KnownNetwork is one of them; nil means that the value is not set.
type KnownNetwork struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Category *int   `json:"category,omitempty"` // CategoryPublic, ...
	Managed  *int   `json:"managed,omitempty"`  // 1: a domain network
}

// Antivirus is what the node reports of virus scanners.
type Antivirus struct {
	// Local and Policy are the exclusions of Microsoft Defender, set on the node
	// and by Group Policy; Absent where Windows has no Defender or no policy.
	Local  Exclusions `json:"local,omitzero"`
	Policy Exclusions `json:"policy,omitzero"`
	// Filters are the file-system filter drivers that are installed.
	Filters FilterDrivers `json:"filters,omitzero"`
}

// Exclusions are what Defender does not scan, as they are written.
type Exclusions struct {
	Section
	// LocalMergeOff is DisableLocalAdminMerge, which a policy sets: 1 makes Defender
	// leave the node's own exclusions aside. AutomaticOff is DisableAutoExclusions,
	// which either may set: 1 turns off what Defender excludes by itself for roles
	// (Windows Server 2016 and later). Nil: not set.
	LocalMergeOff *int `json:"disable_local_admin_merge,omitempty"`
	AutomaticOff  *int `json:"disable_auto_exclusions,omitempty"`
	// Off is DisableAntiSpyware, which either may set: 1 turns Defender off.
	Off *int `json:"disable_anti_spyware,omitempty"`
	// Managed is set when mobile device management sets something, too. Its form is
	// not confirmed and not read.
	Managed   bool     `json:"managed,omitempty"`
	Paths     []string `json:"paths,omitempty"`
	Processes []string `json:"processes,omitempty"`
}

// FilterDrivers are the instances of Services\*\Instances.
type FilterDrivers struct {
	Section
	Found []FilterDriver `json:"found,omitempty"`
}

// FilterDriver is one instance of a file-system filter driver.
type FilterDriver struct {
	Service  string `json:"service"`  // "WdFilter"
	Altitude string `json:"altitude"` // decimal, "328010" or "320500.1"
}

// Latency is what the node measured by Win32_PingStatus; only when it was probed.
type Latency struct {
	Section
	Paths []LatencyPath `json:"paths,omitempty"`
}

// LatencyPath is the round trips from the node to one address of another.
type LatencyPath struct {
	To      string `json:"to"`      // the other node's host name
	Network string `json:"network"` // the cluster network, "Heartbeat"
	Address string `json:"address"` //
	Sent    int    `json:"sent"`
	// RoundTrips are those that were answered, in ms; Windows counts whole ms.
	RoundTrips []int `json:"round_trips,omitempty"`
}
