package inventory

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// envOf looks variables up in a map.
func envOf(env map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) { v, ok := env[name]; return v, ok }
}

// TestVariableNames lets an inventory have the variables that are meant for it
// or allowed, and no setting of the program and no secret by any permission. It
// does not say whether a variable is set that it may not read.
func TestVariableNames(t *testing.T) {
	tests := []struct {
		name string
		why  string // part of the problem; empty: it may be read
		hint string
	}{
		{"CLUSTERDRIFT_VAR_SITE", "", ""},
		{"clusterdrift_var_site", "", ""},
		{"ALLOWED", "", ""},
		{"allowed", "", ""},
		{"SITE_USER", "not one that an inventory may use", "rename it to CLUSTERDRIFT_VAR_SITE_USER, or use the setting allow_env SITE_USER"},
		{"ALLOWED_2", "not one that an inventory may use", "rename it to CLUSTERDRIFT_VAR_ALLOWED_2, or use the setting allow_env ALLOWED_2"},
		{"HOME", "not one that an inventory may use", "the setting allow_env HOME"},
		{"CLUSTERDRIFT", "not one that an inventory may use", "the setting allow_env CLUSTERDRIFT"},
		{"CLUSTERDRIFT_VAR", "kept for clusterdrift itself", "rename it to CLUSTERDRIFT_VAR_VAR"},
		{"CLUSTERDRIFT_USER", "kept for clusterdrift itself", "rename it to CLUSTERDRIFT_VAR_USER"},
		{"Clusterdrift_User", "kept for clusterdrift itself", "rename it to CLUSTERDRIFT_VAR_User"},
		{"CLUSTERDRIFT_ALLOW_ENV", "kept for clusterdrift itself", ""},
		{"CLUSTERDRIFT_A_FLAG_TO_COME", "kept for clusterdrift itself", ""},
		{"CLUSTERDRIFT_VARIABLE", "kept for clusterdrift itself", ""},
		{"CLUSTERDRIFT_PASSWORD", `"PASS" in its name suggests a secret`, "the setting password_file"},
		{"clusterdrift_password", `"pass" in its name suggests a secret`, ""},
		{"CLUSTERDRIFT_VAR_PASSWORD", `"PASS" in its name suggests a secret`, "the setting password_file"},
		{"CLUSTERDRIFT_VAR_COMPASS", `"PASS" in its name suggests a secret`, "rename the variable if it is not one"},
		{"ALLOWED_SECRET", `"SECRET" in its name suggests a secret`, "rename the variable"},
		{"allowed_secret", `"secret" in its name suggests a secret`, ""},
	}
	o := Options{AllowEnv: []string{"ALLOWED", "Allowed_Secret", "CLUSTERDRIFT_USER", "CLUSTERDRIFT_PASSWORD"}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			problem, hint := o.notReadable(tt.name)
			if (problem == "") != (tt.why == "") || !strings.Contains(problem, tt.why) || !strings.Contains(hint, tt.hint) {
				t.Errorf("%q, %q", problem, hint)
			}
			if tt.why == "" {
				return
			}
			text := "{format: 1, clusters: [{name: ONE, nodes: [HV01], user: '${" + tt.name + "}'}]}"
			for _, env := range []map[string]string{nil, {tt.name: "a-value"}} {
				_, err := load("i.yaml", []byte(text), Options{AllowEnv: []string{"ALLOWED", "ALLOWED_SECRET"}, Env: envOf(env)})
				if err == nil || !strings.HasPrefix(err.Error(), "i.yaml:1:57: ") && !strings.HasPrefix(err.Error(), "the setting allow_env: ") ||
					!strings.Contains(err.Error(), "i.yaml:1:57: "+problem) || strings.Contains(err.Error(), "a-value") {
					t.Errorf("with %v: %v", env, err)
				}
			}
		})
	}
}

// TestSecretNames has the names of variables that hold secrets somewhere, and
// some that only look a little like them.
func TestSecretNames(t *testing.T) {
	secret := strings.Fields(`PASSWORD DB_PASS SSHPASS PGPASSFILE PASSPHRASE USER_PWD ADMIN_PW ADMINPW DBPW_2 SITE_SECRET SECRETS GITHUB_TOKEN TOKENS CI_JOB_TOKEN
		AWS_CREDENTIALS GOOGLE_APPLICATION_CREDENTIALS MY_CRED CREDS_FILE PRIVATE_PEM APIKEY API_KEY API_KEY_2 APIKEY2 ACCESS_KEY AWS_ACCESS_KEY_ID
		AZURE_STORAGE_KEY SIGNINGKEY SSH_KEYFILE KEY KEYS HOST_KEY GITHUB_PAT PAT PAT_2 PAT2 COOKIE SESSION_COOKIE SESSIONID WEB_SESSION BEARER
		X_BEARER_X AUTH SITE_AUTH SSH_AUTH_SOCK OAUTH BASICAUTH HTTP_AUTHORIZATION JWT ID_JWT DSN SENTRY_DSN CONNSTR CONN_STR CONNECTION_STRING
		CONNECTIONSTRING DB_CONN_STRING CONNECTION_STR SLACK_WEBHOOK_URL NTHASH USER_HASH CARD_PIN MFA_OTP TOTP STORAGE_SAS WIFI_PSK KENNWORT`)
	for _, name := range secret {
		for _, n := range []string{name, strings.ToLower(name), VariablePrefix + name} {
			if speaksOfSecret(n) == "" {
				t.Errorf("%s is taken for no secret", n)
			}
		}
	}
	plain := strings.Fields(`PATH SITE_PATH CLASSPATH PATTERN PATCH SPAT HOME USER USERNAME LOGNAME DOMAIN REALM SITE PKI_DIR KEYTAB KEYTAB_DIR KEYBOARD
		KRB5CCNAME AUTHOR AUTHORITY CA_AUTHORITY_FILE CERT_FILE CONN CONNECTIONS STRING SPINDLE OPINION HASHED CREDIT DNS PWSH SASH TOTAL JWTS0`)
	for _, name := range plain {
		if word := speaksOfSecret(name); word != "" {
			t.Errorf("%s is taken for a secret because of %q", name, word)
		}
	}
}

// TestAllowEnv refuses what no permission helps, for each kind of inventory.
func TestAllowEnv(t *testing.T) {
	o := Options{AllowEnv: []string{"SITE", "SITE_*", "${SITE}", "", "CLUSTERDRIFT_USER", "MY_TOKEN", "CLUSTERDRIFT_VAR_X"}}
	want := []string{
		`the setting allow_env: "" is not the name of an environment variable; write it like SITE_USER, each variable by its whole name`,
		`the setting allow_env: "${SITE}" is not the name of an environment variable; write it like SITE_USER, each variable by its whole name`,
		`the setting allow_env: "SITE_*" is not the name of an environment variable; write it like SITE_USER, each variable by its whole name`,
		`the setting allow_env: the environment variable CLUSTERDRIFT_USER is not one that an inventory may use: it is kept for clusterdrift itself; rename it to CLUSTERDRIFT_VAR_USER`,
		`the setting allow_env: the environment variable MY_TOKEN is not one that an inventory may use: "TOKEN" in its name suggests a secret; give secrets by the setting password_file, and rename the variable if it is not one`,
	}
	for kind, text := range map[string]string{"own": "format: 1\nclusters: [{name: ONE, nodes: [HV01]}]\n", "Ansible": "[one]\nhv01\n"} {
		_, err := loadText(t, text, o)
		if err == nil {
			t.Fatalf("%s: no error", kind)
		}
		if diff := cmp.Diff(want, lines(t, err)); diff != "" {
			t.Errorf("%s: %s", kind, diff)
		}
	}
}

// TestInjected has values of variables that would mean something else than the
// inventory says.
func TestInjected(t *testing.T) {
	tests := []struct {
		name, setting, value string
		want                 string // part of the problem; empty: it is taken
	}{
		{"a host", "address: '${V}'", "hv01.contoso.example", ""},
		{"an address", "address: '${V}'", "2001:db8::1", ""},
		{"a part of a host", "address: 'hv01.${V}'", "contoso.example", ""},
		{"a host with a port", "address: '${V}'", "hv01:80", `"hv01:80" is not a host name or address; it comes from the environment`},
		{"a port after a host", "address: 'hv01.${V}'", "x:80", `"hv01.x:80" is not a host name or address`},
		{"a path after a host", "address: 'hv01.${V}'", "x/", `"hv01.x/" is not a host name or address`},
		{"two lines", "address: 'hv01.${V}'", "x\ny", "the environment variable V holds a control character; set it to one line of text"},
		{"a server name", "tls_server_name: 'hv01.${V}'", "contoso.example", ""},
		{"a server name with a port", "tls_server_name: '${V}'", "hv01:80", `"hv01:80" is not a host name or address`},
		{"a user", "user: '${V}'", `CONTOSO\audit`, ""},
		{"a part of a user", `user: 'CONTOSO\${V}'`, "audit", ""},
		{"another domain of a user", "user: '${V}@contoso.example'", "audit@evil.example", "the environment variable V holds a @, which would take the text around it apart"},
		{"a domain with a user", `user: '${V}\audit'`, `EVIL\x`, `the environment variable V holds a \, which`},
		{"a user with an escape sequence", "user: '${V}'", "audit\x1b[2J", "control character"},
		{"a user that is not UTF-8", "user: '${V}'", "audit\xff", "control character"},
		{"a realm", "realm: '${V}'", "CONTOSO.EXAMPLE", ""},
		{"a principal", "spn: '${V}'", "HTTP/hv01.contoso.example", ""},
		{"a part of a principal", "spn: 'HTTP/${V}'", "hv01", ""},
		{"a principal of another realm", "spn: 'HTTP/${V}'", "hv01@EVIL.EXAMPLE", "holds a @"},
		{"another service", "spn: '${V}/hv01'", "cifs/dc01", "holds a /"},
		{"any folder at the start", "ca_file: '${V}/ca.pem'", "../pki", ""},
		{"an absolute folder at the start", "keytab: '${V}/audit.keytab'", "/etc/keys", ""},
		{"a folder within", "ca_file: 'pki/${V}/ca.pem'", "site/a", ""},
		{"a folder above", "ca_file: 'pki/${V}/ca.pem'", "..", `"pki/../ca.pem" leads out of the folder that is written before the variable; it comes from the environment`},
		{"a folder above, in two pieces", "keytab: 'keys/.${V}/x'", ".", `"keys/../x" leads out`},
		{"folders above an absolute one", "ccache: '/var/krb/${V}'", "../../etc/x", `"/var/krb/../../etc/x" leads out`},
		{"a folder above a part of a name", "ca_file: 'ca-${V}.pem'", "/../../x", `"ca-/../../x.pem" leads out`},
		{"a baseline", "baseline: '${V}'", "auto", ""},
		{"a baseline above", "baseline: ['sites/${V}.yaml']", "../other", `"sites/../other.yaml" leads out`},
		{"a baseline twice", "baseline: [auto, '${V}']", "auto", `the baseline "auto" is named twice; it comes from the environment`},
		{"a variable in a value", "user: '${V}'", "${HOME}", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := "format: 1\nclusters:\n  - name: ONE\n    nodes:\n      - name: HV01\n        " + tt.setting + "\n"
			got, err := load(filepath.Join("dir", "i.yaml"), []byte(text), Options{AllowEnv: []string{"V"}, Env: envOf(map[string]string{"V": tt.value, "HOME": "/root"})})
			switch {
			case tt.want == "" && err != nil:
				t.Error(err)
			case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), filepath.Join("dir", "i.yaml")+":6:")):
				t.Errorf("%v, want %s", err, tt.want)
			case tt.want == "" && tt.value == "${HOME}" && got.Nodes[0].User != "${HOME}":
				t.Errorf("the value was filled in itself: %q", got.Nodes[0].User)
			}
		})
	}
}

// TestVariables fills in what the environment has, and leaves what is doubled.
func TestVariables(t *testing.T) {
	env := map[string]string{"CLUSTERDRIFT_VAR_USER": `CONTOSO\audit$`, "D": "example", "clusterdrift_var_root": "/srv"}
	text := `{format: 1, clusters: [{name: "ONE", user: "${CLUSTERDRIFT_VAR_USER}", nodes: [
		{name: HV01, address: "hv01.${D}", ca_file: "${clusterdrift_var_root}/ca.pem", baseline: ["${clusterdrift_var_root}/a.yaml", "b$.yaml"]},
		{name: HV02, user: "$${D} $$${D} $D $", spn: "HTTP/hv02.${D}", realm: "${D}", tls_server_name: "x.${D}"}]}]}`
	got, err := load("i.yaml", []byte(text), Options{Override: Settings{Realm: "FLAG"}, AllowEnv: []string{"d"}, Env: envOf(env)})
	if err != nil {
		t.Fatal(err)
	}
	want := []Node{
		{"HV01", "ONE", "hv01.example", Settings{Port: 5985, Transport: "http", Auth: "ntlm", User: `CONTOSO\audit$`, Realm: "FLAG", CAFile: filepath.FromSlash("/srv/ca.pem")}, []string{filepath.FromSlash("/srv/a.yaml"), "b$.yaml"}, ""},
		{"HV02", "ONE", "HV02", Settings{Port: 5985, Transport: "http", Auth: "ntlm", User: "${D} $${D} $D $", SPN: "HTTP/hv02.example", Realm: "FLAG", TLSServerName: "x.example"}, nil, ""},
	}
	if diff := cmp.Diff(want, got.Nodes); diff != "" {
		t.Error(diff)
	}
	if got.Sources[0]["realm"] != "flag" || got.Sources[0]["address"] != "i.yaml:2" {
		t.Error(got.Sources[0])
	}
	if diff := cmp.Diff(got.Nodes[1], reloaded(t, got.Nodes, "/srv/i.yaml", Options{})[1]); diff != "" {
		t.Error(diff)
	}
}
