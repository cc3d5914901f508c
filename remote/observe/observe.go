// Package observe says what a site's own requirements can look at on a node, and
// what they can never look at.
//
// In goes one thing to observe, as a site's file names it; out comes the same thing
// with its paths in one spelling, or an error that says which limit it breaks. What
// passes here is what a node may be asked besides the fixed list of package remote.
// The package asks nothing and judges nothing.
package observe

import "time"

// Target is one thing to observe. Exactly one of its fields is set.
type Target struct {
	Registry *Registry `json:"registry,omitempty"`
	Service  string    `json:"service,omitempty"` // the name of a service or driver, "Dnscache"
	WQL      *WQL      `json:"wql,omitempty"`
	File     *File     `json:"file,omitempty"`
	Events   *Events   `json:"events,omitempty"`
	// Cluster is a property of MSCluster_Cluster, "DynamicQuorum", or QuorumResourceType.
	Cluster string `json:"cluster,omitempty"`
}

// QuorumResourceType stands for the type of the resource that is the quorum's witness,
// "File Share Witness". A cluster without a witness proves that it is absent. It is not
// a property of MSCluster_Cluster: HKLM\Cluster\Quorum names the resource, and
// HKLM\Cluster\Resources has the type of each. QuorumType says the same with and
// without a witness from Windows Server 2016 on.
const QuorumResourceType = "quorum-resource-type"

// Registry is one value of one key.
type Registry struct {
	Key   string `json:"key"`   // `HKLM\SYSTEM\CurrentControlSet\Services\Disk`
	Value string `json:"value"` // "TimeOutValue"
	Type  Type   `json:"type"`  // the type that the value must have
	// Root is the key below HKLM\SOFTWARE that a site's own list allows, where it is what
	// allows the key; empty: a root that is allowed anyway.
	Root string `json:"root,omitempty"`
}

// Type is the type of a registry value.
type Type string

// Types of registry values, as the registry editor calls them without REG_.
const (
	DWORD        Type = "dword"
	QWORD        Type = "qword"
	String       Type = "sz"
	ExpandString Type = "expand_sz"
	MultiString  Type = "multi_sz"
	Binary       Type = "binary"
)

// Types lists them.
func Types() []Type { return []Type{DWORD, QWORD, String, ExpandString, MultiString, Binary} }

// WQL is the rows of a class: SELECT of named columns, WHERE every condition holds.
type WQL struct {
	Namespace string      `json:"namespace"` // "root/cimv2"
	Class     string      `json:"class"`
	Columns   []string    `json:"columns"`
	Where     []Condition `json:"where,omitempty"`
}

// Condition compares a column with a constant. Exactly one of Text, Number and Bool is set.
type Condition struct {
	Column string  `json:"column"`
	Text   *string `json:"text,omitempty"`
	Number *int64  `json:"number,omitempty"`
	Bool   *bool   `json:"bool,omitempty"`
}

// File is a property of a file.
type File struct {
	Path     string `json:"path"`     // `%ProgramFiles%\Contoso\agent.exe`
	Property string `json:"property"` // "version"
}

// Events are the events of a window of time.
type Events struct {
	Channel  string        `json:"channel"`
	Provider string        `json:"provider"`
	IDs      []int         `json:"ids"`
	Within   time.Duration `json:"within"` // by the node's clock
	Most     int           `json:"most"`   // no more than so many are read
}
