// Package setting names what the program can be set to, for texts that advise a
// change of it.
//
// A library does not know how its settings are given: by a flag, a variable, an
// inventory. So its texts say "the setting ca_file", by the word that inventories
// have for it, and that is what facts keep. A program that prints such a text may
// put its own name for the setting in that place, with Rename. The package
// imports nothing of the program.
package setting

import "regexp"

// Name is a setting by its word in an inventory; those that an inventory does not
// have are spelled the same way.
type Name string

// Settings that texts advise on.
const (
	AllowEnv           Name = "allow_env"
	AnswerMemory       Name = "answer_memory"
	Auth               Name = "auth"
	CAFile             Name = "ca_file"
	ClientCert         Name = "client_cert"
	ClientKey          Name = "client_key"
	Concurrency        Name = "concurrency"
	DateOrder          Name = "date_order"
	DiscoverAny        Name = "discover_any"
	InsecureSkipVerify Name = "insecure_skip_verify"
	Keytab             Name = "keytab"
	Krb5Conf           Name = "krb5_conf"
	LogSize            Name = "log_size"
	MaxRefusals        Name = "max_refusals"
	MessageTimeout     Name = "message_timeout"
	PasswordFile       Name = "password_file"
	PasswordStdin      Name = "password_stdin"
	Port               Name = "port"
	Realm              Name = "realm"
	SPN                Name = "spn"
	Timeout            Name = "timeout"
	TLSMin             Name = "tls_min"
	TLSPin             Name = "tls_pin"
	TLSServerName      Name = "tls_server_name"
	Trace              Name = "trace"
	Transport          Name = "transport"
)

// Names lists all settings, sorted.
func Names() []Name {
	return []Name{
		AllowEnv, AnswerMemory, Auth, CAFile, ClientCert, ClientKey, Concurrency, DateOrder, DiscoverAny, InsecureSkipVerify,
		Keytab, Krb5Conf, LogSize, MaxRefusals, MessageTimeout, PasswordFile, PasswordStdin, Port, Realm,
		SPN, Timeout, TLSMin, TLSPin, TLSServerName, Trace, Transport,
	}
}

// String is how a text names the setting: "the setting ca_file".
func (n Name) String() string { return "the setting " + string(n) }

// mention finds what String writes, for any name.
var mention = regexp.MustCompile(`\bthe setting ([a-z][a-z0-9_]*)`)

// Rename gives a text in which each setting that String wrote has the name that a
// program has for it. Words after "the setting" that name none stay as they are.
func Rename(text string, name func(Name) string) string {
	return mention.ReplaceAllStringFunc(text, func(found string) string {
		word := Name(mention.FindStringSubmatch(found)[1])
		for _, n := range Names() {
			if n == word {
				return name(n)
			}
		}
		return found
	})
}
