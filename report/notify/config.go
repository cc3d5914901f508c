package notify

import (
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// Type is how a sink is reached.
type Type string

// Types of sinks.
const (
	Webhook Type = "webhook"
	Mail    Type = "mail"
	Command Type = "command"
)

// Payload is what a webhook is sent.
type Payload string

// Payloads.
const (
	JSON  Payload = "json"  // a Message
	Slack Payload = "slack" // for an incoming webhook of Slack
	Teams Payload = "teams" // an adaptive card, for a workflow of Microsoft Teams
)

// TLS says how a connection to a mail server is protected.
type TLS string

// Protections.
const (
	StartTLS TLS = "starttls" // the connection becomes TLS before anything else is said, or is given up
	Implicit TLS = "tls"      // TLS from the start
	NoTLS    TLS = "none"     // only to this machine
)

// Sink is where messages go.
type Sink struct {
	Name     string
	Type     Type
	Severity baselines.Severity // the least that is reported
	Clusters []string           // patterns, in which * is any characters; empty: all
	Timeout  time.Duration      // for one attempt
	Webhook  WebhookSettings
	Mail     MailSettings
	Command  []string // the program by its absolute path, and its arguments
}

// WebhookSettings are those of a sink of the type Webhook.
type WebhookSettings struct {
	URL        string    // https, or http to this machine; empty: URLFrom has it
	URLFrom    SecretRef // of a URL that is a secret, as those of Slack and Teams are
	Payload    Payload
	SigningKey SecretRef // empty: requests are not signed
	CAFile     string    // certificates in PEM that are trusted in place of those of the system; may be empty
}

// MailSettings are those of a sink of the type Mail.
type MailSettings struct {
	Server   string // HOST:PORT
	TLS      TLS
	From     string // an address, "clusterdrift <audit@contoso.example>"
	To       []string
	User     string    // empty: without logging on
	Password SecretRef // of the user
	CAFile   string    // as that of WebhookSettings
}

// SecretRef is where a secret is: the first line of a file, or an entry of the keyring of the
// operating system. Both are empty when there is none.
type SecretRef struct {
	File    string // its path; a relative one is below the folder of the configuration
	Keyring string // the user under whose name the keyring has it
}

// Empty reports whether there is no secret.
func (r SecretRef) Empty() bool { return r == SecretRef{} }

// wants reports whether the sink gets notices of a cluster.
func (s Sink) wants(cluster string) bool {
	if len(s.Clusters) == 0 {
		return true
	}
	folded := strict.Fold(cluster)
	for _, p := range s.Clusters {
		if strict.NewPattern(p, false).Matches(folded) {
			return true
		}
	}
	return false
}
