package simulator

import "time"

// windows is what a simulated node answers from. The protocol side (protocol,
// authentication, paging, quotas) asks it; it knows nothing of HTTP or SOAP.
type windows interface {
	// query answers one WQL SELECT in a namespace such as "root/cimv2". The
	// instances hold the selected properties only, or all for "SELECT *".
	query(namespace, wql string) ([]instance, *wmiError)
	// registry answers one StdRegProv method, "GetDWORDValue". The result is
	// the content of the _OUTPUT element, ReturnValue included.
	registry(method string, in map[string]string) ([]property, *wmiError)
	// run answers one command line as cmd.exe would; out is stdout with whatever
	// was redirected into it.
	run(line string) (stdout, stderr []byte, exit int)
}

// instance is one WMI object.
type instance struct {
	class      string
	star       bool // the query was SELECT *
	properties []property
}

// property is one named value: nil, string, bool, int, uint64, time.Time,
// []string, []int or []byte. A nil array is written by leaving it out.
type property struct {
	name  string
	value any
}

// wmiError is a refusal by WMI: "invalid-class", "invalid-namespace",
// "invalid-query" or "access-denied".
type wmiError struct {
	kind   string
	detail string
}

func (e *wmiError) Error() string { return e.kind + ": " + e.detail }

// Endpoint is where a simulated node listens.
type Endpoint struct {
	Node  string // the node's name
	Host  string // a loopback address
	Port  int
	HTTPS bool
	CA    []byte // PEM of the certificate to trust, with HTTPS
}

// Account is who may log on and what they may do.
type Account struct {
	Domain   string `yaml:"domain"` // NetBIOS name, may be empty
	User     string `yaml:"user"`
	Password string `yaml:"password"`
	// NoShell refuses the creation of a shell (access denied).
	NoShell bool `yaml:"no_shell"`
	// NoWMI refuses every enumeration (access denied).
	NoWMI bool `yaml:"no_wmi"`
	// NoNTLM refuses everything but Kerberos, as in a domain that has NTLM off.
	NoNTLM bool `yaml:"no_ntlm"`
	// Certificate lets the farm's client certificate log on over HTTPS.
	Certificate bool `yaml:"certificate"`
}

// Conduct is how a node behaves on the wire. The zero value is a healthy node.
type Conduct struct {
	Latency time.Duration `yaml:"latency"` // before each HTTP answer
	// Down makes the node refuse connections.
	Down bool `yaml:"down"`
	// ClockSkew puts the clock of the HTTP Date header and of Kerberos forward,
	// or back if it is negative.
	ClockSkew time.Duration `yaml:"clock_skew"`
	// Certificate, if set, makes the node present an old one over HTTPS; see the
	// Certificate constants.
	Certificate string `yaml:"certificate"`
	// Fault, if set, makes the node misbehave; see the Fault constants.
	Fault string `yaml:"fault"`
}

// Stats counts what a node saw.
type Stats struct {
	Connections int // accepted
	OpenNow     int // connections still open
	Requests    int // HTTP requests
	Handshakes  int // of NTLM and Kerberos that succeeded
	Messages    int // SOAP messages, the bodies of handshake legs not counted
	ShellsOpen  int
	Profiles    int      // shells created without WINRS_NOPROFILE, whose user gets a profile
	Actions     []string // the wsa:Action of every SOAP message, in order
	Commands    []string // every command line that was run, in order
}
