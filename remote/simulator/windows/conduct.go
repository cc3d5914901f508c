package windows

import "time"

// Conduct is how a node behaves on the wire. The zero value is a healthy node.
type Conduct struct {
	Latency time.Duration `yaml:"latency"` // before each HTTP answer
	// RoundTrip is the time of a round trip on the link to the node. Connecting takes one,
	// each HTTP answer takes one, and one passes whenever the node has sent as much as it
	// may before that is acknowledged: 14,600 bytes at first, twice as many each time.
	RoundTrip time.Duration `yaml:"round_trip"`
	// CommandTime is what each program of a command line takes. They run one after the
	// other; the output comes in equal parts, one as each ends.
	CommandTime time.Duration `yaml:"command_time"`
	// Down makes the node refuse connections.
	Down bool `yaml:"down"`
	// RefusesSecond makes the node refuse every password that it is shown on another
	// connection than the first.
	RefusesSecond bool `yaml:"refuses_second"`
	// ClockSkew puts the node's clock forward, or back if it is negative: that of
	// Windows and its event logs, of the HTTP Date header and of Kerberos.
	ClockSkew time.Duration `yaml:"clock_skew"`
	// Offers are the only schemes that the node takes, by their names in HTTP:
	// "Negotiate", "Kerberos", "Basic" (over HTTPS), "CredSSP" (named, never
	// taken); empty: what its account and realm allow.
	Offers []string `yaml:"offers"`
	// Certificate, if set, makes the node present an old one over HTTPS; see the
	// Certificate constants of package simulator.
	Certificate string `yaml:"certificate"`
	// MaxFieldLength is the longest HTTP header that the node takes, in bytes; 0
	// stands for the default of Windows.
	MaxFieldLength int `yaml:"max_field_length"`
	// FaultCode, if set, is the code of the fault by which the node answers every
	// message: a Win32 error or an HRESULT.
	FaultCode uint32 `yaml:"fault_code"`
	// Fault, if set, makes the node misbehave: one of simulator.Faults.
	Fault string `yaml:"fault"`
}
