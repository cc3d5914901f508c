package doctor

// Held reports whether the account has a right.
type Held string

// Answers of Held.
const (
	Yes     Held = "yes"
	No      Held = "no"
	Unknown Held = "unknown"
)

// Right is one of the least rights that a complete scan needs.
type Right struct {
	Name    string `json:"name"`
	Held    Held   `json:"held"`
	Without string `json:"without"` // what a scan cannot judge without it
}

// rights are the least that are needed, with what the steps say of the account.
func rights(r Report) []Right {
	winrm := Unknown // being let in proves the password, not the right
	for _, step := range []string{WQL, Cluster, Registry, Shell} {
		if r.held(step) == Yes {
			winrm = Yes
		}
	}
	return []Right{
		{"use the WinRM service", winrm, "the node is unreachable"},
		{`read root\CIMV2 by WMI`, r.held(WQL), "the node is unreachable"},
		{"read the cluster", r.held(Cluster), "the heartbeat requirements are unknown"},
		{"read the registry by StdRegProv", r.held(Registry), "nothing is lost while a shell can be opened"},
		{"open a shell", r.held(Shell), "firewall and offload are unknown, and so is every update that is not listed"},
	}
}

// held is what a step says of the right that it needs. A failure of another
// kind than a denial says nothing.
func (r Report) held(step string) Held {
	for _, s := range r.Steps {
		switch {
		case s.Name != step:
		case s.Status == OK, s.Status == Warning:
			return Yes
		case s.denied:
			return No
		}
	}
	return Unknown
}
