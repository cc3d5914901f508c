package inventory

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// loadText loads an inventory that is called hosts.
func loadText(t *testing.T, text string, o Options) (*Inventory, error) {
	t.Helper()
	t.Chdir(t.TempDir())
	if err := os.WriteFile("hosts", []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return Load("hosts", o)
}

// TestAnsible maps what Ansible says to settings.
func TestAnsible(t *testing.T) {
	tests := []struct {
		name, text string
		override   Settings
		want       []Node
		notices    []string
	}{
		{"nothing said", "[hyperv]\nhv01", Settings{}, []Node{{"hv01", "hyperv", "hv01", Settings{Port: 5986, Transport: "https", Auth: "ntlm"}, nil, ""}}, nil},
		{"the port of http", "[hyperv]\nhv01:5985 ansible_user=audit", Settings{}, []Node{{"hv01", "hyperv", "hv01", Settings{Port: 5985, Transport: "http", Auth: "ntlm", User: "audit"}, nil, ""}}, nil},
		{"another port", "[hyperv]\nhv01 ansible_port=80", Settings{}, []Node{{"hv01", "hyperv", "hv01", Settings{Port: 80, Transport: "https", Auth: "ntlm"}, nil, ""}}, nil},
		{"the scheme alone", "[hyperv]\nhv01 ansible_winrm_scheme=http", Settings{}, []Node{{"hv01", "hyperv", "hv01", Settings{Port: 5985, Transport: "http", Auth: "ntlm"}, nil, ""}}, nil},
		{"no group", "hv01", Settings{}, []Node{{"hv01", "", "hv01", Settings{Port: 5986, Transport: "https", Auth: "ntlm"}, nil, ""}}, nil},
		{"all of winrm", "[hyperv]\nhv01 ansible_host=192.0.2.1 ansible_winrm_host=192.0.2.2 ansible_user=a ansible_winrm_user=b ansible_port=1 ansible_winrm_port=2 " +
			"ansible_winrm_transport=kerberos,ntlm ansible_winrm_ca_trust_path=ca.pem ansible_winrm_kerberos_hostname_override=hv01.x ansible_winrm_path=/wsman ansible_connection=ansible.builtin.winrm",
			Settings{}, []Node{{"hv01", "hyperv", "192.0.2.2", Settings{Port: 2, Transport: "https", Auth: "kerberos", User: "b", SPN: "HTTP/hv01.x", CAFile: "ca.pem"}, nil, ""}}, nil},
		{"names of before 2.0", "[hyperv]\nhv01 ansible_ssh_host=192.0.2.1 ansible_ssh_user=a ansible_ssh_port=5985", Settings{},
			[]Node{{"hv01", "hyperv", "192.0.2.1", Settings{Port: 5985, Transport: "http", Auth: "ntlm", User: "a"}, nil, ""}}, nil},
		{"newer names win", "[hyperv]\nhv01 ansible_ssh_host=192.0.2.1 ansible_host=192.0.2.2 ansible_ssh_user=a ansible_user=b ansible_ssh_port=1 ansible_port=2", Settings{},
			[]Node{{"hv01", "hyperv", "192.0.2.2", Settings{Port: 2, Transport: "https", Auth: "ntlm", User: "b"}, nil, ""}}, nil},
		{"all of psrp", "[hyperv]\nhv01 ansible_connection=psrp ansible_psrp_host=h ansible_psrp_user=b ansible_psrp_port=2 ansible_psrp_protocol=http " +
			"ansible_psrp_auth=negotiate ansible_psrp_negotiate_hostname_override=hv01.x ansible_winrm_port=9",
			Settings{}, []Node{{"hv01", "hyperv", "h", Settings{Port: 2, Transport: "http", Auth: "ntlm", User: "b", SPN: "HTTP/hv01.x"}, nil, ""}}, nil},
		{"a named cluster", "[hyperv]\nhv01\n[hyperv:vars]\nclusterdrift_cluster=HVCLUSTER", Settings{},
			[]Node{{"hv01", "HVCLUSTER", "hv01", Settings{Port: 5986, Transport: "https", Auth: "ntlm"}, nil, ""}}, nil},
		{"two groups", "[b]\nhv01\n[a]\nhv01", Settings{}, []Node{{"hv01", "b", "hv01", Settings{Port: 5986, Transport: "https", Auth: "ntlm"}, nil, ""}},
			[]string{"hosts:2:1: the host hv01 is in the groups b, a; the first counts as its cluster; set clusterdrift_cluster to name another"}},
		{"flags win over what cannot be read", "[hyperv]\nhv01 ansible_user='{{ u }}' ansible_winrm_transport=credssp ansible_port='{{ p }}' ansible_winrm_scheme='{{ s }}'",
			Settings{User: "a", Auth: "ntlm", Port: 5, Transport: "http"}, []Node{{"hv01", "hyperv", "hv01", Settings{Port: 5, Transport: "http", Auth: "ntlm", User: "a"}, nil, ""}}, nil},
		{"left out, and passed over", "[hyperv]\nhv01 ansible_password=hunter2 ansible_winrm_server_cert_validation=ignore\nweb1 ansible_connection=ssh\n[all:vars]\nansible_become_password={{ vault_x }}", Settings{},
			[]Node{{"hv01", "hyperv", "hv01", Settings{Port: 5986, Transport: "https", Auth: "ntlm"}, nil, ""}}, []string{
				"hosts:2:6: ansible_password is not used: no password is taken from an inventory; give it in CLUSTERDRIFT_PASSWORD, by the setting password_file or by the setting password_stdin",
				"hosts:2:31: ansible_winrm_server_cert_validation=ignore is not followed: certificates are verified; give the setting ca_file or the setting tls_pin, or type the setting insecure_skip_verify",
				`hosts:3:1: the host web1 is left out: Ansible enters it over "ssh"`,
				"hosts:5:1: ansible_become_password is not used: no password is taken from an inventory; give it in CLUSTERDRIFT_PASSWORD, by the setting password_file or by the setting password_stdin",
			}},
		{"a pin takes the place of the certificate's check", "[hyperv]\nhv01 ansible_winrm_server_cert_validation=ignore", Settings{TLSPin: somePin},
			[]Node{{"hv01", "hyperv", "hv01", Settings{Port: 5986, Transport: "https", Auth: "ntlm", TLSPin: somePin}, nil, ""}}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := loadText(t, tt.text, Options{Override: tt.override})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got.Nodes); diff != "" {
				t.Error(diff)
			}
			var notices []string
			for _, n := range got.Notices {
				notices = append(notices, n.Error())
			}
			if diff := cmp.Diff(tt.notices, notices); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestAnsibleRefused names the place, and never a password.
func TestAnsibleRefused(t *testing.T) {
	tests := []struct {
		name, text string
		override   Settings
		want       []string
	}{
		{"encrypted", "[a]\nhv01 ansible_user='$ANSIBLE_VAULT;1.1;AES256 6162'", Settings{}, []string{"hosts:2:6: ansible_user is encrypted by Ansible Vault, which is never decrypted; write it in clear, or give it by a flag"}},
		{"templates", "[a]\nhv01\n[a:vars]\nansible_host={{ x }}.contoso.example\nansible_port={{ p }}\nclusterdrift_cluster={% if x %}", Settings{}, []string{
			"hosts:4:1: ansible_host is a template, which only Ansible can fill in; write it out, or give it by a flag",
			"hosts:5:1: ansible_port is a template, which only Ansible can fill in; write it out, or give it by a flag",
			"hosts:6:1: clusterdrift_cluster is a template, which only Ansible can fill in; write it out, or give it by a flag",
		}},
		{"a template in a list", "[a]\nhv01 ansible_user=['{{ x }}'] ansible_winrm_ca_trust_path=[\"{% x %}\"]", Settings{}, []string{
			"hosts:2:6: ansible_user is a template, which only Ansible can fill in; write it out, or give it by a flag",
			"hosts:2:31: ansible_winrm_ca_trust_path is a template, which only Ansible can fill in; write it out, or give it by a flag",
		}},
		{"an escape of Python", "[a]\nhv01\n[a:vars]\nansible_user='CONTOSO\\audit'", Settings{}, []string{`hosts:4:1: ansible_user is not plain text; write it without quotes, or with each \ doubled`}},
		{"CredSSP", "[a]\nhv01 ansible_winrm_transport=credssp", Settings{}, []string{"hosts:2:6: CredSSP hands the password itself to the node and is not spoken; give the setting auth ntlm or kerberos"}},
		{"other words", "[a]\nhv01 ansible_winrm_transport=ntml ansible_winrm_scheme=htps ansible_port=0 ansible_host=a/b ansible_winrm_path=/x", Settings{}, []string{
			"hosts:2:6: unknown value for ansible_winrm_transport; valid: basic, certificate, kerberos, ntlm",
			"hosts:2:35: ansible_winrm_scheme is neither http nor https",
			"hosts:2:61: the port is not a number from 1 to 65535",
			`hosts:2:76: "a/b" is not a host name or address; write it like HV01`,
			"hosts:2:93: another path than /wsman is not asked",
		}},
		{"basic over http", "[a]\nhv01:5985 ansible_winrm_transport=basic", Settings{}, []string{"hosts:2:11: Basic over http would send the password in clear; set transport to https"}},
		{"basic by a flag", "[a]\nhv01:5985", Settings{Auth: "basic"}, []string{"Basic over http would send the password in clear; set transport to https"}},
		{"a flag that is wrong", "[a]\nhv01", Settings{Port: -1}, []string{"the setting port -1 is not a number from 1 to 65535"}},
		{"twice", "[a]\nhv01\nHV01", Settings{}, []string{`hosts:3:1: duplicate host "HV01"; it is first written in line 2`}},
		{"no name of a host", "[a]\nhv/1", Settings{}, []string{"hosts:2:1: this is not a host name or address; write the name of a host, or set ansible_host"}},
		{"nothing to read", "[a]\nweb1 ansible_connection=ssh", Settings{}, []string{
			"hosts:1:1: the inventory has no host that is read over WinRM", `hosts:2:1: the host web1 is left out: Ansible enters it over "ssh"`,
		}},
		{"syntax", "[a]\nhv01 hunter2", Settings{}, []string{"hosts:2:6: a variable of a host needs a =; write it like ansible_port=5986, a value with blanks in quotes"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := loadText(t, tt.text, Options{Override: tt.override})
			if err == nil {
				t.Fatalf("got %v", got)
			}
			if diff := cmp.Diff(tt.want, lines(t, err)); diff != "" {
				t.Error(diff)
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Error("the password is printed")
			}
		})
	}
}

// TestAnsibleSources tells the lines of the inventory and of the files beside it.
func TestAnsibleSources(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{"hosts.yml": "hyperv:\n  hosts:\n    hv01: {ansible_port: 5986}\n", "group_vars/hyperv.yml": "# Synthetic\nansible_user: audit\n"} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := Load("hosts.yml", Options{Override: Settings{Auth: "kerberos"}})
	if err != nil {
		t.Fatal(err)
	}
	want := Sources{"name": "hosts.yml:3", "cluster": "hosts.yml:3", "port": "hosts.yml:3", "transport": "default", "auth": "flag", "user": filepath.FromSlash("group_vars/hyperv.yml") + ":2"}
	if diff := cmp.Diff([]Sources{want}, got.Sources); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(got.Nodes, reloaded(t, got.Nodes, "i.yaml", Options{})); diff != "" {
		t.Error(diff)
	}
}

// TestAnsibleEnvironment fills in nothing of the environment: what looks like a
// variable stays as it is, and a lookup is refused wherever it is written.
func TestAnsibleEnvironment(t *testing.T) {
	t.Setenv("CLUSTERDRIFT_VAR_X", "filled-in")
	o := Options{Env: envOf(map[string]string{"CLUSTERDRIFT_VAR_X": "filled-in", "X": "filled-in"}), AllowEnv: []string{"X"}}
	got, err := loadText(t, "[one]\nhv01 ansible_user=${CLUSTERDRIFT_VAR_X}$X%X% ansible_winrm_ca_trust_path=~/${X}/$CLUSTERDRIFT_VAR_X.pem", o)
	if err != nil {
		t.Fatal(err)
	}
	if n := got.Nodes[0]; n.User != "${CLUSTERDRIFT_VAR_X}$X%X%" || n.CAFile != "~/${X}/$CLUSTERDRIFT_VAR_X.pem" {
		t.Errorf("%+v", n)
	}
	if again := reloaded(t, got.Nodes, "i.yaml", o); again[0].User != got.Nodes[0].User {
		t.Errorf("the user is %q in our own format", again[0].User)
	}
	for _, text := range []string{
		`ansible_user="{{ lookup('env', 'CLUSTERDRIFT_VAR_X') }}"`,
		`ansible_host="{{lookup('env','CLUSTERDRIFT_VAR_X')}}"`,
		`ansible_winrm_ca_trust_path="{% set x = query('env', 'X') %}{{ x }}"`,
		`ansible_winrm_ca_trust_path=["{{ lookup('env', 'X') }}"]`,
		`ansible_user=['{{ X }}']`,
	} {
		if got, err := loadText(t, "[one]\nhv01 "+text, o); err == nil || !strings.Contains(err.Error(), "is a template, which only Ansible can fill in") {
			t.Errorf("%s: %v, %v", text, err, got)
		}
	}
}
