package inventory

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/remote/inventory/ansible"
	"github.com/clusterdrift/clusterdrift/remote/setting"
)

// ansibleFile is an inventory of Ansible being read.
type ansibleFile struct {
	Options
	read     Inventory
	problems []*strict.Error
	notices  []*strict.Error
	first    map[string]ansible.Host // by cluster and name in lower case
}

func loadAnsible(path string, data []byte, o Options) (*Inventory, error) {
	written := ansible.Read(path, data)
	f := ansibleFile{Options: o, notices: written.Notices, first: map[string]ansible.Host{}}
	f.problems = slices.Concat(o.Override.verify(), o.verifyAllowed(), written.Problems)
	for _, h := range written.Hosts {
		f.host(h)
	}
	if len(f.problems) == 0 && len(f.read.Nodes) == 0 {
		f.problems = f.notices // they say why
		f.fail(strict.Position{File: path, Line: 1, Column: 1}, "the inventory has no host that is read over WinRM", "")
	}
	if len(f.problems) > 0 {
		return nil, errors.Join(strict.Sorted(f.problems)...)
	}
	f.read.Notices = strict.Sorted(f.notices)
	return &f.read, nil
}

func (f *ansibleFile) fail(at strict.Position, message, hint string) {
	f.problems = append(f.problems, &strict.Error{Position: at, Message: message, Hint: hint})
}

func (f *ansibleFile) notice(at strict.Position, message, hint string) {
	f.notices = append(f.notices, &strict.Error{Position: at, Message: message, Hint: hint})
}

// host makes a node of a host that Ansible would enter over WinRM. Where
// nothing is said of the connection, that is taken for granted.
func (f *ansibleFile) host(h ansible.Host) {
	r := ansibleHost{ansibleFile: f, Host: h, used: map[string]strict.Position{}}
	connection := strings.TrimPrefix(r.text("connection", "ansible_connection"), "ansible.builtin.")
	switch connection {
	case "", "winrm":
		r.plugin = "winrm"
	case "psrp":
		r.plugin = "psrp"
	default:
		f.notice(h.Position, fmt.Sprintf("the host %s is left out: Ansible enters it over %q", h.Name, connection), "")
		return
	}
	r.ignored()
	node := Node{Name: h.Name, Cluster: r.cluster(), Address: r.address()}
	node.Settings = f.Override.over(r.settings()).complete()
	r.unverified(node)
	f.unique(node, h)
	if c := node.clash(); c != nil {
		f.problems = append(f.problems, c.at(r.blame(c.key)))
	}
	f.read.Nodes = append(f.read.Nodes, node)
	f.read.Sources = append(f.read.Sources, r.sources(node))
}

// unique notes names that differ in case at most, which are one node.
func (f *ansibleFile) unique(n Node, h ansible.Host) {
	key := strings.ToLower(n.Cluster + "\n" + n.Name)
	if before, ok := f.first[key]; ok {
		f.fail(h.Position, fmt.Sprintf("duplicate host %q", n.Name), fmt.Sprintf("it is first written in line %d", before.Line))
	}
	f.first[key] = h
}

// passwordVariable is how a variable is called that holds a password.
var passwordVariable = regexp.MustCompile(`^ansible_([a-z]+_)?(pass|password)$`)

// ignored reports what the file says and is not followed here.
func (r *ansibleHost) ignored() {
	for name, v := range r.Vars {
		if passwordVariable.MatchString(name) {
			r.notice(v.Position, name+" is not used: no password is taken from an inventory", passwordHint())
		}
	}
	path := r.text("path", r.own("path"))
	if path != "" && strings.Trim(path, "/") != "wsman" {
		r.fail(r.used["path"], "another path than /wsman is not asked", "")
	}
}

// passwordHint says how to give a password instead.
func passwordHint() string {
	return fmt.Sprintf("give it in CLUSTERDRIFT_PASSWORD, by %s or by %s", setting.PasswordFile, setting.PasswordStdin)
}

// unverified reports certificates that Ansible would not look at.
func (r *ansibleHost) unverified(n Node) {
	name := map[string]string{"winrm": "server_cert_validation", "psrp": "cert_validation"}[r.plugin]
	v := r.Vars[r.own(name)]
	if v.Text != "ignore" || n.Transport != transportHTTPS || n.TLSPin != "" || r.Unverified {
		return
	}
	r.notice(v.Position, r.own(name)+"=ignore is not followed: certificates are verified",
		fmt.Sprintf("give %s or %s, or type %s", setting.CAFile, setting.TLSPin, setting.InsecureSkipVerify))
}
