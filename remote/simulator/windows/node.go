package windows

import (
	"time"

	"github.com/clusterdrift/clusterdrift/remote/trace"
)

// Node describes one simulated Windows node: who may log on, how it behaves on
// the wire, and what state its Windows is in. Slices and maps are only read
// once the node has been started, so nodes may share them.
type Node struct {
	Name    string  `yaml:"name"`
	Account Account `yaml:"account"`
	Conduct Conduct `yaml:"conduct"`

	// Preset names the state a description in a file starts from, "ws2008r2-sp1";
	// empty: from nothing. It means nothing on a Node made in Go.
	Preset string `yaml:"preset"`

	OS       OS     `yaml:"os"`
	Language string `yaml:"language"` // of command-line texts: "en" (also when empty), "de", "ja" or "ru"
	// Now is the time on the node's clock; zero: the time of this computer.
	Now time.Time `yaml:"now"`

	Hotfixes []Hotfix `yaml:"hotfixes"` // Win32_QuickFixEngineering
	// HotfixesEmpty makes Win32_QuickFixEngineering answer with no row.
	HotfixesEmpty bool `yaml:"hotfixes_empty"`
	// Packages are the keys of the Component Based Servicing store by full name,
	// with their CurrentState.
	Packages map[string]uint32 `yaml:"packages"`
	// StockPackages adds a few thousand synthetic feature packages.
	StockPackages bool `yaml:"stock_packages"`
	// PackagesDenied makes the store's Packages key answer access denied.
	PackagesDenied bool `yaml:"packages_denied"`
	// Files are file versions by path, "%SystemRoot%\Cluster\clussvc.exe".
	Files    map[string]string `yaml:"files"`
	Services []Service         `yaml:"services"`
	Drivers  []Service         `yaml:"drivers"` // Win32_SystemDriver
	Reboot   Reboot            `yaml:"reboot"`

	// Adapters change the adapters that carry cluster networks and add others.
	Adapters []Adapter `yaml:"adapters"`
	// NetFTDisabled takes IP off the cluster's virtual adapter.
	NetFTDisabled bool `yaml:"netft_disabled"`
	// LeftConfigured are the addresses that the interface of an adapter which was taken out
	// is still configured with.
	LeftConfigured []string `yaml:"left_configured"`
	// DisabledComponents says what is turned off of IPv6; nil: it is not set.
	DisabledComponents *uint32    `yaml:"disabled_components"`
	TimeSource         TimeSource `yaml:"time_source"`
	// Defender is nil where Windows does not have it, DefenderPolicy without one.
	Defender       *Exclusions `yaml:"defender"`
	DefenderPolicy *Exclusions `yaml:"defender_policy"`
	// Filters are file-system filter drivers by service, with their altitudes.
	Filters map[string]string `yaml:"filters"`

	TCP      TCP       `yaml:"tcp"`
	Firewall Firewall  `yaml:"firewall"`
	Policy   *Firewall `yaml:"policy"` // the Group Policy store; nil: there is none
	MDM      *Firewall `yaml:"mdm"`    // the store of mobile device management; nil: it sets nothing
	// Cluster is what the node believes of its cluster; nil: it is in none.
	Cluster  *Cluster  `yaml:"cluster"`
	Channels []Channel `yaml:"channels"` // event logs besides the usual ones
	// StockEvents adds what a node writes to its usual event logs when it boots
	// and then runs undisturbed.
	StockEvents bool `yaml:"stock_events"`
	// RoundTrips are the times, in ms, that addresses take to answer an echo
	// request; below 0: no answer. Of the others, those of cluster interfaces
	// that are up take 1 ms, and the rest never answer.
	RoundTrips map[string]int `yaml:"round_trips"`

	// Registry are further keys and values, Denied the keys that answer access
	// denied, with all below them. Both are written "HKLM\SOFTWARE\...".
	Registry []RegistryValue `yaml:"registry"`
	Denied   []string        `yaml:"denied"`
	// Tables are further WMI instances, by namespace and class. A class that
	// the node has anyway gets these rows in place of its own.
	Tables map[string]map[string][]map[string]any `yaml:"tables"`
	// WMIDenied are namespaces that refuse the account, and WMIBlind those that
	// show it no row of any class.
	WMIDenied []string `yaml:"wmi_denied"`
	WMIBlind  []string `yaml:"wmi_blind"`

	// Recorded, if set, is what was said with a real node: the simulated one
	// answers from it in place of all this.
	Recorded *trace.Trace `yaml:"-"`
}

// OS is the identity of the node's Windows.
type OS struct {
	HostName     string    `yaml:"host_name"` // of DNS; empty: the node's name
	Domain       string    `yaml:"domain"`    // DNS domain; empty: none
	Caption      string    `yaml:"caption"`
	Build        int       `yaml:"build"`        // 7601
	UBR          *uint32   `yaml:"ubr"`          // nil before 2016
	ServicePack  int       `yaml:"service_pack"` // 1
	SKU          int       `yaml:"sku"`          // OperatingSystemSKU, 8 is Datacenter
	ProductType  int       `yaml:"product_type"` // 1 workstation, 2 domain controller, 3 server
	Installation string    `yaml:"installation"` // "core" or "full"
	LCID         int       `yaml:"lcid"`         // OSLanguage; 0: that of the node's language
	WindowsDir   string    `yaml:"windows_dir"`  // empty: C:\Windows
	LastBoot     time.Time `yaml:"last_boot"`    // zero: as UpTime says
	// UpTime is how long the node has been up when it is started, with both zero: null.
	UpTime      time.Duration `yaml:"up_time"`
	NoLocalTime bool          `yaml:"no_local_time"` // LocalDateTime is null
	// Installed is how long ago this Windows was installed, and its event logs began;
	// 0: longer ago than anything that they still hold.
	Installed    time.Duration `yaml:"installed"`
	Architecture string        `yaml:"architecture"`  // empty: "64-bit"
	Registered   string        `yaml:"registered_to"` // RegisteredUser
}

// Hotfix is one row of Win32_QuickFixEngineering.
type Hotfix struct {
	ID          string `yaml:"id"` // "KB2552040"
	Description string `yaml:"description"`
	InstalledBy string `yaml:"installed_by"`
	InstalledOn string `yaml:"installed_on"` // as the node would write it, "5/22/2015"
}

// Service is one service or system driver.
type Service struct {
	Name        string `yaml:"name"`
	DisplayName string `yaml:"display_name"` // in the language of the node; empty: the name
	State       string `yaml:"state"`        // "Running", "Stopped"
	StartMode   string `yaml:"start_mode"`   // "Auto", "Manual", "Disabled"; drivers also "Boot", "System"
	Path        string `yaml:"path"`
}

// Reboot says where Windows notes that a restart is pending.
type Reboot struct {
	CBS           bool `yaml:"cbs"`
	WindowsUpdate bool `yaml:"windows_update"`
	FileRename    bool `yaml:"file_rename"`
}

// TCP is the global TCP state in its three sources.
type TCP struct {
	// Rows are what netsh shows, in order.
	Rows []TCPRow `yaml:"rows"`
	// Dumped, if set, is what netsh dumps where it differs from the rows, by key.
	Dumped map[string]string `yaml:"dumped"`
	// Registry are DWORDs below Services\Tcpip\Parameters, "EnableTCPA".
	Registry map[string]uint32 `yaml:"registry"`
	// HeuristicsNote adds the two-line note on scaling heuristics.
	HeuristicsNote bool `yaml:"heuristics_note"`
}

// TCPRow is one row of "netsh interface tcp show global".
type TCPRow struct {
	Key   string `yaml:"key"` // as netsh dumps it, "chimney"; an unknown key is its own label
	Value string `yaml:"value"`
}

// Firewall is one store of the Windows firewall.
type Firewall struct {
	// StockRules adds some 300 synthetic, inactive rules.
	StockRules bool `yaml:"stock_rules"`
	// Profiles are "domain", "private" and "public"; the policy store may also
	// have "standard".
	Profiles map[string]FirewallProfile `yaml:"profiles"`
	Rules    map[string]string          `yaml:"rules"` // rule strings by id
}

// FirewallProfile holds the settings of one profile; nil: not set.
type FirewallProfile struct {
	EnableFirewall        *uint32 `yaml:"enable_firewall"`
	DefaultInboundAction  *uint32 `yaml:"default_inbound_action"`
	DoNotAllowExceptions  *uint32 `yaml:"do_not_allow_exceptions"`
	AllowLocalPolicyMerge *uint32 `yaml:"allow_local_policy_merge"`
}

// Channel is one event log.
type Channel struct {
	Name     string   `yaml:"name"`
	Disabled bool     `yaml:"disabled"`
	Events   []string `yaml:"events"` // XML, the oldest first
	Recent   []Event  `yaml:"recent"` // in any order
}

// Event is an event whose time depends on when the node is started.
type Event struct {
	Ago      time.Duration `yaml:"ago"`
	Provider string        `yaml:"provider"` // "Service Control Manager"
	ID       int           `yaml:"id"`
	Data     []EventData   `yaml:"data"`
	Binary   string        `yaml:"binary"` // hex digits
}

// EventData is one Data element of an event.
type EventData struct {
	Name  string `yaml:"name"`
	Value string `yaml:"value"`
}

// RegistryValue is one value below HKEY_LOCAL_MACHINE; without a type it makes
// the key alone.
type RegistryValue struct {
	Key  string `yaml:"key"`
	Name string `yaml:"name"` // empty: the default value
	Type string `yaml:"type"` // "REG_SZ", "REG_EXPAND_SZ", "REG_MULTI_SZ", "REG_DWORD", "REG_QWORD", "REG_BINARY"
	Data any    `yaml:"data"` // text, a list of texts, a number, or binary data as text of hex digits
}
