package windows

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
