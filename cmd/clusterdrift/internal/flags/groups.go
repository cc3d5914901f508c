package flags

import "github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"

// Groups returns the headings for commands with many flags. A flag in none of them
// comes last.
func Groups() []term.FlagGroup {
	return []term.FlagGroup{
		{Title: "Which nodes, and how long", Names: []string{"inventory", "allow-env", "cluster", "partial", "shard", "discover", "discover-any", "max-members", "cluster-name", "concurrency", "lanes", "answer-memory", "timeout", "connect-timeout", "message-timeout", "trace"}},
		{Title: "Authentication", Names: []string{"user", "password-file", "password-stdin", "current-user", "auth", "transport", "port", "max-refusals"}},
		{Title: "Kerberos", Names: []string{"realm", "spn", "keytab", "ccache", "krb5-conf"}},
		{Title: "TLS", Names: []string{"ca-file", "tls-pin", "tls-server-name", "tls-min", "client-cert", "client-key", "insecure-skip-verify"}},
		{Title: "What counts", Names: []string{"baseline", "with", "moment", "only", "skip", "probe", "max-age", "waivers", "incidents", "fail-on", "new-since", "exit-code", "same-baseline", "allow-incomplete"}},
		{Title: "Report", Names: []string{"output", "details", "verbose", "quiet"}},
		{Title: "History", Names: []string{"record", "keep-facts", "run", "history", "history-url-file", "scope"}},
		{Title: "Web view", Names: []string{"listen", "access"}},
		{Title: "Audit", Names: []string{"wait", "jitter", "notify", "remind"}},
	}
}
