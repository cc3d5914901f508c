package main

// flagGroups are those of commands with many flags. What is in none of them
// comes last.
func flagGroups() []flagGroup {
	return []flagGroup{
		{"Which nodes, and how long", []string{"inventory", "allow-env", "cluster", "discover", "discover-any", "max-members", "cluster-name", "concurrency", "timeout", "connect-timeout", "message-timeout", "trace"}},
		{"Who enters, and how", []string{"user", "password-file", "password-stdin", "auth", "transport", "port", "max-refusals"}},
		{"Kerberos", []string{"realm", "spn", "keytab", "ccache", "krb5-conf"}},
		{"TLS", []string{"ca-file", "tls-pin", "tls-server-name", "tls-min", "client-cert", "client-key", "insecure-skip-verify"}},
		{"What counts", []string{"baseline", "with", "probe", "waivers", "fail-on", "allow-incomplete"}},
		{"Report", []string{"output", "verbose", "quiet"}},
	}
}
