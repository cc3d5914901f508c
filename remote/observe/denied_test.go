package observe

import (
	"errors"
	"strings"
	"testing"
)

// spellings are six ways to write a key below HKLM.
func spellings(key string) []string {
	first, rest, _ := strings.Cut(key, `\`)
	wow := first + `\Wow6432Node`
	if rest != "" {
		wow += `\` + rest
	}
	return []string{
		`HKLM\` + key,
		`hklm\` + strings.ToUpper(key),
		`HKLM\\` + strings.ReplaceAll(key, `\`, `\\\`) + `\\`,
		`HKEY_LOCAL_MACHINE\` + strings.ToLower(strings.ReplaceAll(key, "CurrentControlSet", "ControlSet001")),
		`HKLM:\` + wow,
		`HKLM\` + strings.ReplaceAll(key, "CurrentControlSet", "controlset002") + `\below`,
	}
}

// refused are the errors of targets, each of which must be one.
func refused(t *testing.T, targets ...Target) {
	t.Helper()
	for _, target := range targets {
		_, err := target.Normal()
		var e *Error
		if !errors.As(err, &e) || e.Message == "" || e.Hint == "" {
			t.Errorf("%s: %v", target.ID(), err)
			continue
		}
		if !strings.Contains(e.Message, "may hold") {
			t.Errorf("%s is refused for another reason: %v", target.ID(), err)
		}
	}
}

func registry(key, value string) Target {
	return Target{Registry: &Registry{Key: key, Value: value, Type: String, Root: `HKLM\SOFTWARE\Contoso`}}
}

// TestDeniedKeys: no spelling of a key that is denied, and nothing below it, is read.
func TestDeniedKeys(t *testing.T) {
	var keys []string
	keys = append(keys, deniedKeys...)
	for _, name := range deniedNames {
		keys = append(keys, `SYSTEM\CurrentControlSet\Services\Some\`+name, `SOFTWARE\Contoso\`+name)
	}
	for _, word := range secretKeyWords {
		keys = append(keys, `SOFTWARE\Contoso\My`+word+`s`)
	}
	keys = append(keys,
		`SECURITY\Policy\Secrets\DPAPI_SYSTEM`, `SAM\SAM\Domains\Account\Users`,
		`SYSTEM\CurrentControlSet\Services\SNMP\Parameters\ValidCommunities`,
		`SYSTEM\CurrentControlSet\Control\Lsa\JD`,
		`Cluster\Resources\0c2b\CryptoCheckpoints`,
	)
	for _, key := range keys {
		for _, s := range spellings(key) {
			refused(t, registry(s, "Start"))
		}
	}
}

// TestDeniedValues: no spelling of a value that is denied is read, in whatever key.
func TestDeniedValues(t *testing.T) {
	values := append([]string{
		"DefaultPassword", "AltDefaultPassword", "PasswordHash", "SnmpCommunity", "ProductKey", "ApiKey", "AccessToken", "PrimaryToken",
		"ClientSecret", "UserPassphrase", "ConnectionString", "VncPwd",
	}, deniedValues...)
	for _, key := range []string{
		`HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon`, `HKLM\SOFTWARE\WOW6432Node\Microsoft\Some`, `HKLM\Cluster\Resources\0c2b\Parameters`,
		`HKLM\SOFTWARE\Contoso`, `HKLM\\SYSTEM\\CurrentControlSet\\Services\\Some`, `hkey_local_machine\software\policies\Some`,
	} {
		for _, v := range values {
			refused(t, registry(key, v), registry(key, strings.ToUpper(v)), registry(key, strings.ToLower(v)), registry(key, " "+v), registry(key, v+" "),
				registry(strings.ToUpper(key), v))
		}
	}
}

// TestDeniedClasses: no spelling of a class or column that is denied is read, and no
// column of that kind is compared with.
func TestDeniedClasses(t *testing.T) {
	query := func(namespace, class, column string) Target {
		return Target{WQL: &WQL{Namespace: namespace, Class: class, Columns: []string{column}}}
	}
	for _, n := range namespaces {
		for _, space := range []string{n.name, strings.ToUpper(n.name), strings.ReplaceAll(n.name, "/", `\`)} {
			for _, class := range deniedClasses {
				class = strings.ReplaceAll(class, "*", "")
				if !strings.HasPrefix(class, n.prefix) || strings.HasPrefix(class, "_") || !isWQLName.MatchString(class) {
					continue
				}
				refused(t, query(space, class, "Name"), query(space, strings.ToLower(class), "Name"), query(space, strings.ToUpper(class), "Name"))
			}
			for _, column := range append([]string{"Password", "ChapSecret", "KeyProtector", "AuthToken"}, deniedColumns...) {
				class := n.prefix + "Some"
				refused(t, query(space, class, column), query(space, class, strings.ToLower(column)), query(space, class, strings.ToUpper(column)))
				oracle := query(space, class, "Name")
				oracle.WQL.Where = []Condition{{Column: strings.ToLower(column), Text: new("a")}}
				refused(t, oracle)
			}
		}
	}
}

func TestDeniedChannels(t *testing.T) {
	for _, channel := range []string{"Security", "SECURITY", "security", "Windows PowerShell", "Microsoft-Windows-PowerShell/Operational",
		"microsoft-windows-powershell/admin", "PowerShellCore/Operational", "Microsoft-Windows-Sysmon/Operational"} {
		refused(t, Target{Events: &Events{Channel: channel, Provider: "Some", IDs: []int{1}, Within: 3600e9, Most: 1}})
	}
}
