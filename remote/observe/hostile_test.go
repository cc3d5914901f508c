package observe

import (
	"errors"
	"strings"
	"testing"
)

// TestVendorsSecrets: what vendors and Windows call their secrets and command lines in
// their own keys is refused, with allow_roots that cover it.
func TestVendorsSecrets(t *testing.T) {
	for place, values := range map[string][]string{
		`SOFTWARE\RealVNC\WinVNC4`:                                               {"Password", "SecurityTypesPwd", "AdminPassword", "Pass_Word", "Pass Word"},
		`SOFTWARE\ORL\WinVNC3`:                                                   {"Password", "PasswordViewOnly", "passwd2"},
		`SOFTWARE\Martin Prikryl\WinSCP 2\Sessions\a`:                            {"Password", "PasswordPlain", "ProxyPassword", "ProxyTelnetCommand", "PostLoginCommands", "Passphrase"},
		`SOFTWARE\SimonTatham\PuTTY\Sessions\a`:                                  {"ProxyPassword", "PublicKeyFile", "ProxyTelnetCommand"},
		`SOFTWARE\TeamViewer`:                                                    {"SecurityPasswordAES", "OptionsPasswordAES", "LicenseKeyAES"},
		`SOFTWARE\ODBC\ODBC.INI\Sales`:                                           {"PWD", "UserPass", "Connection String", "Connection_String", "ConnStr"},
		`SOFTWARE\Apache Software Foundation\Procrun 2.0\Tomcat\Parameters\Java`: {"Options"},
		`SOFTWARE\Contoso\Agent`: {"SmtpPass", "DB_PASS", "UserCred", "Credential", "WpaPsk", "SessionCookie", "Kennwort", "CmdLine", "JvmArgs", "Debugger",
			"API-Key", "Private.Data", "Priv_ate", "Pass-Phrase"},
		`SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon`:                                    {"DefaultPassword", "AltDefaultPassword"},
		`SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL15.MSSQLSERVER\Security`:                     {"Entropy"},
		`SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL15.MSSQLSERVER\SQLServerAgent`:               {"HostPassword"},
		`SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\Contoso`:                              {"UninstallString", "QuietUninstallString"},
		`SOFTWARE\Microsoft\Windows\CurrentVersion\Group Policy\State\Machine\Scripts\Startup\0\0`: {"Parameters"},
		`SOFTWARE\Microsoft\Active Setup\Installed Components\{1}`:                                 {"StubPath"},
		`SOFTWARE\Microsoft\ASP.NET\4.0.30319.0\AutoGenKeys\S-1-5-20`:                              {"Blob"},
		`SOFTWARE\Microsoft\System Center\2010\Common\MOMBins`:                                     {"Value1"},
		`SOFTWARE\Microsoft\Windows NT\CurrentVersion\iSCSI\Discovery\Send Targets\a`:              {"Options1"},
		`SOFTWARE\Microsoft\dot3svc\Interfaces\{1}`:                                                {"A"},
		`SOFTWARE\Microsoft\Provisioning\OMADM\Accounts\1\Protected`:                               {"A"},
		`SOFTWARE\Microsoft\Windows\CurrentVersion\RunServices`:                                    {"A"},
		`SYSTEM\CurrentControlSet\Services\TPM\WMI\Admin`:                                          {"OwnerAuthFull", "A"},
		`SYSTEM\CurrentControlSet\Services\SNMP\Parameters\TrapConfiguration\public`:               {"1"},
		`SYSTEM\CurrentControlSet\Services\Contoso\Parameters\TrapConfiguration\public`:            {"1"},
		`Cluster\Resources\0c2b\Parameters`:                                                        {"CommandLine", "PrimaryToken", "StartProgramCommand"},
	} {
		for _, s := range spellings(place) {
			for _, v := range values {
				all := Target{Registry: &Registry{Key: s, Value: v, Type: String, Root: rootOf(place)}}
				upper := Target{Registry: &Registry{Key: s, Value: strings.ToUpper(v), Type: Binary, Root: rootOf(place)}}
				refused(t, all, upper)
			}
		}
	}
}

// rootOf is the key of allow_roots that a hostile file would write for a key.
func rootOf(place string) string {
	parts := strings.Split(place, `\`)
	return `HKLM\` + strings.Join(parts[:min(2, len(parts))], `\`)
}

// TestHarmlessNames: names that only look like secrets, and numbers that are settings,
// can be read.
func TestHarmlessNames(t *testing.T) {
	for value, kind := range map[string]Type{
		"ProxyBypass": String, "PassiveMode": String, "PassThroughMode": ExpandString, "AllowProtectedCreds": DWORD, "DisableDomainCreds": DWORD,
		"SSLCertificateSHA1Hash": Binary, "LsaCfgFlags": DWORD, "RunAsPPL": DWORD, "PathVerifyEnabled": DWORD, "ParametersVersion": DWORD,
		"CommandTimeout": DWORD, "AutoAdminLogon": String, "Machine": MultiString,
	} {
		target := Target{Registry: &Registry{Key: `HKLM\SYSTEM\CurrentControlSet\Control\Lsa`, Value: value, Type: kind}}
		if _, err := target.Normal(); err != nil {
			t.Errorf("%s: %v", value, err)
		}
	}
	for _, key := range []string{
		`HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Ciphers\RC4 128/128`, `HKLM\SYSTEM\CurrentControlSet\Control\SecurePipeServers\winreg\AllowedPaths`,
		`HKLM\SYSTEM\CurrentControlSet\Control\Class\{4D36E97B-E325-11CE-BFC1-08002BE10318}\0001\Parameters`,
	} {
		if _, err := (Target{Registry: &Registry{Key: key, Value: "Enabled", Type: DWORD}}).Normal(); err != nil {
			t.Errorf("%s: %v", key, err)
		}
	}
}

// TestOddSpellingsAreRefused: a path that another program reads in another way than the
// registry does reaches no node.
func TestOddSpellingsAreRefused(t *testing.T) {
	for _, key := range []string{
		`HKLM/SAM/SAM`, `HKLM/SYSTEM/CurrentControlSet/Control/Lsa/JD`, `HKLM\SYSTEM/CurrentControlSet\Control\Lsa`, `HKLM\SYSTEM\ControlSet002\Control\Lsa\JD`,
		`HKLM\SYSTEM\CurrentControlSet001\Control`, `HKLM\SYSTEM\Wow6432Node\ControlSet001\Control\Lsa\JD`, `HKLM\SYSTEM\..\SAM`, `HKLM\..\HKLM\SAM`,
		`\\?\HKLM\SAM`, `\\.\HKLM\SAM`, `\Registry\Machine\SAM`, `HKLM\Registry\Machine\SAM`, `HKLM\HKLM\SAM`, `\\server\HKLM\SAM`, ` HKLM\SAM`, `HKLM \SAM`,
		"HKLM\\\u200bSAM", "HKLM\\SAM\u200b", "HKLM\\ſAM", "HKLM\\SYSTEM\\CurrentControl\u017fet\\Services\\SNMP", "HKLM\\SOFTWARE\\Microsoft\\\u212aeys",
		"HKLM\\SOFTWARE\\Microsoft\\Secre\u0301ts", "HKLM\\SOFTWARE\\Microsoft\\ＳＡＭ", "HKLM\\SYSTEM\\CurrentControlSet\\Services\\SNMP\x00a",
		"HKLM\\SOFTWARE\\M\u0131crosoft", `HKLM\SYSTEM\CurrentControlSet\Control\Lsa\JD `, `HKLM\SYSTEM\Clone\Control\Lsa\JD`,
		`HKLM\0.Cluster\Resources`, `HKLM\SYSTEM\RNG`, `HKLM\SYSTEM\Setup`, `HKLM\BCD00000000`, `HKLM\SOFTWARE`, `HKLM\SOFTWARE\Classes\AppID`,
		`HKLM\SYSTEM\%ControlSet%\Control`, `HKEY_USERS\S-1-5-18\SOFTWARE`, `HKU\.DEFAULT`, `HKCR\AppID`, `HKLM\\\`,
	} {
		_, err := Target{Registry: &Registry{Key: key, Value: "A", Type: String, Root: `HKLM\SOFTWARE\Contoso`}}.Normal()
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%q: %v", key, err)
		}
	}
	for _, value := range []string{"", "Pass\u200bword", "Passwo\u0301rd", "\u212aey", "ſecret", "a\x00b", "Paѕѕword", "@", "(Default)", "(DEFAULT)"} {
		_, err := Target{Registry: &Registry{Key: `HKLM\SOFTWARE\Microsoft\Some`, Value: value, Type: String}}.Normal()
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("value %q: %v", value, err)
		}
	}
}

// TestAllowRootsStayNarrow: no key of a site's own list is wider than one vendor.
func TestAllowRootsStayNarrow(t *testing.T) {
	for _, key := range []string{
		`HKLM`, `HKLM\`, `HKLM\SOFTWARE`, `HKLM\SOFTWARE\`, `HKLM\\software\\`, `HKLM:\SOFTWARE\WOW6432Node`, `HKLM\SOFTWARE\Wow6432Node\Wow6432Node`, `HKLM\SOFTWARE\WowAA32Node`,
		`HKLM\SOFTWARE\Microsoft`, `HKLM\SOFTWARE\Wow6432Node\Microsoft`, `HKLM\Wow6432Node\SOFTWARE\Microsoft`, `HKLM\SOFTWARE\Policies`, `HKLM\SOFTWARE\WowAA32Node\Policies`,
		`HKLM\SOFTWARE\Classes`, `HKLM\SYSTEM`, `HKLM\SYSTEM\CurrentControlSet`, `HKLM\SAM`, `HKLM\SECURITY`, `HKCU\SOFTWARE\Contoso`, `HKLM/SOFTWARE/Contoso`,
		`HKLM\SOFTWARE\Contoso\Secrets`, "HKLM\\SOFTWARE\\Micro\u017foft", `*`,
	} {
		if root, err := Root(key); err == nil {
			t.Errorf("%q is %q", key, root)
		}
	}
}

// TestCostlyClasses: no class is read of the installer's provider, all of whose classes
// make it check every product, nor one that reads whole disks, logs or domains.
func TestCostlyClasses(t *testing.T) {
	for namespace, classes := range map[string][]string{
		"root/cimv2": {
			"Win32_Product", "win32_PRODUCT", "Win32_ProductResource", "Win32_Property", "Win32_Binary", "Win32_Condition", "Win32_LaunchCondition", "Win32_FileSpecification",
			"Win32_ServiceSpecification", "Win32_EnvironmentSpecification", "Win32_IniFileSpecification", "Win32_ProgIDSpecification", "Win32_ODBCDriverSpecification",
			"Win32_ODBCAttribute", "Win32_ApplicationService", "Win32_ApplicationCommandLine", "Win32_CommandLineAccess", "Win32_ManagedSystemElementResource",
			"Win32_ReserveCost", "Win32_ServiceControl", "Win32_ShortcutSAP", "Win32_SoftwareElement", "Win32_SoftwareFeature", "Win32_PatchPackage", "Win32_MSIResource",
			"Win32_RegistryAction", "Win32_ActionCheck", "Win32_Directory", "Win32_SubDirectory", "Win32_NTLogEvent", "Win32_NTLogEventComputer", "Win32_PingStatus",
			"Win32_LogicalFileSecuritySetting", "Win32_SecuritySettingOfLogicalFile", "Win32_VolumeUserQuota", "Win32_SystemUsers", "Win32_Session", "Win32_SessionProcess",
			"Win32_PerfRawData", "Win32_DfsNode",
		},
		"root/wmi":       {"MSNdis_80211_WEPStatus", "iSCSI_Anything", "MSiSCSIInitiator_PersistentDevices"},
		"root/MSCluster": {"MSCluster_ClusteredScheduledTask"},
	} {
		for _, class := range classes {
			refused(t, Target{WQL: &WQL{Namespace: namespace, Class: class, Columns: []string{"Name"}}},
				Target{WQL: &WQL{Namespace: strings.ToUpper(namespace), Class: class, Columns: []string{"Name"}, Where: []Condition{{Column: "Name", Text: new("a")}}}})
		}
	}
}

// TestOddQueriesAreRefused: no part of a query is anything but the name it is for.
func TestOddQueriesAreRefused(t *testing.T) {
	query := func(namespace, class, column string) Target {
		return Target{WQL: &WQL{Namespace: namespace, Class: class, Columns: []string{column}}}
	}
	for _, target := range []Target{
		query("root//cimv2", "Win32_Service", "Name"), query("root/cimv2/", "Win32_Service", "Name"), query(`\\.\root\cimv2`, "Win32_Service", "Name"),
		query("//./root/cimv2", "Win32_Service", "Name"), query("root/cimv2/../default", "Win32_Service", "Name"), query("root", "__Namespace", "Name"),
		query("root/default", "StdRegProv", "Name"), query("root/subscription", "CommandLineEventConsumer", "CommandLineTemplate"), query("root/SECURITY", "Win32_X", "Name"),
		query("root/directory/ldap", "ds_user", "Name"), query("root/cimv2 ", "Win32_Service", "Name"), query("", "Win32_Service", "Name"),
		query("root/cimv2", "CIM_DataFile", "Name"), query("root/cimv2", "CIM_LogicalElement", "Name"), query("root/cimv2", "StdRegProv", "Name"),
		query("root/cimv2", "Win32_Service,Win32_Process", "Name"), query("root/cimv2", "Win32_Service WHERE", "Name"), query("root/cimv2", "Win32_Service\n", "Name"),
		query("root/cimv2", "Win32_Servi\u212ae", "Name"), query("root/cimv2", "Win32_Service", "Name FROM Win32_Product--"), query("root/cimv2", "Win32_Service", "__PATH"),
		query("root/cimv2", "Win32_Service", "Name.Password"), query("root/cimv2", "Win32_Service", " Name"), query("root/cimv2", "Win32_Service", "Na\u200bme"),
		query("root/cimv2", "Win32_Service", "serviceparameters"), query("root/wmi", "__EventFilter", "Query"),
	} {
		_, err := target.Normal()
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%+v: %v", target.WQL, err)
		}
	}
}

// TestOddFilesAreRefused: a path leads to one file by its one name.
func TestOddFilesAreRefused(t *testing.T) {
	for _, path := range []string{
		`\\?\C:\Windows\a.exe`, `\\.\C:\a.exe`, `\??\C:\a.exe`, `\\server\c$\a.exe`, `C:/Windows/a.exe`, `C:\Windows\a.exe:Zone.Identifier`, `C:\a.exe::$DATA`,
		`%SystemRoot%\%TEMP%\a.exe`, `%USERPROFILE%\a.exe`, `%SystemRoot%`, `%SystemRoot%\..\a.exe`, `C:\a.`, `C:\a .\b`, `C:\a?.exe`, "C:\\a\u200b.exe", "C:\\a\u202eexe.b",
		`C:\PROGRA~1\Contoso\agent.exe`, `%SystemRoot%\system~2\a.exe`, `C:\a\CONTOS~1.EXE`, `C:`, `C:a.exe`, `a.exe`, ``,
	} {
		_, err := Target{File: &File{Path: path, Property: "version"}}.Normal()
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%q: %v", path, err)
		}
	}
}

// TestSecurityLogIsRefused: by no spelling are its events counted.
func TestSecurityLogIsRefused(t *testing.T) {
	for _, channel := range []string{
		"Security", "sEcUrItY", "Security ", " Security", "Security\u200b", "\u017fecurity", "Secur\u0131ty", `.\Security`, `C:\Windows\System32\winevt\Logs\Security.evtx`,
		"Security\x00", `"Security"`, "Security/", "*", "",
	} {
		_, err := Target{Events: &Events{Channel: channel, Provider: "Some", IDs: []int{1}, Within: 3600e9, Most: 1}}.Normal()
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%q: %v", channel, err)
		}
	}
}
