package inventory

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/inventory/ansible"
	"github.com/clusterdrift/clusterdrift/remote/setting"
)

// ansibleHost is one host being read.
type ansibleHost struct {
	*ansibleFile
	ansible.Host
	plugin string                     // "winrm" or "psrp"
	used   map[string]strict.Position // where each setting was written
}

// text is the value of a setting: that of the last of the variables that is
// set. Names that begin with ansible_ssh_ are those of inventories written before Ansible 2.0. A flag that wins anyway spares the file what it cannot say.
func (r *ansibleHost) text(key string, names ...string) string {
	var v ansible.Value
	var name string
	for _, n := range names {
		if own, ok := r.Vars[n]; ok && (own.Kind != ansible.Text || own.Text != "") {
			v, name = own, n
		}
	}
	if _, set := r.Override.texts()[key]; set || name == "" {
		return ""
	}
	r.used[key] = v.Position
	switch {
	case v.Kind == ansible.Encrypted:
		r.fail(v.Position, name+" is encrypted by Ansible Vault, which is never decrypted", "write it in clear, or give it by a flag")
	case v.Kind == ansible.Unreadable:
		r.fail(v.Position, name+" is not plain text", "write it without quotes, or with each \\ doubled")
	case v.Template():
		r.fail(v.Position, name+" is a template, which only Ansible can fill in", "write it out, or give it by a flag")
	case v.Kind == ansible.List && len(v.Items) > 0:
		return v.Items[0]
	default:
		return v.Text
	}
	return ""
}

// own is a variable of the connection plugin.
func (r *ansibleHost) own(option string) string { return "ansible_" + r.plugin + "_" + option }

func (r *ansibleHost) address() string {
	address := r.text("address", "ansible_ssh_host", "ansible_host", r.own("host"))
	if address == "" && !isHost(r.Name) {
		r.fail(r.Position, "this is not a host name or address", "write the name of a host, or set ansible_host") // what it is may be a secret
	}
	if address != "" && !isHost(address) {
		r.fail(r.used["address"], fmt.Sprintf("%q is not a host name or address", address), "write it like HV01")
	}
	return cmp.Or(address, r.Name)
}

// hostName is the name that a host answers with where Ansible calls it otherwise.
func (r *ansibleHost) hostName() string {
	name := r.text("host", "clusterdrift_host")
	if name != "" && (!isHost(name) || facts.IsAddress(name)) {
		r.fail(r.used["host"], fmt.Sprintf("%q is not a host name", name), "write it like HV01")
	}
	return name
}

// clusterVariable names the cluster of a host whose groups do not.
const clusterVariable = "clusterdrift_cluster"

// cluster is the innermost group. Of several the first counts.
func (r *ansibleHost) cluster() string {
	if name := r.text("cluster", clusterVariable); name != "" {
		return name
	}
	if len(r.Groups) == 0 {
		return ""
	}
	if len(r.Groups) > 1 {
		r.notice(r.Position, fmt.Sprintf("the host %s is in the groups %s; the first counts as its cluster", r.Name, some(r.Groups)),
			"set "+clusterVariable+" to name another")
	}
	return r.Groups[0]
}

// some names the first of many.
func some(names []string) string {
	const most = 5
	if more := len(names) - most; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), more)
	}
	return strings.Join(names, ", ")
}

func (r *ansibleHost) settings() Settings {
	s := Settings{
		Host:      r.hostName(),
		Port:      r.port(),
		Transport: r.scheme(),
		Auth:      r.auth(),
		User:      r.text("user", "ansible_ssh_user", "ansible_user", r.own("user")),
		CAFile:    r.authorities(),
	}
	host := map[string]string{"winrm": "kerberos_hostname_override", "psrp": "negotiate_hostname_override"}[r.plugin]
	if name := r.text("spn", r.own(host)); name != "" {
		s.SPN = "HTTP/" + name
	}
	// Both plugins take any other port than that of http for https.
	if s.Transport == "" {
		s.Transport = transportHTTPS
		if cmp.Or(r.Override.Port, s.Port) == remote.PortHTTP {
			s.Transport = transportHTTP
		}
	}
	return s
}

func (r *ansibleHost) port() int {
	text := r.text("port", "ansible_ssh_port", "ansible_port", r.own("port"))
	if text == "" {
		return 0
	}
	port, err := strconv.ParseUint(text, 10, 16)
	if err != nil || port == 0 {
		r.fail(r.used["port"], "the port is not a number from 1 to 65535", "")
	}
	return int(port)
}

func (r *ansibleHost) scheme() string {
	name := map[string]string{"winrm": "scheme", "psrp": "protocol"}[r.plugin]
	scheme := r.text("transport", r.own(name))
	if scheme != "" && scheme != transportHTTP && scheme != transportHTTPS {
		r.fail(r.used["transport"], fmt.Sprintf("%s is neither http nor https", r.own(name)), "")
	}
	return scheme
}

// ansibleAuths are the schemes as Ansible calls them.
var ansibleAuths = map[string]remote.Auth{
	"kerberos": remote.Kerberos, "ntlm": remote.NTLM, "certificate": remote.Certificate, "basic": remote.Basic,
	"plaintext": remote.Basic, "ssl": remote.Basic, // by http and by https
	"negotiate": remote.NTLM, // of Kerberos and NTLM the one that needs no more than the user
}

// auth is the first scheme that is named, since nothing falls back to another.
func (r *ansibleHost) auth() string {
	name := map[string]string{"winrm": "transport", "psrp": "auth"}[r.plugin]
	text, _, _ := strings.Cut(r.text("auth", r.own(name)), ",")
	text = strings.TrimSpace(text)
	if text == "" {
		return ""
	}
	auth, ok := ansibleAuths[text]
	switch {
	case text == "credssp":
		r.fail(r.used["auth"], "CredSSP hands the password itself to the node and is not spoken", fmt.Sprintf("give %s ntlm or kerberos", setting.Auth))
	case !ok:
		r.fail(r.used["auth"], fmt.Sprintf("unknown value for %s", r.own(name)), "valid: basic, certificate, kerberos, ntlm")
	}
	return string(auth)
}

// authorities is the file as Ansible finds it, from the working directory.
func (r *ansibleHost) authorities() string {
	names := map[string][]string{
		"winrm": {"ansible_winrm_ca_trust_path"},
		"psrp":  {"ansible_psrp_cert_trust_path", "ansible_psrp_ca_cert"},
	}[r.plugin]
	file := r.text("ca_file", names...)
	if file == "legacy_requests" { // of pywinrm: the system's
		return ""
	}
	return file
}

// blame is the line of a setting, or no line when a flag sets it, or nothing does.
func (r *ansibleHost) blame(key string) strict.Position {
	if _, set := r.Override.texts()[key]; set {
		return strict.Position{}
	}
	return cmp.Or(r.used[key], r.Position)
}

func (r *ansibleHost) sources(n Node) Sources {
	sources := sourcesOf(n, r.Override, func(key string) strict.Position { return r.used[key] })
	sources["name"] = lineOf(r.Position)
	if n.Cluster != "" {
		sources["cluster"] = lineOf(cmp.Or(r.used["cluster"], r.Position))
	}
	if n.Address != n.Name {
		sources["address"] = lineOf(r.used["address"])
	}
	return sources
}
