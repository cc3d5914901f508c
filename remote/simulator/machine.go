package simulator

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// machine is a built node: a registry, WMI tables and event logs. It does not
// change after it was built and answers any number of callers at a time.
type machine struct {
	node     *Node
	texts    texts
	hive     *regKey
	wmi      map[string]namespace // by name in lower case, with slashes
	channels []channel
	now      func() time.Time
}

// machine builds the machine that a description stands for. It fails when the
// description contradicts itself or names something that does not exist.
func (n *Node) machine() (*machine, error) {
	m, err := n.assemble()
	if err != nil {
		return nil, fmt.Errorf("build node %q: %w", n.Name, err)
	}
	return m, nil
}

func (n *Node) assemble() (*machine, error) {
	if n.Name == "" || n.OS.Build == 0 {
		return nil, errors.New("no name or no OS build")
	}
	m := &machine{node: n, now: time.Now}
	if !n.Now.IsZero() {
		m.now = func() time.Time { return n.Now }
	}
	var err error
	if m.texts, err = textsOf(n.Language); err != nil {
		return nil, err
	}
	if m.hive, err = n.registryTree(); err != nil {
		return nil, err
	}
	started := m.now()
	if m.wmi, err = n.namespaces(m.lcid(), started); err != nil {
		return nil, err
	}
	m.channels, err = n.eventLogs(started)
	return m, err
}

// query answers one WQL SELECT.
func (m *machine) query(name, wql string) ([]instance, *wmiError) {
	classes, ok := m.wmi[strings.ToLower(strings.ReplaceAll(name, `\`, "/"))]
	if !ok {
		return nil, &wmiError{kind: "invalid-namespace", detail: name}
	}
	q, err := parseWQL(wql)
	if err != nil {
		return nil, &wmiError{kind: "invalid-query", detail: err.Error()}
	}
	table, ok := classes[strings.ToLower(q.class)]
	if !ok {
		return nil, &wmiError{kind: "invalid-class", detail: q.class}
	}
	return table.selectRows(q)
}

// lastBoot is when a node booted that is started at a time; zero: not known.
func (o OS) lastBoot(started time.Time) time.Time {
	if o.LastBoot.IsZero() && o.UpTime > 0 {
		return started.Add(-o.UpTime)
	}
	return o.LastBoot
}

// lcid is the language of Windows.
func (m *machine) lcid() int {
	if m.node.OS.LCID != 0 {
		return m.node.OS.LCID
	}
	return m.texts.lcid
}

func (n *Node) hostName() string {
	if n.OS.HostName != "" {
		return n.OS.HostName
	}
	return n.Name
}

// running tells whether a service is there and runs.
func (n *Node) running(service string) bool {
	return slices.ContainsFunc(n.Services, func(s Service) bool {
		return strings.EqualFold(s.Name, service) && s.State == "Running"
	})
}

func (o OS) windowsDir() string {
	if o.WindowsDir != "" {
		return o.WindowsDir
	}
	return `C:\Windows`
}

func (o OS) servicePackText() string {
	if o.ServicePack == 0 {
		return ""
	}
	return fmt.Sprintf("Service Pack %d", o.ServicePack)
}

// version is the version without the update build revision, "6.1.7601".
func (o OS) version() string { return o.majorMinor() + fmt.Sprintf(".%d", o.Build) }

// fullVersion is what "ver" prints.
func (o OS) fullVersion() string {
	if o.UBR != nil {
		return fmt.Sprintf("%s.%d", o.version(), *o.UBR)
	}
	return o.version()
}

func (o OS) majorMinor() string {
	switch {
	case o.Build >= 10240:
		return "10.0"
	case o.Build >= build2012R2:
		return "6.3"
	case o.Build >= build2012:
		return "6.2"
	case o.Build >= 7600:
		return "6.1"
	}
	return "6.0"
}

// registryVersion is CurrentVersion, which stopped at 6.3.
func (o OS) registryVersion() string {
	if v := o.majorMinor(); v != "10.0" {
		return v
	}
	return "6.3"
}
