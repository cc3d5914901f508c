package windows

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Machine is a built node: a registry, WMI tables and event logs. It does not
// change after it was built and answers any number of callers at a time.
type Machine struct {
	node     *Node
	texts    texts
	hive     *regKey
	wmi      map[string]namespace // by name in lower case, with slashes
	channels []channel
	now      func() time.Time
}

// Build builds the machine that a description stands for. It fails when the
// description contradicts itself or names something that does not exist.
func (n *Node) Build() (*Machine, error) {
	m, err := n.assemble()
	if err != nil {
		return nil, fmt.Errorf("build node %q: %w", n.Name, err)
	}
	return m, nil
}

func (n *Node) assemble() (*Machine, error) {
	if n.Name == "" || n.OS.Build == 0 {
		return nil, errors.New("no name or no OS build")
	}
	m := &Machine{node: n, now: time.Now}
	if !n.Now.IsZero() {
		m.now = func() time.Time { return n.Now }
	}
	if skew := n.Conduct.ClockSkew; skew != 0 {
		right := m.now
		m.now = func() time.Time { return right().Add(skew) }
	}
	var err error
	if m.texts, err = textsOf(n.Language); err != nil {
		return nil, err
	}
	if m.hive, err = n.registryTree(); err != nil {
		return nil, err
	}
	started := m.now()
	if m.wmi, err = n.namespaces(m.lcid(), started, m.now); err != nil {
		return nil, err
	}
	m.channels, err = n.eventLogs(started)
	return m, err
}

// Query answers one WQL SELECT in a namespace such as "root/cimv2". The
// instances hold the selected properties only, or all for "SELECT *".
func (m *Machine) Query(name, wql string) ([]Instance, *WMIError) {
	if isNamespace(name, m.node.WMIDenied) {
		return nil, &WMIError{Kind: AccessDenied, Detail: name}
	}
	classes, ok := m.wmi[strings.ToLower(strings.ReplaceAll(name, `\`, "/"))]
	if !ok {
		return nil, &WMIError{Kind: InvalidNamespace, Detail: name}
	}
	q, err := parseWQL(wql)
	if err != nil {
		return nil, &WMIError{Kind: InvalidQuery, Detail: err.Error()}
	}
	table, ok := classes[strings.ToLower(q.class)]
	if !ok {
		return nil, &WMIError{Kind: InvalidClass, Detail: q.class}
	}
	rows, refused := table.selectRows(q)
	if isNamespace(name, m.node.WMIBlind) {
		return nil, refused
	}
	return rows, refused
}

// isNamespace reports whether a namespace is one of some.
func isNamespace(name string, some []string) bool {
	return slices.ContainsFunc(some, func(s string) bool { return strings.EqualFold(s, name) })
}

// lcid is the language of Windows.
func (m *Machine) lcid() int {
	if m.node.OS.LCID != 0 {
		return m.node.OS.LCID
	}
	return m.texts.lcid
}

// netBIOSName is the name as WMI has it: a host name that is described is cut to
// 15 characters and in capitals, the name of the node stays as it is.
func (n *Node) netBIOSName() string {
	if n.OS.HostName == "" {
		return n.Name
	}
	const most = 15
	name := []rune(strings.ToUpper(n.OS.HostName))
	return string(name[:min(len(name), most)])
}

func (n *Node) hostName() string {
	if n.OS.HostName != "" {
		return n.OS.HostName
	}
	return n.Name
}

// hasService reports whether a service is there.
func (n *Node) hasService(service string) bool {
	return slices.ContainsFunc(n.Services, func(s Service) bool { return strings.EqualFold(s.Name, service) })
}

// running reports whether a service is there and runs.
func (n *Node) running(service string) bool {
	return slices.ContainsFunc(n.Services, func(s Service) bool {
		return strings.EqualFold(s.Name, service) && s.State == "Running"
	})
}
