package main

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	//lint:ignore SA1019 NTLM proves the password by its MD4 hash ([MS-NLMP] 3.3.2).
	"golang.org/x/crypto/md4"

	"github.com/clusterdrift/clusterdrift/report/formats"
)

// canaryRun is one command line of the canary test.
type canaryRun struct {
	code int
	env  map[string]string
	args []string
}

// The password, the keys and the tickets of whole runs, over every scheme,
// show in nothing that the program prints or writes, in whatever form.
func TestSecretsShowNowhere(t *testing.T) {
	t.Parallel()
	dir, env, farm := startCommands(t)
	inputs := t.TempDir() // holds secrets, so it is not searched
	d, err := startDomain(inputs)
	if err != nil {
		t.Fatal(err)
	}
	defer d.close()
	if err := os.WriteFile(filepath.Join(inputs, "password"), []byte(storyPassword+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	printed := ""
	for _, r := range canaryRuns(dir, inputs, env) {
		printed += mustRun(t, r.code, r.env, r.args...)
	}
	if entries, err := os.ReadDir(filepath.Join(dir, "traces")); err != nil || len(entries) < 10 {
		t.Fatalf("%d traces, %v", len(entries), err)
	}
	forms := secretForms(storyPassword)
	for _, name := range []string{"audit.keytab", "tickets", "client.key"} {
		addFileForms(t, forms, name, filepath.Join(inputs, name))
	}
	forms.searchText(t, "what the program prints", printed)
	forms.searchFolder(t, dir)
	for _, e := range farm.Endpoints() {
		for _, line := range farm.Stats(e.Node).Commands {
			forms.searchText(t, "a command that "+e.Node+" was sent", line)
		}
	}
}

// canaryRuns use every scheme, over http and https, with what is right and what
// is wrong, and every format.
func canaryRuns(dir, inputs string, env map[string]string) []canaryRun {
	input := func(name string) string { return filepath.Join(inputs, name) }
	story := filepath.Join(dir, "story.yaml")
	traced := []string{"--trace", filepath.Join(dir, "traces")}
	with := func(base []string, more ...string) []string {
		return append(append([]string{}, base...), append(more, traced...)...)
	}
	kerberos := []string{"scan", "-i", input("domain.yaml"), "--auth", "kerberos", "-u", "clusteraudit@" + realmName, "--krb5-conf", input("krb5.conf")}
	sealedByTLS := []string{"-i", input("tls.yaml"), "--krb5-conf", input("krb5.conf")}
	certificate := []string{"--auth", "certificate", "--client-cert", input("client.pem"), "--client-key", input("client.key")}
	wrong := map[string]string{passwordVariable: "not " + storyPassword}
	runs := []canaryRun{
		{4, env, with([]string{"scan", "-i", story, "-v"}, everyFormat(filepath.Join(dir, "reports"))...)},
		{4, nil, []string{"scan", "-i", story, "--password-file", input("password")}},
		{3, env, []string{"collect", "-i", story, "--logs", "--since", "1000h", "-d", filepath.Join(dir, "facts")}},
		{4, nil, []string{"check", filepath.Join(dir, "facts"), "-v"}},
		{0, env, []string{"config", "show", "scan"}},
		{4, env, with([]string{"scan", "-i", story, "-q", "--record", "--keep-facts", "--history", filepath.Join(dir, "history.db")})},
		{4, nil, []string{"check", "--run", "last", "-v", "--history", filepath.Join(dir, "history.db")}},
		{4, env, with([]string{"audit", "-i", story, "-q", "--history", filepath.Join(dir, "history.db"), "--notify", teeNotices(dir)})},
		{0, nil, []string{"history", "show", "last", "-v", "--history", filepath.Join(dir, "history.db")}},
		{0, nil, []string{"history", "export", filepath.Join(dir, "history.jsonl"), "--history", filepath.Join(dir, "history.db")}},
		{0, env, []string{"inventory", "show", "-i", story, "-v"}},
		{5, env, []string{"scan", "-i", story, "-u", `CONTOSO\nobody`}},
		{5, wrong, with([]string{"scan", "-i", story}, everyFormat(filepath.Join(dir, "refused"))...)},
		{5, wrong, with([]string{"scan", "-u", `CONTOSO\clusteraudit`}, append(sealedByTLS, "--auth", "basic")...)},
		{5, wrong, with([]string{"scan", "-u", `CONTOSO\clusteraudit`}, append(sealedByTLS, "--auth", "ntlm")...)},
		{5, wrong, with(kerberos)},
		{2, env, []string{"scan", "-i", story, "--auth", "basic"}},
		{2, env, []string{"scan", "-i", story, "--fail-on", "nothing"}},
		{5, env, []string{"scan", "-i", filepath.Join(dir, "HV08.yaml")}},
		{0, env, with([]string{"doctor", "-i", filepath.Join(dir, "HV01.yaml")})},
		{0, env, with([]string{"doctor", "-o", "json"}, append(sealedByTLS, "--auth", "basic")...)},
		{3, wrong, with([]string{"doctor"}, append(sealedByTLS, "--auth", "basic")...)},
		{0, env, with([]string{"query", "-i", story, "HV01", "SELECT * FROM Win32_OperatingSystem"})},
		{0, env, with([]string{"scan"}, append(sealedByTLS, "--auth", "basic")...)},
		{0, env, with([]string{"scan"}, append(sealedByTLS, "--auth", "ntlm")...)},
		{0, env, with(kerberos, everyFormat(filepath.Join(dir, "kerberos"))...)},
		{0, nil, with(kerberos, "--keytab", input("audit.keytab"), "-v")},
		{0, nil, with(kerberos, "--ccache", input("tickets"))},
		{2, nil, append(kerberos, "--keytab", input("krb5.conf"))},
		{2, nil, append(kerberos, "--ccache", input("audit.keytab"))},
		{0, env, with([]string{"scan"}, append(sealedByTLS, certificate...)...)},
		{2, nil, []string{"scan", "-i", input("tls.yaml"), "--auth", "certificate", "--client-cert", input("client.key"), "--client-key", input("client.key")}},
	}
	return runs
}

// teeNotices is a configuration of notices that has them written to a file of a folder.
func teeNotices(dir string) string {
	file := filepath.Join(dir, "notify.yaml")
	text := "format: 1\nsinks:\n  - {name: log, type: command, command: [/usr/bin/tee, '" + filepath.Join(dir, "notices.jsonl") + "']}\n"
	_ = os.WriteFile(file, []byte(text), 0o600) // the command fails if it is not there
	return file
}

// everyFormat writes each format that there is to a file of a folder.
func everyFormat(dir string) []string {
	_ = os.MkdirAll(dir, 0o700) // the command fails if it is not there
	args := []string{"-o", "text"}
	for _, format := range formats.Names() {
		args = append(args, "-o", format+"="+filepath.Join(dir, "report."+format))
	}
	for _, format := range formats.DirectoryNames() {
		args = append(args, "-o", format+"="+filepath.Join(dir, format))
	}
	return args
}

// forms are the ways in which secrets could slip out, by what they are.
type forms map[string]string

func (f forms) searchText(t *testing.T, where, text string) {
	t.Helper()
	folded := strings.ToLower(text)
	for form, secret := range f {
		if strings.Contains(text, secret) || strings.Contains(form, "hex") && strings.Contains(folded, secret) {
			t.Errorf("%s holds a secret (%s)", where, form)
		}
	}
}

func (f forms) searchFolder(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		f.searchText(t, filepath.Base(path), string(data))
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// secretForms are the forms of a password: as text, as a part of it, in the
// encodings of the wire, as the proof of Basic, and as its NT hash.
func secretForms(s string) forms {
	j, _ := json.Marshal(s)
	all := forms{
		"plain":   s,
		"json":    strings.Trim(string(j), `"`),
		"escaped": strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s),
		"part":    "Story-Pa55",
		"percent": "Story-Pa55%20",
	}
	var little, big []byte
	for _, u := range utf16.Encode([]rune(s)) {
		little = append(little, byte(u), byte(u>>8))
		big = append(big, byte(u>>8), byte(u))
	}
	hash := md4.New()
	hash.Write(little)
	all.add("UTF-8", []byte(s))
	all.add("UTF-16LE", little)
	all.add("UTF-16BE", big)
	all.add("NT hash", hash.Sum(nil))
	all["Basic"] = base64.StdEncoding.EncodeToString([]byte(`CONTOSO\clusteraudit:` + s))
	return all
}

// add adds bytes as they are, in hex and in base64. Where they do not begin on
// a group of base64, only the groups that no neighbour changes are looked for.
func (f forms) add(name string, b []byte) {
	f[name] = string(b)
	f[name+" hex"] = hex.EncodeToString(b)
	for offset := range 3 {
		inner := b[offset:]
		inner = inner[:len(inner)/3*3]
		f[fmt.Sprintf("%s base64 %d", name, offset)] = base64.StdEncoding.EncodeToString(inner)
		f[fmt.Sprintf("%s base64url %d", name, offset)] = base64.URLEncoding.EncodeToString(inner)
	}
}

// addFileForms adds the ways in which the content of a file could slip out: the
// keys and tickets that it ends with.
func addFileForms(t *testing.T, f forms, name, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if block, _ := pem.Decode(data); block != nil {
		data = block.Bytes
	}
	const piece = 26 // its groups of base64 are found whatever precedes it
	if len(data) < piece {
		t.Fatal(errors.New(name + " is too short to hold a secret"))
	}
	end := data[len(data)-piece:]
	f.add(name, end)
	f[name+" decimal"] = strings.Trim(fmt.Sprint(end), "[]")
}
