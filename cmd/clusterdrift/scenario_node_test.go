package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// description is a node of a scenario: what the simulator's own form says, and
// changes for which that form would have to repeat whole lists.
type description struct {
	node    *windows.Node
	sources []*yaml.Node
	host    string // what the inventory states
}

// changes are the keys that a scenario has beyond the simulator's.
type changes struct {
	*windows.Node `yaml:",inline"`

	WithoutUpdates  []int                      `yaml:"without_updates"`
	Install         []int                      `yaml:"install"`
	ListedOnly      []int                      `yaml:"listed_only"`
	NotListed       []int                      `yaml:"not_listed"`
	Store           map[int]string             `yaml:"store"`
	WithoutFiles    []string                   `yaml:"without_files"`
	Service         map[string]windows.Service `yaml:"service"`
	WithoutServices []string                   `yaml:"without_services"`
	Driver          map[string]windows.Service `yaml:"driver"`
	Offload         map[string]string          `yaml:"offload"`
	WithoutRules    []string                   `yaml:"without_rules"`
	Heartbeat       map[string]int             `yaml:"heartbeat"`
	ResourceTypes   []string                   `yaml:"resource_types"`
	Votes           map[string]int             `yaml:"votes"`
	Witness         *witnessChange             `yaml:"witness"`

	Networks        map[string]networkChange `yaml:"networks"`
	WithoutNetworks []string                 `yaml:"without_networks"`
	InterfaceStates map[string]int           `yaml:"interface_states"`
	Events          map[int]time.Duration    `yaml:"events"`
	ServiceEvents   []serviceEvent           `yaml:"service_events"`
	Profiles        []profileEvent           `yaml:"profiles"`
	Flip            time.Duration            `yaml:"flip"`

	Host string `yaml:"host"` // $ stands for the node's name
}

// newDescription starts from the preset that the last of the sources names.
// What else they say is applied later, once the node is in its cluster.
func newDescription(name string, sources ...*yaml.Node) (description, error) {
	preset := ""
	d := description{}
	for _, source := range sources {
		if source.IsZero() {
			continue
		}
		var head struct{ Preset string }
		if err := source.Decode(&head); err != nil {
			return d, err
		}
		if head.Preset != "" {
			preset = head.Preset
		}
		d.sources = append(d.sources, source)
	}
	var err error
	if d.node, err = windows.Preset(preset, name); err != nil {
		return d, err
	}
	// Answers of full length take time and are tried elsewhere.
	d.node.StockPackages, d.node.Firewall.StockRules = false, false
	d.node.Account = windows.Account{Domain: "CONTOSO", User: "clusteraudit", Password: storyPassword}
	return d, nil
}

// apply makes the changes, source after source. Short names of nodes are given in full.
func (d *description) apply(fullName func(string) string) error {
	name := d.node.Name
	for _, source := range d.sources {
		c := changes{Node: d.node}
		if err := decodeStrictly(source, &c); err != nil {
			return err
		}
		if err := c.apply(); err != nil {
			return err
		}
		if c.Host != "" {
			d.host = strings.ReplaceAll(c.Host, "$", name)
		}
	}
	d.node.Name = name
	d.node.OS.HostName = fullName(d.node.OS.HostName)
	return nil
}

// inCopy is what a problem says of the copy that decodeStrictly reads.
var inCopy = regexp.MustCompile(`line \d+: | in type \S+`)

// decodeStrictly refuses unknown keys, which yaml.Node.Decode does not.
func decodeStrictly(n *yaml.Node, into any) error {
	data, err := yaml.Marshal(n)
	if err != nil {
		return err
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	err = decoder.Decode(into)
	var wrong *yaml.TypeError
	switch {
	case errors.As(err, &wrong):
		return errors.New(inCopy.ReplaceAllString(strings.Join(wrong.Errors, "; "), ""))
	case errors.Is(err, io.EOF):
		return nil
	}
	return err
}

func (c changes) apply() error {
	c.unlist(slices.Concat(c.WithoutUpdates, c.NotListed))
	for _, kb := range c.WithoutUpdates {
		c.dropPackages(kb)
	}
	for _, kb := range c.Install {
		c.list(kb)
		c.setPackage(kb, facts.PackageInstalled)
	}
	for _, kb := range c.ListedOnly {
		c.dropPackages(kb)
		c.unlist([]int{kb})
		c.list(kb)
	}
	for _, kb := range slices.Sorted(maps.Keys(c.Store)) {
		state, err := packageState(c.Store[kb])
		if err != nil {
			return err
		}
		c.setPackage(kb, state)
	}
	for _, path := range c.WithoutFiles {
		if _, ok := c.Files[path]; !ok {
			return fmt.Errorf("without_files: there is no file %q", path)
		}
		delete(c.Files, path)
	}
	for _, id := range c.WithoutRules {
		if _, ok := c.Firewall.Rules[id]; !ok {
			return fmt.Errorf("without_rules: there is no rule %q", id)
		}
		delete(c.Firewall.Rules, id)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Driver)) {
		d := c.Driver[name]
		d.Name = name
		c.Drivers = append(slices.Clone(c.Drivers), d)
	}
	for property, value := range c.Heartbeat {
		c.Cluster.Properties[property] = value
	}
	for i, kind := range c.ResourceTypes {
		c.Cluster.Resources = append(c.Cluster.Resources, windows.ClusterResource{
			ID: fmt.Sprintf("00000000-0000-0000-0000-%012d", i), Name: kind, Type: kind, Group: "Cluster Group", State: 2,
		})
	}
	return errors.Join(c.applyServices(), c.applyOffload(), c.applyQuorum(), c.applyNetworks(), c.applyEvents())
}

func (c changes) unlist(kbs []int) {
	c.Hotfixes = slices.DeleteFunc(c.Hotfixes, func(h windows.Hotfix) bool {
		number, _ := strconv.Atoi(strings.TrimPrefix(h.ID, "KB"))
		return slices.Contains(kbs, number)
	})
}

func (c changes) list(kb int) {
	c.Hotfixes = append(c.Hotfixes, windows.Hotfix{ID: fmt.Sprintf("KB%d", kb), Description: "Update", InstalledOn: "3/1/2015"})
}

func (c changes) dropPackages(kb int) {
	maps.DeleteFunc(c.Packages, func(name string, _ uint32) bool { return strings.Contains(name, fmt.Sprintf("_KB%d~", kb)) })
}

// setPackage gives every package of an update the state, or makes one.
func (c changes) setPackage(kb int, state uint32) {
	c.dropPackages(kb)
	c.Packages[fmt.Sprintf("Package_for_KB%d~31bf3856ad364e35~amd64~~6.1.1.0", kb)] = state
}

// packageState reads a state of the servicing store in words.
func packageState(word string) (uint32, error) {
	states := map[string]uint32{
		"absent": facts.PackageAbsent, "uninstall pending": facts.PackageUninstallPending, "staged": facts.PackageStaged,
		"superseded": facts.PackageSuperseded, "install pending": facts.PackageInstallPending,
		"partially installed": facts.PackagePartiallyInstalled, "installed": facts.PackageInstalled, "permanent": facts.PackagePermanent,
	}
	state, ok := states[word]
	if !ok {
		number, err := strconv.ParseUint(word, 0, 32)
		if err != nil {
			return 0, fmt.Errorf("store: %q is not a state: %s, or a number", word, strings.Join(slices.Sorted(maps.Keys(states)), ", "))
		}
		state = uint32(number)
	}
	return state, nil
}

func (c changes) applyServices() error {
	named := func(name string) int {
		return slices.IndexFunc(c.Services, func(s windows.Service) bool { return s.Name == name })
	}
	for name, want := range c.Service {
		i := named(name)
		if i < 0 {
			return fmt.Errorf("service: there is no service %q", name)
		}
		if want.State != "" {
			c.Services[i].State = want.State
		}
		if want.DisplayName != "" {
			c.Services[i].DisplayName = want.DisplayName
		}
		if want.StartMode != "" {
			c.Services[i].StartMode = want.StartMode
		}
	}
	for _, name := range c.WithoutServices {
		i := named(name)
		if i < 0 {
			return fmt.Errorf("without_services: there is no service %q", name)
		}
		c.Services = slices.Delete(c.Services, i, i+1)
	}
	return nil
}

// applyOffload changes rows of netsh; the value "no row" takes one away.
func (c changes) applyOffload() error {
	for key, value := range c.Offload {
		i := slices.IndexFunc(c.TCP.Rows, func(r windows.TCPRow) bool { return r.Key == key })
		switch {
		case i < 0:
			return fmt.Errorf("offload: netsh has no row %q", key)
		case value == "no row":
			c.TCP.Rows = slices.Delete(c.TCP.Rows, i, i+1)
		default:
			c.TCP.Rows[i].Value = value
		}
	}
	return nil
}
