package remote_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
)

// declaredReads has a command for each row of the allow-list, in its order.
func declaredReads() []remote.Command {
	const update = `\Package_1_for_KB2552040_SP1~31bf3856ad364e35~amd64~~6.1.1.0`
	return []remote.Command{
		remote.RegQuery(`HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion`),
		remote.RegQuery(`HKLM\SYSTEM\CurrentControlSet\Control\Session Manager`),
		remote.RegQuery(`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing`),
		remote.RegQuery(`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate`),
		remote.RegQuery(`HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update`),
		remote.RegFindKeys(remote.KeyPackages, "KB2552040"),
		remote.RegFindKeys(remote.KeyPackages, "Package_for_RollupFix"),
		remote.RegQueryValue(remote.KeyPackages+update, "CurrentState"),
		remote.RegQuery(`HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters`),
		remote.RegQueryTree(`HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters\Interfaces`),
		remote.RegQuery(`HKLM\SYSTEM\CurrentControlSet\Services\Tcpip6\Parameters`),
		remote.RegQuery(`HKLM\SYSTEM\CurrentControlSet\Control\Lsa\MSV1_0`),
		remote.RegQuery(`HKLM\SYSTEM\CurrentControlSet\Services\LanmanServer\Parameters`),
		remote.RegQuery(`HKLM\SYSTEM\CurrentControlSet\Services\LanmanWorkstation\Parameters`),
		remote.RegQuery(`HKLM\SYSTEM\CurrentControlSet\Services\srv2`),
		remote.RegQuery(`HKLM\SYSTEM\CurrentControlSet\Services\mrxsmb20`),
		remote.RegQuery(`HKLM\SYSTEM\CurrentControlSet\Services\W32Time\Parameters`),
		remote.RegQueryTree(`HKLM\SOFTWARE\Policies\Microsoft\W32Time`),
		remote.RegQuery(remote.KeyAdapterClass),
		remote.RegQuery(remote.KeyAdapterClass + `\0007`),
		remote.RegQueryTreeValue(remote.KeyAdapterClass, "NetCfgInstanceId"),
		remote.RegQueryTreeValue(remote.KeyAdapterClass, "DriverDesc"),
		remote.RegQueryTreeValue(remote.KeyAdapterClass, "ComponentId"),
		remote.RegQueryTreeValue(remote.KeyAdapterClass, "Characteristics"),
		remote.RegQueryTreeValue(remote.KeyAdapterNames, "Name"),
		remote.RegQueryTree(`HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\NetworkList\Profiles`),
		remote.RegQuery(remote.KeyFirewall),
		remote.RegQuery(remote.KeyFirewall + `\DomainProfile`),
		remote.RegQuery(remote.KeyFirewall + `\StandardProfile`),
		remote.RegQuery(remote.KeyFirewall + `\PublicProfile`),
		remote.RegQuery(remote.KeyFirewall + `\FirewallRules`),
		remote.RegQuery(remote.KeyFirewall + `\ConSecRules`),
		remote.RegQueryTree(remote.KeyFirewall + `\Mdm`),
		remote.RegQuery(`HKLM\SOFTWARE\Policies\Microsoft`),
		remote.RegQueryTree(`HKLM\SOFTWARE\Policies\Microsoft\WindowsFirewall`),
		remote.RegQuery(`HKLM\Cluster`),
		remote.RegQuery(`HKLM\Cluster\Quorum`),
		remote.RegQueryTreeValue(`HKLM\Cluster\Resources`, "Type"),
		remote.RegQueryTreeValue(`HKLM\Cluster\Resources`, "Address"),
		remote.RegFindKeys(`HKLM\SOFTWARE\Microsoft`, "Windows"),
		remote.RegQuery(`HKLM\SOFTWARE\Microsoft\Windows Defender`),
		remote.RegQueryTree(`HKLM\SOFTWARE\Microsoft\Windows Defender\Exclusions`),
		remote.RegQueryTree(`HKLM\SOFTWARE\Policies\Microsoft\Windows Defender`),
		remote.RegQueryTreeValue(`HKLM\SYSTEM\CurrentControlSet\Services`, "Altitude"),
	}
}

// TestDeclaredReadsPass: the allow-list has a row for each of these and no other.
func TestDeclaredReadsPass(t *testing.T) {
	_, target := start(t, "", simulator.Options{})
	s := open(t, target)
	declared, rows := declaredReads(), remote.RegistryReads()
	if len(declared) != len(rows) {
		t.Fatalf("%d reads, %d rows", len(declared), len(rows))
	}
	for i, c := range declared {
		if !rows[i].Has(c) {
			t.Errorf("%+v is not the row for %s", rows[i], c)
		}
	}
	for line := range slices.Chunk(declared, 12) { // a node limits the operations
		if _, err := s.Run(t.Context(), line); err != nil {
			t.Errorf("%q: %v", line, err)
		}
	}
}

// keyOf is what a command has between its quotes.
func keyOf(c remote.Command) string { return strings.Split(string(c), `"`)[1] }

// withKey is a command for another key.
func withKey(c remote.Command, key string) remote.Command {
	return remote.Command(strings.Replace(string(c), keyOf(c), key, 1))
}

// mutants are commands that differ from a declared one in one respect, each under
// the name of it.
func mutants(c remote.Command) map[string]remote.Command {
	key := keyOf(c)
	last := strings.LastIndexByte(key, '\\')
	parent, name := key[:last], key[last+1:]
	all := map[string]remote.Command{
		"parent":                withKey(c, parent),
		"child":                 withKey(c, key+`\Child`),
		"grandchild":            withKey(c, key+`\Child\Child`),
		"neighbour":             withKey(c, parent+`\Neighbour`),
		"longer name":           withKey(c, key+"s"),
		"longer name in front":  withKey(c, parent+`\x`+name),
		"shorter name":          withKey(c, key[:len(key)-1]),
		"users' hive":           withKey(c, "HKU"+key[4:]),
		"user's hive":           withKey(c, "HKCU"+key[4:]),
		"hive in full":          withKey(c, "HKEY_LOCAL_MACHINE"+key[4:]),
		"another computer":      withKey(c, `\\other\`+key),
		"without a hive":        withKey(c, key[5:]),
		"slashes":               withKey(c, strings.ReplaceAll(key, `\`, "/")),
		"doubled backslashes":   withKey(c, strings.ReplaceAll(key, `\`, `\\`)),
		"trailing backslash":    withKey(c, key+`\`),
		"leading backslash":     withKey(c, `\`+key),
		"dots":                  withKey(c, key+`\..`),
		"upper case":            withKey(c, strings.ToUpper(key[:len(key)-1])+key[len(key)-1:]),
		"lower case":            withKey(c, strings.ToLower(key)),
		"space before":          withKey(c, " "+key),
		"space behind":          withKey(c, key+" "),
		"null":                  withKey(c, key+"\x00"),
		"line break in the key": withKey(c, key+"\n"),
		"quote":                 withKey(c, key+`" & calc & "`),
		"one quote":             withKey(c, key+`"`),
		"variable":              withKey(c, key+`%PATH%`),
		"delayed variable":      withKey(c, key+`!PATH!`),
		"caret":                 withKey(c, key+`^`),
		"caret inside":          withKey(c, strings.Replace(key, `\`, `^\`, 1)),
		"pipe":                  withKey(c, key+`|more`),
		"without quotes":        remote.Command(strings.ReplaceAll(string(c), `"`, "")),
		"another verb":          remote.Command(strings.Replace(string(c), "query", "delete", 1)),
		"export":                remote.Command(strings.Replace(string(c), "query", "export", 1)),
		"another command":       c + " & calc",
		"redirected":            c + " > C:\\x",
		"a line more":           c + "\ncalc",
		"line break":            c + "\n",
		"to a file":             c + " /y",
		"another view":          c + " /reg:32",
		"data":                  c + " /d",
		"prefix":                "cmd /c " + c,
	}
	if !strings.Contains(string(c), " /s") {
		all["recursion"] = c + " /s"
	}
	if !strings.Contains(string(c), " /k ") {
		all["search"] = c + " /f x"
	}
	if strings.Contains(string(c), " /v ") {
		all["every value"] = c[:strings.Index(string(c), " /v ")]
		all["another value"] = c + "s"
	}
	return all
}

func TestRegistryReadsRefuseTheRest(t *testing.T) {
	_, target := start(t, "", simulator.Options{})
	s := open(t, target)
	for _, c := range declaredReads() {
		for name, mutant := range mutants(c) {
			if slices.Contains(declaredReads(), mutant) { // a parent or child with a row of its own
				continue
			}
			refused(t, s, name, mutant)
		}
	}
	for _, hive := range []string{"HKLM", `HKLM\SAM`, `HKLM\SECURITY`, `HKLM\SYSTEM`, `HKLM\SOFTWARE`, `HKLM\HARDWARE`, `HKLM\BCD00000000`, `HKLM\SAM\SAM\Domains\Account\Users`,
		`HKLM\SECURITY\Policy\Secrets`, `HKLM\SYSTEM\CurrentControlSet\Control\Lsa`, `HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon`,
		"HKCU", "HKU", "HKCR", "HKCC", `HKU\.DEFAULT`} {
		for _, c := range []remote.Command{remote.RegQuery(hive), remote.RegQueryTree(hive), remote.RegQueryValue(hive, "x"), remote.RegQueryTreeValue(hive, "Name"), remote.RegFindKeys(hive, "KB2552040")} {
			refused(t, s, "hive", c)
		}
	}
	for _, c := range []remote.Command{
		remote.RegFindKeys(remote.KeyPackages, "*"), remote.RegFindKeys(remote.KeyPackages, "KB1 & calc"), remote.RegFindKeys(remote.KeyPackages, "KB1234"),
		remote.RegFindKeys(remote.KeyMicrosoft, "Win"), remote.RegFindKeys(remote.KeyMicrosoft, "KB2552040"),
		remote.RegQuery(remote.KeyAdapterClass + `\007`), remote.RegQuery(remote.KeyAdapterClass + `\00070`), remote.RegQuery(remote.KeyAdapterClass + `\Properties`),
		remote.RegQueryTree(remote.KeyServices), remote.RegQueryTreeValue(remote.KeyServices, "ImagePath"), remote.RegQueryTree(remote.KeyPackages), remote.RegQuery(remote.KeyPackages),
		remote.RegQueryValue(remote.KeyPackages+`\Package_for_KB2552040~31bf3856ad364e35~amd64~~6.1.1.0\Owners`, "CurrentState"),
		remote.RegQueryValue(remote.KeyPackages+`\Package_for_KB2552040~31bf3856ad364e35~amd64~~6.1.1.0`, "InstallUser"),
		remote.RegQueryValue(remote.KeyPackages+`\..\Package_for_KB2552040~31bf3856ad364e35~amd64~~6.1.1.0`, "CurrentState"),
	} {
		refused(t, s, "template", c)
	}
}

// refused checks that a command does not run, nor a line that has it, and that
// nothing is sent.
func refused(t *testing.T, s *remote.Session, name string, c remote.Command) {
	t.Helper()
	before := s.Traffic()
	for _, line := range [][]remote.Command{{c}, {remote.NetshTCPGlobal, c}} {
		if _, err := s.Run(t.Context(), line); !remote.IsKind(err, remote.Refused) {
			t.Errorf("%s: %q: %v", name, string(c), err)
		}
	}
	if after := s.Traffic(); after != before {
		t.Errorf("%s: %q: something was sent: %+v, before %+v", name, string(c), after, before)
	}
}

func TestRegistryCallsRefuseTheRest(t *testing.T) {
	_, target := start(t, "", simulator.Options{})
	s := open(t, target)
	ctx := t.Context()
	keys := []string{"", "HKLM", `HKLM\`, `HKLM\SAM`, `HKLM\SECURITY`, `HKLM\SYSTEM\CurrentControlSet\Control\Lsa`, `HKCU\Software`, `HKU\.DEFAULT`, `HKLM\Cluster`}
	for call := range remote.RegistryCalls() {
		key := call[1]
		keys = append(keys, key+`\`, key+`\Child`, key[:strings.LastIndexByte(key, '\\')], strings.ToUpper(key), strings.ToLower(key),
			strings.ReplaceAll(key, `\`, "/"), strings.ReplaceAll(key, `\`, `\\`), "HKCU"+key[4:], key[5:], `\`+key, key+"\x00", key+`"`, key+"%PATH%", key+"^")
	}
	for _, read := range []struct {
		method, value string
		do            func(key string) error
	}{
		{"EnumKey", "", func(key string) error { _, err := s.RegistryKeys(ctx, key); return err }},
		{"EnumValues", "", func(key string) error { _, err := s.RegistryValues(ctx, key); return err }},
		{"GetDWORDValue", "UBR", func(key string) error { _, err := s.RegistryDWORD(ctx, key, "UBR"); return err }},
		{"GetDWORDValue", "EnableRSS", func(key string) error { _, err := s.RegistryDWORD(ctx, key, "EnableRSS"); return err }},
		{"GetDWORDValue", "", func(key string) error { _, err := s.RegistryDWORD(ctx, key, ""); return err }},
		{"GetDWORDValue", "enablerss", func(key string) error { _, err := s.RegistryDWORD(ctx, key, "enablerss"); return err }},
	} {
		for _, key := range append(keys, remote.KeyServicing, remote.KeyAutoUpdate, remote.KeySessionManager, remote.KeyTCP, remote.KeyCurrentVersion) {
			before := s.Traffic()
			err := read.do(key)
			if remote.RegistryCalls()[[3]string{read.method, key, read.value}] {
				if remote.IsKind(err, remote.Refused) {
					t.Errorf("%s %q: %v", read.method, key, err)
				}
				continue
			}
			if !remote.IsKind(err, remote.Refused) || s.Traffic() != before {
				t.Errorf("%s %q %q: %v", read.method, key, read.value, err)
			}
		}
	}
}
