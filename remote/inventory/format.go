package inventory

import (
	"fmt"
	"path/filepath"
	"reflect"
	"slices"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// document is an inventory as it is written.
type document struct {
	Format   int       `yaml:"format"`
	Defaults entry     `yaml:"defaults,omitempty"`
	Clusters []cluster `yaml:"clusters"`
}

type cluster struct {
	Name   string `yaml:"name"`
	Moment string `yaml:"moment,omitempty"`
	Nodes  []any  `yaml:"nodes"` // an entry, or a string when there is only a name
}

// entry is a node in its long form, or the settings that nodes share.
type entry struct {
	Name     string `yaml:"name,omitempty"`
	Address  string `yaml:"address,omitempty"`
	Settings `yaml:",inline"`
	Baseline []string `yaml:"baseline,omitempty,flow"`
}

// Format writes an inventory file that Load reads back as the same nodes, those
// of one cluster together. The path is where the file will be: files named
// by the nodes are written relative to its folder when they lie in it.
func Format(nodes []Node, path string) ([]byte, error) {
	entries := make([]entry, len(nodes))
	for i, n := range nodes {
		var err error
		if entries[i], err = newEntry(n, filepath.Dir(path)); err != nil {
			return nil, fmt.Errorf("format inventory: %w", err)
		}
	}
	d := document{Format: 1, Defaults: shared(entries)}
	for i, e := range entries {
		d.add(nodes[i].Cluster, nodes[i].Moment, e.without(d.Defaults))
	}
	text, err := strict.Write(d)
	if err != nil {
		return nil, fmt.Errorf("format inventory: %w", err)
	}
	if _, err := load(path, text, Options{}); err != nil {
		return nil, fmt.Errorf("format inventory: %w", err)
	}
	return text, nil
}

// add appends a node to its cluster, in the short form where that says it all.
func (d *document) add(name, moment string, e entry) {
	i := slices.IndexFunc(d.Clusters, func(c cluster) bool { return c.Name == name })
	if i < 0 {
		i = len(d.Clusters)
		d.Clusters = append(d.Clusters, cluster{Name: name, Moment: moment})
	}
	var node any = e
	if reflect.DeepEqual(e, entry{Name: e.Name}) {
		node = e.Name
	}
	d.Clusters[i].Nodes = append(d.Clusters[i].Nodes, node)
}

func newEntry(n Node, dir string) (entry, error) {
	e := entry{Name: n.Name, Address: n.Address, Settings: n.Settings}
	if e.Address == e.Name {
		e.Address = ""
	}
	var err error
	kind, cache := splitCache(e.CCache)
	for _, file := range []*string{&e.CAFile, &e.Keytab, &cache} {
		if *file == "" {
			continue
		}
		if *file, err = fileIn(dir, *file); err != nil {
			return entry{}, err
		}
	}
	e.CCache = kind + cache
	for _, ref := range n.Baselines {
		if strict.IsFile(ref) {
			if ref, err = fileIn(dir, ref); err != nil {
				return entry{}, err
			}
			ref = asFile(ref)
		}
		e.Baseline = append(e.Baseline, literal(ref))
	}
	for _, text := range []*string{&e.Address, &e.Host, &e.User, &e.SPN, &e.Realm, &e.Keytab, &e.CCache, &e.CAFile, &e.TLSServerName} {
		*text = literal(*text)
	}
	return e, nil
}

// fileIn gives a path as seen from a folder. An absolute path stays one unless
// it leads into the folder, so that the folder can be moved with what it holds.
func fileIn(dir, file string) (string, error) {
	var err error
	if strict.IsRooted(dir) || strict.IsRooted(file) { // then no folder above is left out, and no drive
		if dir, err = filepath.Abs(dir); err != nil {
			return "", err
		}
		if file, err = filepath.Abs(file); err != nil {
			return "", err
		}
	}
	rel, err := filepath.Rel(dir, file)
	if err != nil || filepath.IsAbs(file) && !filepath.IsLocal(rel) {
		return filepath.Abs(file)
	}
	return filepath.ToSlash(rel), nil
}

// shared is what all entries agree on: the first without its differences from the others.
func shared(entries []entry) entry {
	var all entry
	for i, e := range entries {
		if i == 0 {
			all = entry{Settings: e.Settings, Baseline: e.Baseline}
			all.Host = ""
			continue
		}
		all = all.without(all.without(e))
	}
	return all
}

// without leaves out the settings that are the same in other.
func (e entry) without(other entry) entry {
	e.Settings = e.Settings.without(other.Settings)
	if slices.Equal(e.Baseline, other.Baseline) {
		e.Baseline = nil
	}
	return e
}

func (s Settings) without(other Settings) Settings {
	return Settings{
		Host:          s.Host, // never shared
		Port:          unless(s.Port, other.Port),
		Transport:     unless(s.Transport, other.Transport),
		Auth:          unless(s.Auth, other.Auth),
		User:          unless(s.User, other.User),
		SPN:           unless(s.SPN, other.SPN),
		Realm:         unless(s.Realm, other.Realm),
		Keytab:        unless(s.Keytab, other.Keytab),
		CCache:        unless(s.CCache, other.CCache),
		CAFile:        unless(s.CAFile, other.CAFile),
		TLSPin:        unless(s.TLSPin, other.TLSPin),
		TLSServerName: unless(s.TLSServerName, other.TLSServerName),
		TLSMin:        unless(s.TLSMin, other.TLSMin),
	}
}

// unless is a, or nothing when it is the same as b.
func unless[T comparable](a, b T) T {
	var nothing T
	if a == b {
		return nothing
	}
	return a
}
