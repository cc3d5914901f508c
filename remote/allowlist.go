package remote

import (
	"regexp"
	"slices"
	"sync"
)

// This file is everything that can be asked of a node. A message whose action
// is not listed, a registry call that is not listed, or a command line that no
// pattern matches in full, is refused before anything is sent. Nothing here
// writes, and nothing starts PowerShell or a script.
//
// A site's own requirements (the section "site" of a baseline file) can add reads of
// values of the registry, of rows of WMI classes, of file versions and of event logs.
// What they can add, and what they never can, is in observe/allowlist.go. Nothing
// that breaks these limits is sent, even if a file was not measured by them before.

// actions are the WS-Management actions that a session may send.
var actions = map[string]bool{
	actionEnumerate: true,
	actionPull:      true,
	actionRelease:   true,

	// The life of a shell; its commands are limited below.
	actionShellCreate:  true,
	actionShellDelete:  true,
	actionShellCommand: true,
	actionShellReceive: true,
	actionShellSignal:  true,

	// Registry reads through the WMI class StdRegProv; their keys are limited below.
	stdRegProv + "/" + enumKey:                true,
	stdRegProv + "/" + enumValues:             true,
	stdRegProv + "/" + getDWORDValue:          true,
	stdRegProv + "/" + getQWORDValue:          true,
	stdRegProv + "/" + getStringValue:         true,
	stdRegProv + "/" + getExpandedStringValue: true,
	stdRegProv + "/" + getMultiStringValue:    true,
	stdRegProv + "/" + getBinaryValue:         true,
}

const (
	actionEnumerate    = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/Enumerate"
	actionPull         = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/Pull"
	actionRelease      = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/Release"
	actionShellCreate  = "http://schemas.xmlsoap.org/ws/2004/09/transfer/Create"
	actionShellDelete  = "http://schemas.xmlsoap.org/ws/2004/09/transfer/Delete"
	actionShellCommand = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/Command"
	actionShellReceive = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/Receive"
	actionShellSignal  = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/Signal"
	stdRegProv         = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/default/StdRegProv"
)

// registryCalls are the calls of StdRegProv. A site's own requirements add EnumValues
// of the key of a value, and the call for the value's type.
var registryCalls = map[registryCall]bool{
	{enumKey, KeyServicing, ""}:                   true,
	{enumKey, KeyAutoUpdate, ""}:                  true,
	{enumValues, KeySessionManager, ""}:           true,
	{enumValues, KeyTCP, ""}:                      true,
	{enumValues, KeyCurrentVersion, ""}:           true,
	{getDWORDValue, KeyCurrentVersion, "UBR"}:     true,
	{getDWORDValue, KeyTCP, "DisableTaskOffload"}: true,
	{getDWORDValue, KeyTCP, "EnableRSS"}:          true,
	{getDWORDValue, KeyTCP, "EnableTCPA"}:         true,
	{getDWORDValue, KeyTCP, "EnableTCPChimney"}:   true,

	// The folders that paths of a site's files begin with.
	{getStringValue, KeyWindows, ValueProgramFiles}:            true,
	{getStringValue, KeyWindows, ValueProgramFiles32}:          true,
	{getStringValue, KeyWindows, ValueCommonFiles}:             true,
	{getExpandedStringValue, KeyProfileList, ValueProgramData}: true,
}

// registryCall is one call; those that list something name no value.
type registryCall struct{ method, key, value string }

const (
	enumKey       = "EnumKey"
	enumValues    = "EnumValues"
	getDWORDValue = "GetDWORDValue"

	getQWORDValue          = "GetQWORDValue"
	getStringValue         = "GetStringValue"
	getExpandedStringValue = "GetExpandedStringValue"
	getMultiStringValue    = "GetMultiStringValue"
	getBinaryValue         = "GetBinaryValue"
)

// registryReads are the keys that reg query may read. Each is read as its row
// says and in no other way: without options its own values and the names of its
// direct sub-keys, with /s all below it.
var registryReads = []registryRead{
	{key: KeyCurrentVersion},
	{key: KeySessionManager},
	{key: KeyServicing},
	{key: KeyWindowsUpdate},
	{key: KeyAutoUpdate},
	{key: KeyPackages, options: ` /k /f KB[0-9]{5,8}`},          // sub-keys by name
	{key: KeyPackages, options: ` /k /f Package_for_RollupFix`}, // the same
	{key: KeyPackages, below: packageKey, options: ` /v CurrentState`},

	{key: KeyTCP},
	{key: KeyInterfaces, options: ` /s`},
	{key: KeyIPv6},
	{key: KeyNTLM},
	{key: KeySMBServer},
	{key: KeySMBClient},
	{key: KeySMB2Server},
	{key: KeySMB2Client},
	{key: KeyTime},
	{key: KeyPolicyTime, options: ` /s`},
	{key: KeyAdapterClass},
	{key: KeyAdapterClass, below: `[0-9]{4}`},
	{key: KeyAdapterClass, options: ` /s /v NetCfgInstanceId`}, // this value of each key below
	{key: KeyAdapterClass, options: ` /s /v DriverDesc`},
	{key: KeyAdapterClass, options: ` /s /v ComponentId`},
	{key: KeyAdapterClass, options: ` /s /v Characteristics`},
	{key: KeyAdapterNames, options: ` /s /v Name`},
	{key: KeyNetworks, options: ` /s`},

	{key: KeyFirewall},
	{key: KeyFirewall + `\DomainProfile`},
	{key: KeyFirewall + `\StandardProfile`},
	{key: KeyFirewall + `\PublicProfile`},
	{key: KeyFirewallRules},
	{key: KeyFirewall + `\ConSecRules`},
	{key: KeyFirewallMDM, options: ` /s`},
	{key: KeyPolicies},
	{key: KeyPolicyFirewall, options: ` /s`},

	{key: KeyCluster},
	{key: KeyQuorum},
	{key: KeyResources, options: ` /s /v Type`},
	{key: KeyResources, options: ` /s /v Address`},

	{key: KeyMicrosoft, options: ` /k /f Windows`},
	{key: KeyDefender},
	{key: KeyDefenderExclusions, options: ` /s`},
	{key: KeyPolicyDefender, options: ` /s`},
	{key: KeyServices, options: ` /s /v Altitude`},
}

// registryRead is one way to read one key, or each key of one kind below it.
type registryRead struct {
	key     string
	below   string // pattern of a name directly below the key; empty: the key itself
	options string // pattern of what follows the key
}

// packageKey is the name of an update's package. Neither it nor anything else
// here has a character that cmd.exe would interpret.
const packageKey = `(?i:Package(_[0-9]{1,6})?_for_(KB[0-9]+|RollupFix|DotNetRollup(_[0-9]+)*)(_[a-z0-9_]+)?` +
	`~[0-9a-f]{16}~[a-z0-9]*~[a-z0-9-]*~[0-9]+(\.[0-9]+)*)`

// otherCommands are patterns of the command lines that a shell may run besides.
var otherCommands = []string{
	`^netsh interface tcp show global$`,
	`^netsh interface tcp dump$`,

	`^wevtutil gl ` + channelPattern + ` /f:xml$`,      // the configuration of an event log
	`^wevtutil qe ` + channelPattern + ` /f:xml /c:1$`, // its oldest event
	`^wevtutil qe ` + channelPattern + ` "/q:\*\[System\[(` + providerPattern + ` and )?(` + idsPattern + ` and )?(EventRecordID < [0-9]{1,19} and )?` +
		`TimeCreated\[timediff\(@SystemTime\) <= [0-9]{1,12}\]\](` + binaryPattern + `)?(` + dataPattern + `)?\]" /f:xml /rd:true /c:[0-9]{1,4}$`, // its newest events
}

// observedEvents are the command lines for the events of a site's own requirement.
// What they name in parentheses must also be within the limits of package observe.
var observedEvents = compiledOnce(
	`^wevtutil gl `+observedChannel+` /f:xml$`,
	`^wevtutil qe `+observedChannel+` /f:xml /c:1$`,
	`^wevtutil qe `+observedChannel+` "/q:\*\[System\[`+observedProvider+` and (?P<ids>`+idsPattern+`) and `+
		`TimeCreated\[timediff\(@SystemTime\) <= (?P<window>[0-9]{1,12})\]\]\]" /f:xml /rd:true /c:(?P<most>[0-9]{1,4})$`,
)

const (
	observedChannel  = `"(?P<channel>[A-Za-z0-9][A-Za-z0-9 ._/-]{0,199})"`
	observedProvider = `Provider\[@Name='(?P<provider>[A-Za-z0-9][A-Za-z0-9 ._-]{0,199})'\]`
)

// What an event query is made of. All of it is between double quotes, where
// cmd.exe takes < for itself.
const (
	channelPattern  = `"(System|Microsoft-Windows-NetworkProfile/Operational|Microsoft-Windows-Windows Firewall With Advanced Security/Firewall|Microsoft-Windows-FailoverClustering/Operational)"`
	providerPattern = `Provider\[@Name='(Microsoft-Windows-FailoverClustering|Microsoft-Windows-Kernel-General|Service Control Manager|NETLOGON)'\]`
	idsPattern      = `\(EventID=[0-9]{1,5}( or EventID=[0-9]{1,5})*\)`
	binaryPattern   = ` and EventData\[Binary='[0-9A-F]+'( or Binary='[0-9A-F]+')*\]`
	dataPattern     = ` and EventData\[Data\[@Name='param4'\]='ClusSvc'\]`
)

// Registry keys that the collector reads.
const (
	KeyCurrentVersion = `HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion`
	KeyWindows        = `HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion`
	KeyProfileList    = KeyCurrentVersion + `\ProfileList`
	KeyServicing      = `HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing`
	KeyPackages       = KeyServicing + `\Packages`
	KeyWindowsUpdate  = `HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate`
	KeyAutoUpdate     = KeyWindowsUpdate + `\Auto Update`
	KeySessionManager = `HKLM\SYSTEM\CurrentControlSet\Control\Session Manager`
	KeyTCP            = `HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters`
	KeyInterfaces     = KeyTCP + `\Interfaces`
	KeyFirewall       = `HKLM\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy`
	KeyFirewallRules  = KeyFirewall + `\FirewallRules`
	KeyFirewallMDM    = KeyFirewall + `\Mdm`
	KeyPolicies       = `HKLM\SOFTWARE\Policies\Microsoft`
	KeyPolicyFirewall = KeyPolicies + `\WindowsFirewall`
	KeyCluster        = `HKLM\Cluster`
	KeyResources      = KeyCluster + `\Resources`
	KeyQuorum         = KeyCluster + `\Quorum`
	KeyNetworks       = KeyCurrentVersion + `\NetworkList\Profiles`

	KeyAdapterClass = `HKLM\SYSTEM\CurrentControlSet\Control\Class\` + adapterClass
	KeyAdapterNames = `HKLM\SYSTEM\CurrentControlSet\Control\Network\` + adapterClass
	KeyIPv6         = `HKLM\SYSTEM\CurrentControlSet\Services\Tcpip6\Parameters`

	KeyNTLM       = `HKLM\SYSTEM\CurrentControlSet\Control\Lsa\MSV1_0`
	KeySMBServer  = KeyServices + `\LanmanServer\Parameters`
	KeySMBClient  = KeyServices + `\LanmanWorkstation\Parameters`
	KeySMB2Server = KeyServices + `\srv2`
	KeySMB2Client = KeyServices + `\mrxsmb20`

	KeyTime       = `HKLM\SYSTEM\CurrentControlSet\Services\W32Time\Parameters`
	KeyPolicyTime = KeyPolicies + `\W32Time`

	KeyMicrosoft          = `HKLM\SOFTWARE\Microsoft`
	KeyDefender           = KeyMicrosoft + `\Windows Defender`
	KeyDefenderExclusions = KeyDefender + `\Exclusions`
	KeyPolicyDefender     = KeyPolicies + `\Windows Defender`
	KeyServices           = `HKLM\SYSTEM\CurrentControlSet\Services`

	adapterClass = `{4D36E972-E325-11CE-BFC1-08002BE10318}` // network adapters
)

// Values that hold the folders of programs and of their data.
const (
	ValueProgramFiles   = "ProgramFilesDir"
	ValueProgramFiles32 = "ProgramFilesDir (x86)"
	ValueCommonFiles    = "CommonFilesDir"
	ValueProgramData    = "ProgramData"
)

// Event logs that the collector reads, and providers that write to the first.
const (
	ChannelSystem   = "System"
	ChannelProfile  = "Microsoft-Windows-NetworkProfile/Operational"
	ChannelFirewall = "Microsoft-Windows-Windows Firewall With Advanced Security/Firewall"
	ChannelCluster  = "Microsoft-Windows-FailoverClustering/Operational"

	ProviderCluster = "Microsoft-Windows-FailoverClustering"
	ProviderService = "Service Control Manager"
	ProviderKernel  = "Microsoft-Windows-Kernel-General"
	ProviderLogon   = "NETLOGON"
)

// commands are all command lines that a shell may run.
var commands = compiledOnce(slices.Concat(regQueries(), otherCommands)...)

// compiledOnce compiles patterns when they are first used: most commands of the program
// send nothing to a node, and compiling them takes milliseconds.
func compiledOnce(patterns ...string) func() []*regexp.Regexp {
	return sync.OnceValue(func() []*regexp.Regexp {
		var compiled []*regexp.Regexp
		for _, p := range patterns {
			compiled = append(compiled, regexp.MustCompile(p))
		}
		return compiled
	})
}

func regQueries() []string {
	var queries []string
	for _, r := range registryReads {
		queries = append(queries, r.pattern())
	}
	return queries
}

func (r registryRead) pattern() string {
	key := regexp.QuoteMeta(r.key)
	if r.below != "" {
		key += `\\` + r.below
	}
	return `^reg query "` + key + `"` + r.options + `$`
}

// allowed reports whether the catalogue has the command.
func (c Command) allowed() bool {
	return slices.ContainsFunc(commands(), func(p *regexp.Regexp) bool { return p.MatchString(string(c)) }) || c.observes()
}
