package inventory

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// Load reads an inventory file. The override wins over what the file says; its
// paths are relative to the working directory, paths in the file are relative to
// the file's folder. A port that is set anywhere holds for either transport.
// Whatever is wrong is a *strict.Error; several are joined.
func Load(path string, override Settings) ([]Node, error) {
	data, err := strict.ReadFile(path)
	if err != nil {
		return nil, &strict.Error{Message: fmt.Sprintf("cannot read inventory: %v", err)}
	}
	return load(path, data, override)
}

func load(path string, data []byte, override Settings) ([]Node, error) {
	schema, err := compiledSchema()
	if err != nil {
		return nil, err
	}
	f := file{Document: strict.Parse(path, data), override: override}
	var nodes []Node
	if len(f.Problems) == 0 {
		f.Validate(schema)
		nodes = f.nodes()
	}
	if problems := append(override.verify(), f.Problems...); len(problems) > 0 {
		return nil, errors.Join(strict.Sorted(problems)...)
	}
	return nodes, nil
}

// file is an inventory being read. Parts that the schema refuses read as empty.
type file struct {
	*strict.Document
	override Settings
}

// nodes reads all clusters and notes names that stand for two things.
func (f *file) nodes() []Node {
	var nodes []Node
	clusters := strict.Items(f.Root, "clusters")
	f.unique("cluster", clusters)
	for _, cluster := range clusters {
		f.unique("node", strict.Items(cluster, "nodes"))
		for _, n := range strict.Items(cluster, "nodes") {
			nodes = append(nodes, f.node(n, cluster))
		}
	}
	return nodes
}

// node reads one node in its long or short form.
func (f *file) node(n, cluster *yaml.Node) Node {
	l := layers{n, cluster, strict.Get(f.Root, "defaults")}
	name := nameOf(n).Value
	node := Node{
		Name:      name,
		Cluster:   strict.Text(cluster, "name"),
		Address:   cmp.Or(strict.Text(n, "address"), name),
		Settings:  f.override.over(f.settings(l)).complete(),
		Baselines: f.baselines(l.get("baseline")),
	}
	if c := node.clash(); c != nil {
		f.Problems = append(f.Problems, c.at(f.blame(c.key, l)))
	}
	return node
}

// blame is the line that sets a key, or no line when a flag does.
func (f *file) blame(key string, l layers) strict.Position {
	if f.overrides(key) {
		return strict.Position{}
	}
	return f.At(l.get(key))
}

// overrides tells whether a flag sets what a clash may blame.
func (f *file) overrides(key string) bool {
	switch key {
	case "auth":
		return f.override.Auth != ""
	case "tls_pin":
		return f.override.TLSPin != ""
	case "ccache":
		return f.override.CCache != ""
	}
	return false
}

func (f *file) settings(l layers) Settings {
	s := Settings{
		Transport:     strict.Text(l.get("transport")),
		Auth:          strict.Text(l.get("auth")),
		User:          strict.Text(l.get("user")),
		SPN:           strict.Text(l.get("spn")),
		Realm:         strict.Text(l.get("realm")),
		Keytab:        f.fromFolder(strict.Text(l.get("keytab"))),
		CCache:        f.fromFolder(strict.Text(l.get("ccache"))),
		CAFile:        f.fromFolder(strict.Text(l.get("ca_file"))),
		TLSPin:        strict.Text(l.get("tls_pin")),
		TLSServerName: strict.Text(l.get("tls_server_name")),
		TLSMin:        strict.Text(l.get("tls_min")),
	}
	if port := strict.Number(l.get("port")); port != nil {
		s.Port = *port
	}
	return s
}

// baselines reads one reference or a list of them.
func (f *file) baselines(n *yaml.Node) []string {
	refs := strict.Texts(n)
	if one := strict.Text(n); one != "" {
		refs = []string{one}
	}
	for i, ref := range refs {
		if baselines.IsFile(ref) {
			refs[i] = asFile(f.fromFolder(ref))
		}
	}
	return refs
}

// fromFolder gives a path of the file as seen from the working directory; no
// path stays none.
func (f *file) fromFolder(path string) string {
	switch {
	case path == "":
		return ""
	case filepath.IsAbs(path):
		return filepath.Clean(path)
	}
	return filepath.Join(filepath.Dir(f.File), path)
}

// asFile keeps a path from being taken for the name of an embedded baseline.
func asFile(path string) string {
	if baselines.IsFile(path) {
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
