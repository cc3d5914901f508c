package inventory

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/inventory/ansible"
)

// Load reads an inventory file, of our own format or of Ansible, by what is in
// it. Paths in our own format are relative to the file's folder. A port that is
// set anywhere holds for either transport. Whatever is wrong is a *strict.Error;
// several are joined.
func Load(path string, o Options) (*Inventory, error) {
	data, err := strict.ReadFile(path)
	if err != nil {
		return nil, &strict.Error{Message: fmt.Sprintf("cannot read inventory: %v", err)}
	}
	data = bytes.TrimPrefix(data, []byte(strict.ByteOrderMark))
	if problem := notInventory(path, data); problem != nil {
		return nil, problem
	}
	if ansible.Recognise(path, data) {
		return loadAnsible(path, data, o)
	}
	return load(path, data, o)
}

// load reads our own format.
func load(path string, data []byte, o Options) (*Inventory, error) {
	f := file{Document: strict.Parse(path, data), Options: o}
	if problem := ofAnotherFormat(f.Document); problem != nil {
		return nil, problem
	}
	if len(f.Problems) == 0 {
		f.Validate(compiledSchema())
		f.nodes()
	}
	if problems := slices.Concat(o.Override.verify(), o.verifyAllowed(), f.Problems); len(problems) > 0 {
		return nil, errors.Join(strict.Sorted(problems)...)
	}
	return &f.read, nil
}

// file is an inventory being read. Parts that the schema refuses read as empty.
type file struct {
	*strict.Document
	Options
	groups groups
	read   Inventory
}

// nodes reads all clusters and notes names that stand for two things.
func (f *file) nodes() {
	clusters := strict.Items(f.Root, "clusters")
	f.unique("cluster", clusters)
	f.readGroups()
	if f.tooManyPatterns(clusters) {
		return
	}
	for _, cluster := range clusters {
		f.unique("node", strict.Items(cluster, "nodes"))
		for _, n := range strict.Items(cluster, "nodes") {
			f.node(n, cluster)
		}
	}
	f.unusedGroups(clusters)
}

// node reads one node in its long or short form.
func (f *file) node(n, cluster *yaml.Node) {
	name := nameOf(n)
	f.plain(name)
	l := slices.Concat(layers{n}, f.groupsOf(name.Value), layers{cluster, strict.Get(f.Root, "defaults")})
	node := Node{
		Name:      name.Value,
		Cluster:   strict.Text(cluster, "name"),
		Address:   cmp.Or(f.host(strict.Get(n, "address")), name.Value),
		Settings:  f.Override.over(f.settings(l)).complete(),
		Baselines: f.baselines(l.get("baseline")),
		Moment:    strict.Text(l.get("moment")),
	}
	sources := f.sources(l, node)
	if c := node.clash(); c != nil {
		f.Problems = append(f.Problems, c.at(f.blame(c.key, l)))
	}
	f.read.Nodes = append(f.read.Nodes, node)
	f.read.Sources = append(f.read.Sources, sources)
}

// blame is the line that sets a key, or no line when a flag does.
func (f *file) blame(key string, l layers) strict.Position {
	if _, set := f.Override.texts()[key]; set {
		return strict.Position{}
	}
	return f.At(l.get(key))
}

func (f *file) settings(l layers) Settings {
	s := Settings{
		Host:          f.hostName(l.get("host")),
		Transport:     strict.Text(l.get("transport")),
		Auth:          strict.Text(l.get("auth")),
		User:          f.expand(l.get("user"), `\@`),
		SPN:           f.expand(l.get("spn"), "/@"),
		Realm:         f.expand(l.get("realm"), "/@"),
		Keytab:        f.fromFolder(f.path(l.get("keytab"))),
		CCache:        f.cacheFromFolder(f.path(l.get("ccache"))),
		CAFile:        f.fromFolder(f.path(l.get("ca_file"))),
		TLSPin:        strict.Text(l.get("tls_pin")),
		TLSServerName: f.host(l.get("tls_server_name")),
		TLSMin:        strict.Text(l.get("tls_min")),
	}
	if port := strict.Number(l.get("port")); port != nil {
		s.Port = *port
	}
	return s
}

// hostName reads a name that a machine can have, which an address is not.
func (f *file) hostName(n *yaml.Node) string {
	name := f.host(n)
	if name != "" && facts.IsAddress(name) {
		f.Fail(n, fmt.Sprintf("%q is an address, and no machine calls itself so", name), "write the host name that the node answers with, or leave the key out")
	}
	return name
}

// baselines reads one reference or a list of them.
func (f *file) baselines(n *yaml.Node) []string {
	var refs []string
	items := strict.Items(n)
	for _, item := range items {
		ref := f.path(item)
		if i := slices.Index(refs, ref); i >= 0 && ref != "" && items[i].Value != item.Value { // else the schema refuses it
			f.Fail(item, fmt.Sprintf("the baseline %q is named twice", ref), "it comes from the environment; leave one of them out")
		}
		refs = append(refs, ref)
	}
	if one := f.path(n); one != "" {
		refs = []string{one}
	}
	for i, ref := range refs {
		if strict.IsFile(ref) {
			refs[i] = asFile(f.fromFolder(ref))
		}
	}
	return refs
}

// fromFolder gives a path of the file as seen from the working directory; no
// path stays none.
func (f *file) fromFolder(path string) string {
	if path == "" {
		return ""
	}
	return strict.From(filepath.Dir(f.File), path)
}

// cacheFromFolder is fromFolder for the name of a credential cache.
func (f *file) cacheFromFolder(name string) string {
	kind, path := splitCache(name)
	return kind + f.fromFolder(path)
}

// asFile keeps a path from being taken for the name of an embedded baseline.
func asFile(path string) string {
	if strict.IsFile(path) {
		return path
	}
	return "./" + path
}

// unique notes named items that differ from an earlier one in case at most.
func (f *file) unique(what string, items []*yaml.Node) {
	first := map[string]*yaml.Node{}
	for _, item := range items {
		name := nameOf(item)
		key := strings.ToLower(name.Value)
		if before, ok := first[key]; ok && key != "" {
			f.Fail(name, fmt.Sprintf("duplicate %s %q", what, name.Value), fmt.Sprintf("it is first written in line %d", before.Line))
			continue
		}
		first[key] = name
	}
}

// nameOf is where an item is named; the short form is its own name.
func nameOf(item *yaml.Node) *yaml.Node {
	if name := strict.Get(item, "name"); name != nil {
		return name
	}
	return item
}

// layers are the mappings that may set something for a node, the nearest first.
type layers []*yaml.Node

func (l layers) get(key string) *yaml.Node {
	for _, n := range l {
		if value := strict.Get(n, key); value != nil {
			return value
		}
	}
	return nil
}
