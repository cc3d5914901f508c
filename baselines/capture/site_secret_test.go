package capture

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/observe"
)

// TestSiteSecretsAreNotAskedFor: what may hold a secret is refused, and what may hold one as
// text is asked for as a number alone.
func TestSiteSecretsAreNotAskedFor(t *testing.T) {
	for _, rule := range []string{
		`HKLM\SOFTWARE\Contoso!Pass_Word`, `HKLM\SOFTWARE\ODBC\ODBC.INI\Sales!Connection String`, `HKLM\SYSTEM\CurrentControlSet\Services\TPM\WMI\Admin!OwnerAuthFull`,
		`HKLM\SYSTEM\ControlSet001\Services\SNMP!Start`, `HKLM\SOFTWARE\Contoso\Secrets!A`, `HKLM\SYSTEM\CurrentControlSet\Services\Contoso!ImagePath`,
		`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\Contoso!QuietUninstallString`, `HKLM\SOFTWARE\Contoso!(Default)`,
	} {
		if v, err := ParseValue(rule); err == nil {
			t.Errorf("%s is asked for: %v", rule, v.Targets())
		}
	}
	v, err := ParseValue(`HKLM\SOFTWARE\Contoso!UserPass`)
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Targets()) == 0 {
		t.Error("UserPass is not asked for as a number")
	}
	for _, target := range v.Targets() {
		if k := target.Registry.Type; k != observe.DWORD && k != observe.QWORD {
			t.Errorf("UserPass is asked for as %s", k)
		}
	}
}
