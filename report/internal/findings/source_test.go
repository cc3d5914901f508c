package findings

import "testing"

func TestShortSource(t *testing.T) {
	for in, want := range map[string]string{
		"": "",
		"SELECT HotFixID,InstalledOn FROM Win32_QuickFixEngineering":                        "Win32_QuickFixEngineering",
		`SELECT Name FROM CIM_DataFile WHERE Name='C:\\Windows\\a.exe' OR Name='b'`:         "CIM_DataFile",
		"netsh interface tcp show global":                                                   "netsh interface tcp show global",
		`reg query "HKLM\Cluster"`:                                                          `reg query "HKLM\Cluster"`,
		`reg query "HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters"`:               `reg query "HKLM\…\Tcpip\Parameters"`,
		`reg query "HKLM\A\B\C"; reg query "HKLM\A\B\D"; reg query "HKLM\A\B\E"`:            `reg query "HKLM\…\B\C" and 2 more`,
		`reg query "HKLM\A\B\Packages" /k /f KB2524478; and for 11 more`:                    `reg query "HKLM\…\B\Packages" /k /f KB2524478; and for 11 more`,
		"the services (SELECT Name,State FROM Win32_Service WHERE Name='a'): access denied": "the services (Win32_Service): access denied",
	} {
		if got := ShortSource(in); got != want {
			t.Errorf("shortSource(%q) = %q, want %q", in, got, want)
		}
	}
}
