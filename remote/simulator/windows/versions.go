package windows

// version is one version of Windows Server, or a build between two of them at
// which something changed. A version lies in a file of its own,
// server<version>.go, and has a line in versions: nothing else names it.
type version struct {
	build    int                     // its first
	preset   string                  // the name by which a description in a file starts from it; empty: none does
	describe func(name string) *Node // a node that lacks nothing
	changes  func(*release)          // what it has that the version before it has not
}

// versions are all that are known, the oldest first.
func versions() []version {
	return []version{
		earlier(), version2008R2RTM(), version2008R2(), version2012(), version2012R2(), windows10(), version2016(),
		version1709(), version2019(), version1903(), version2022(), version2025(),
	}
}

// release is what depends on the version of Windows. Whatever in this package
// does asks the release of the node's build, and never compares builds itself.
type release struct {
	kernel         string // major and minor version, "6.1"
	stack          int    // of WS-Management, 2 or 3
	firewallPolicy uint32 // the schema version of the firewall (MS-FASP)
	firewallCSP    bool   // there is a key for the firewall's settings by mobile device management
	defender       bool   // Microsoft Defender is a part of it
	standardCimv2  bool   // there is a namespace root/StandardCimv2
	weightUpdate   string // the update that gives MSCluster_Node the column NodeWeight; empty: it has it, or never will
	netsh          netshTCP
	// clusterDefaults are the documented defaults of MSCluster_Cluster, by property.
	clusterDefaults map[string]int
	// columns are the properties that WMI classes have beyond those of 2008 R2, by
	// class.
	columns map[string]wmiColumns
}

// netshTCP is what "netsh interface tcp" prints differently by version.
type netshTCP struct {
	// rows are those of an untouched Windows, in their order. Which there are is on
	// public record for 2008 R2, 2012 R2 and 2022; other builds have those of the
	// nearest of them before it.
	rows []TCPRow
	// spell, if set, gives a label as this version spells it.
	spell func(label string) string
	// splitsDump dumps the settings as two commands instead of a reset and one.
	splitsDump bool
}

// releaseOf is the release of a build, the caller's to change.
func releaseOf(build int) release {
	r := release{columns: map[string]wmiColumns{}}
	for _, v := range versions() {
		if v.build > build {
			break
		}
		v.changes(&r)
	}
	return r
}

func (o OS) release() release { return releaseOf(o.Build) }

// Stack is the version of the WS-Management stack, 2 or 3.
func (o OS) Stack() int { return o.release().stack }

// addColumns gives a class further properties, separated by blanks.
func (r *release) addColumns(class string, kind wmiKind, names string) {
	if r.columns[class] == nil {
		r.columns[class] = wmiColumns{}
	}
	r.columns[class][kind] += " " + names
}

// class is a class with the properties that it has on 2008 R2 and those that
// were added since.
func (r release) class(name string, columns wmiColumns) *wmiClass {
	for kind, names := range r.columns[name] {
		columns[kind] += names
	}
	return newWMIClass(name, columns)
}
