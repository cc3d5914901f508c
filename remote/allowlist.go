package remote

import (
	"fmt"
	"regexp"
	"strings"
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
	regexp.MustCompile(`^netsh interface tcp show global$`),
	regexp.MustCompile(`^netsh interface tcp dump$`),
}

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
	KeyPolicies       = `HKLM\SOFTWARE\Policies\Microsoft`
	KeyPolicyFirewall = KeyPolicies + `\WindowsFirewall`
	KeyCluster        = `HKLM\Cluster`
	KeyResources      = KeyCluster + `\Resources`
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
