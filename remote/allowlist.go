package remote

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// This file is everything that can be asked of a node. A message whose action
// is not listed, or a command line that no pattern matches in full, is refused
// before anything is sent. Nothing here writes, and nothing starts PowerShell
// or a script.

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

	// Registry reads through the WMI class StdRegProv.
	stdRegProv + "/EnumKey":             true,
	stdRegProv + "/EnumValues":          true,
	stdRegProv + "/GetDWORDValue":       true,
	stdRegProv + "/GetStringValue":      true,
	stdRegProv + "/GetMultiStringValue": true,
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

// Command is one native command line of the catalogue.
type Command string

// keyPattern has no character that cmd.exe would interpret.
const keyPattern = `"HKLM\\[A-Za-z0-9 _.~{}\\-]+"`

// commands are the command lines that a shell may run.
var commands = []*regexp.Regexp{
	regexp.MustCompile(`^reg query ` + keyPattern + `$`),                                            // values and sub-keys of one key
	regexp.MustCompile(`^reg query ` + keyPattern + ` /s$`),                                         // a key and all below it
	regexp.MustCompile(`^reg query ` + keyPattern + `( /s)? /v [A-Za-z]+$`),                         // one value (of each key below)
	regexp.MustCompile(`^reg query ` + keyPattern + ` /k /f (KB[0-9]{5,8}|Package_for_RollupFix)$`), // sub-keys by name
	regexp.MustCompile(`^reg query ` + keyPattern + ` /k /f Windows$`),                              // the same
	regexp.MustCompile(`^netsh interface tcp show global$`),
	regexp.MustCompile(`^netsh interface tcp dump$`),

	regexp.MustCompile(`^wevtutil gl ` + channelPattern + ` /f:xml$`),      // the configuration of an event log
	regexp.MustCompile(`^wevtutil qe ` + channelPattern + ` /f:xml /c:1$`), // its oldest event
	regexp.MustCompile(`^wevtutil qe ` + channelPattern + ` "/q:\*\[System\[(` + providerPattern + ` and )?(` + idsPattern + ` and )?` +
		`TimeCreated\[timediff\(@SystemTime\) <= [0-9]{1,12}\]\](` + binaryPattern + `)?\]" /f:xml /rd:true /c:[0-9]{1,4}$`), // its newest events
}

// What an event query is made of. All of it stands between double quotes, where
// cmd.exe takes < for itself.
const (
	channelPattern  = `"(System|Microsoft-Windows-NetworkProfile/Operational|Microsoft-Windows-Windows Firewall With Advanced Security/Firewall)"`
	providerPattern = `Provider\[@Name='(Microsoft-Windows-FailoverClustering|Service Control Manager)'\]`
	idsPattern      = `\(EventID=[0-9]{1,5}( or EventID=[0-9]{1,5})*\)`
	binaryPattern   = ` and EventData\[Binary='[0-9A-F]+'( or Binary='[0-9A-F]+')*\]`
)

// Registry keys that the collector reads.
const (
	KeyCurrentVersion = `HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion`
	KeyServicing      = `HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing`
	KeyPackages       = KeyServicing + `\Packages`
	KeyWindowsUpdate  = `HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate`
	KeyAutoUpdate     = KeyWindowsUpdate + `\Auto Update`
	KeySessionManager = `HKLM\SYSTEM\CurrentControlSet\Control\Session Manager`
	KeyTCP            = `HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters`
	KeyFirewall       = `HKLM\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy`
	KeyFirewallRules  = KeyFirewall + `\FirewallRules`
	KeyFirewallMDM    = KeyFirewall + `\Mdm`
	KeyPolicies       = `HKLM\SOFTWARE\Policies\Microsoft`
	KeyPolicyFirewall = KeyPolicies + `\WindowsFirewall`
	KeyCluster        = `HKLM\Cluster`
	KeyResources      = KeyCluster + `\Resources`
	KeyNetworks       = KeyCurrentVersion + `\NetworkList\Profiles`

	KeyAdapterClass = `HKLM\SYSTEM\CurrentControlSet\Control\Class\` + adapterClass
	KeyAdapterNames = `HKLM\SYSTEM\CurrentControlSet\Control\Network\` + adapterClass
	KeyIPv6         = `HKLM\SYSTEM\CurrentControlSet\Services\Tcpip6\Parameters`

	KeyMicrosoft          = `HKLM\SOFTWARE\Microsoft`
	KeyDefender           = KeyMicrosoft + `\Windows Defender`
	KeyDefenderExclusions = KeyDefender + `\Exclusions`
	KeyPolicyDefender     = KeyPolicies + `\Windows Defender`
	KeyServices           = `HKLM\SYSTEM\CurrentControlSet\Services`

	adapterClass = `{4D36E972-E325-11CE-BFC1-08002BE10318}` // network adapters
)

// RegQuery lists the values and the direct sub-keys of a key.
func RegQuery(key string) Command { return Command(fmt.Sprintf(`reg query "%s"`, key)) }

// RegQueryTree lists a key and everything below it.
func RegQueryTree(key string) Command { return RegQuery(key) + " /s" }

// RegQueryValue reads one value of a key.
func RegQueryValue(key, value string) Command { return RegQuery(key) + Command(" /v "+value) }

// RegQueryTreeValue reads one value of a key and of each key below it.
func RegQueryTreeValue(key, value string) Command { return RegQueryTree(key) + Command(" /v "+value) }

// RegFindKeys lists the direct sub-keys of a key whose names contain a text.
func RegFindKeys(key, text string) Command { return RegQuery(key) + Command(" /k /f "+text) }

// The netsh commands of the catalogue.
const (
	NetshTCPGlobal Command = "netsh interface tcp show global"
	NetshTCPDump   Command = "netsh interface tcp dump"
)

// Event logs that the collector reads, and providers that write to the first.
const (
	ChannelSystem   = "System"
	ChannelProfile  = "Microsoft-Windows-NetworkProfile/Operational"
	ChannelFirewall = "Microsoft-Windows-Windows Firewall With Advanced Security/Firewall"

	ProviderCluster = "Microsoft-Windows-FailoverClustering"
	ProviderService = "Service Control Manager"
)

// EventQuery asks an event log for its newest events.
type EventQuery struct {
	Channel  string
	Provider string        // empty: any
	IDs      []int         // empty: any
	Binary   []string      // the event's binary data in hex digits, one of these; empty: any
	Within   time.Duration // by the node's clock
	Most     int
}

// Command prints the events as XML, the newest first.
func (q EventQuery) Command() Command {
	var conditions []string
	if q.Provider != "" {
		conditions = append(conditions, "Provider[@Name='"+q.Provider+"']")
	}
	if len(q.IDs) > 0 {
		ids := make([]string, len(q.IDs))
		for i, id := range q.IDs {
			ids[i] = fmt.Sprintf("EventID=%d", id)
		}
		conditions = append(conditions, "("+strings.Join(ids, " or ")+")")
	}
	conditions = append(conditions, fmt.Sprintf("TimeCreated[timediff(@SystemTime) <= %d]", q.Within.Milliseconds()))
	path := "System[" + strings.Join(conditions, " and ") + "]"
	if len(q.Binary) > 0 {
		path += " and EventData[Binary='" + strings.Join(q.Binary, "' or Binary='") + "']"
	}
	return Command(fmt.Sprintf(`wevtutil qe "%s" "/q:*[%s]" /f:xml /rd:true /c:%d`, q.Channel, path, q.Most))
}

// OldestEvent prints the oldest event of an event log as XML.
func OldestEvent(channel string) Command {
	return Command(fmt.Sprintf(`wevtutil qe "%s" /f:xml /c:1`, channel))
}

// EventLogConfiguration prints the configuration of an event log as XML.
func EventLogConfiguration(channel string) Command {
	return Command(fmt.Sprintf(`wevtutil gl "%s" /f:xml`, channel))
}

// allowed tells whether the catalogue has the command.
func (c Command) allowed() bool {
	for _, p := range commands {
		if p.MatchString(string(c)) {
			return true
		}
	}
	return false
}

// maxCommandLine is the limit of cmd.exe for one line, less what WinRS puts around it.
const maxCommandLine = 8000

// join makes one line of several commands. After each it prints a mark with
// the nonce, the command's number and 0 for success or 1, so that one command's
// output cannot be taken for another's: the nonce is random for each line.
func join(nonce string, cmds []Command) (string, error) {
	var b strings.Builder
	for i, c := range cmds {
		if !c.allowed() {
			return "", &Error{Kind: Refused, Op: "run a command", Text: fmt.Sprintf("%q is not in the catalogue of read-only commands", string(c))}
		}
		if i > 0 {
			b.WriteString(" & ")
		}
		fmt.Fprintf(&b, "%s 2>&1 && echo %s:%d:0 || echo %s:%d:1", c, nonce, i, nonce, i)
	}
	return b.String(), nil
}
