package baselines

import (
	"fmt"
	"strings"
	"testing"
)

// TestSiteReadsNoSecret: however a file spells what may hold a secret, it is refused,
// with allow_roots that cover it too.
func TestSiteReadsNoSecret(t *testing.T) {
	registry := func(key, value string) string {
		return fmt.Sprintf("{registry: '%s', value: '%s', type: sz}", key, value)
	}
	secrets := map[string][2]string{
		"SAM":                   {`SAM\SAM\Domains\Account`, "F"},
		"SECURITY":              {`SECURITY\Policy\Secrets\DPAPI_SYSTEM`, "CurrVal"},
		"boot key":              {`SYSTEM\CurrentControlSet\Control\Lsa\JD`, "Lookup"},
		"automatic log-on":      {`SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon`, "DefaultPassword"},
		"SNMP communities":      {`SYSTEM\CurrentControlSet\Services\SNMP\Parameters\ValidCommunities`, "public"},
		"SNMP by policy":        {`SOFTWARE\Policies\SNMP\Parameters\ValidCommunities`, "1"},
		"private keys":          {`SOFTWARE\Microsoft\SystemCertificates\MY\Keys\0011`, "Blob"},
		"resource data":         {`Cluster\Resources\00000000-0000-0000-0000-000000000000\Parameters`, "ResourceData"},
		"cloud witness":         {`Cluster\Resources\00000000-0000-0000-0000-000000000000\Parameters`, "PrimaryToken"},
		"command of a service":  {`SYSTEM\CurrentControlSet\Services\Agent`, "ImagePath"},
		"pre-shared keys":       {`SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy\Phase1AuthenticationSets`, "{1}"},
		"password of a vendor":  {`SOFTWARE\Contoso\Remote`, "Password"},
		"secret of a vendor":    {`SOFTWARE\Contoso\Secrets`, "A"},
		"environment of a node": {`SYSTEM\CurrentControlSet\Control\Session Manager\Environment`, "Path"},
	}
	for name, s := range secrets {
		key, value := s[0], s[1]
		first, rest, _ := strings.Cut(key, `\`)
		for _, observe := range []string{
			registry(`HKLM\`+key, value),
			registry(`hklm\`+strings.ToLower(key), strings.ToLower(value)),
			registry(`HKEY_LOCAL_MACHINE\`+strings.ToUpper(key), strings.ToUpper(value)),
			registry(`HKLM\\`+strings.ReplaceAll(key, `\`, `\\`)+`\`, value),
			registry(`HKLM:\`+strings.Replace(key, "CurrentControlSet", "ControlSet001", 1), value),
			registry(`HKLM\`+first+`\Wow6432Node\`+rest, value),
		} {
			isRefused(t, name, observe)
		}
	}
	for name, pair := range map[string][2]string{
		"command lines of processes": {"Win32_Process", "CommandLine"}, "command lines of services": {"Win32_Service", "PathName"},
		"variables": {"Win32_Environment", "VariableValue"}, "repairs": {"Win32_Product", "Name"}, "accounts of the domain": {"Win32_UserAccount", "Name"},
	} {
		class, column := pair[0], pair[1]
		for _, observe := range []string{
			fmt.Sprintf("{wql: {namespace: root/cimv2, class: %s, columns: [%s]}}", class, column),
			fmt.Sprintf("{wql: {namespace: root/cimv2, class: %s, columns: [%s]}}", strings.ToLower(class), strings.ToLower(column)),
			fmt.Sprintf("{wql: {namespace: root/cimv2, class: %s, columns: [%s]}}", strings.ToUpper(class), strings.ToUpper(column)),
			fmt.Sprintf("{wql: {namespace: root/cimv2, class: %s, columns: [Status, %s]}}", class, column),
			fmt.Sprintf("{wql: {namespace: root/cimv2, class: %s, columns: [Name], where: {%s: a}}}", class, column),
			fmt.Sprintf("{wql: {namespace: root/cimv2/power, class: %s, columns: [%s]}}", class, column),
		} {
			isRefused(t, name, observe)
		}
	}
}

// isRefused checks that a file with an entry that looks at something is refused, for
// what it looks at.
func isRefused(t *testing.T, name, observe string) {
	t.Helper()
	text := "name: site\nallow_roots: ['HKLM\\SOFTWARE\\Contoso', 'HKLM\\SOFTWARE\\Wow6432Node\\Contoso']\nsite:\n" +
		"  - {id: a, title: T, severity: low, why: W, reference: R, absent: drift, want: {equals: a}, observe: " + observe + "}\n"
	text = strings.Replace(text, "want: {equals: a}, observe: {wql", "want: {count_min: 1}, observe: {wql", 1)
	b, err := loadFiles(t, map[string]string{"site.yaml": text})
	if err == nil || b != nil {
		t.Errorf("%s: %s is read", name, observe)
		return
	}
	if !strings.Contains(err.Error(), "may hold") {
		t.Errorf("%s: %s is refused for another reason: %v", name, observe, err)
	}
}
