// Package ansible reads inventories that were written for Ansible.
//
// In goes a file in Ansible's INI or YAML form, with the folders group_vars and
// host_vars next to it; out come the hosts, each with its groups, its variables
// and where each was written. Templates and encrypted values are left as they
// are. The package knows no meaning of any variable, runs no program and no
// plugin, and never decrypts anything.
package ansible

import (
	"bytes"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// maxHosts bounds what the ranges of a file may stand for.
const maxHosts = 10000

// vault is how an encrypted file or value begins.
const vault = "$ANSIBLE_VAULT;"

// Kind is what a variable holds.
type Kind int

// Kinds of Value.
const (
	Text       Kind = iota // a text, or a number as it is written
	List                   // of texts
	Encrypted              // by Ansible Vault
	Unreadable             // anything else
)

// Value is a variable as it is written.
type Value struct {
	strict.Position
	Kind  Kind
	Text  string
	Items []string
}

// Template reports whether only Ansible can say what the value is.
func (v Value) Template() bool {
	return slices.ContainsFunc(append([]string{v.Text}, v.Items...), func(text string) bool {
		return strings.Contains(text, "{{") || strings.Contains(text, "{%")
	})
}

// Host is one host with all that holds for it.
type Host struct {
	strict.Position
	Name string
	// Groups are the innermost of those that list the host, in the order of the
	// file; none when only all or ungrouped does.
	Groups []string
	Vars   map[string]Value
}

// Inventory is what the files say.
type Inventory struct {
	Hosts    []Host // in the order of the file
	Problems []*strict.Error
	Notices  []*strict.Error // what was left out
}

// Read reads an inventory and the variables in the folders next to it.
func Read(path string, data []byte) *Inventory {
	t := parse(path, data)
	if len(t.problems) == 0 {
		t.readFolders(filepath.Dir(path))
	}
	return t.inventory()
}

func parse(path string, data []byte) *tree {
	t := newTree(path)
	switch {
	case bytes.HasPrefix(data, []byte(vault)):
		t.fail(t.at(1, 1), "the file is encrypted by Ansible Vault", "decrypt it: ansible-vault view")
	case len(data) > strict.MaxSize:
		t.fail(t.at(1, 1), "the file is too large for an inventory", "")
	case isINI(path, data):
		t.parseINI(data)
	default:
		t.parseYAML(data)
	}
	t.link()
	return t
}

// Recognise distinguishes an inventory of Ansible from one of another format, by its
// content and, where that can be read in two ways, by the ending of its name.
func Recognise(path string, data []byte) bool {
	if bytes.HasPrefix(data, []byte(vault)) || isINI(path, data) {
		return true
	}
	root := strict.Decode(path, data).Root
	if strict.Get(root, "format") != nil || strict.Get(root, "clusters") != nil {
		return false
	}
	for key, value := range strict.Pairs(root) {
		if key.Value == "all" || key.Value == "plugin" || isGroup(value) {
			return true
		}
	}
	return false
}

func isGroup(n *yaml.Node) bool {
	for _, section := range sections {
		if strict.Get(n, section) != nil {
			return true
		}
	}
	return false
}

// yamlStart is how a YAML file of no telling name begins.
var yamlStart = regexp.MustCompile(`^(---|\{|["']?[A-Za-z_][\w .-]*["']?:(\s|$))`)

// isINI distinguishes the two forms.
func isINI(path string, data []byte) bool {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".yaml", ".yml", ".json":
		return false
	case ".ini", ".cfg":
		return true
	}
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && !isComment(line) {
			return !yamlStart.MatchString(line)
		}
	}
	return true
}
