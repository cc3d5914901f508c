//go:build unix

package main

import (
	"context"
	"errors"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
)

// specialFiles are what is not a regular file, by their names in a folder, which
// are those of inventories and baselines, or of facts.
func specialFiles(t *testing.T, dir, ending string) []string {
	t.Helper()
	at := func(name string) string { return filepath.Join(dir, name+ending) }
	err := errors.Join(syscall.Mkfifo(at("pipe"), 0o600), os.Mkdir(at("folder"), 0o700), os.Symlink("/dev/zero", at("endless")))
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("unix", at("socket"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return []string{at("pipe"), at("folder"), at("endless"), at("socket")}
}

// refuses runs a command line that is given a special file: it ends with 2, and
// says which file is meant.
func refuses(t *testing.T, special string, args ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // so that a hang is a failure
	defer cancel()
	code, stdout, stderr := runCommand(ctx, map[string]string{passwordVariable: "secret"}, args...)
	if code != 2 || !strings.Contains(stderr, filepath.Base(special)) || stdout != "" {
		t.Errorf("%v exits %d:\n%s%s", args, code, stdout, stderr)
	}
}

// fileFlags is what makes a command read the file that a flag names.
type fileFlags struct {
	arguments map[string][]string // of a command
	beside    map[string][]string // other flags, by the flag
}

func newFileFlags(t *testing.T) fileFlags {
	t.Helper()
	dir := t.TempDir()
	d, err := startDomain(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.close)
	in := func(name string) string { return filepath.Join(dir, name) }
	facts := in("facts")
	mustRun(t, 0, map[string]string{passwordVariable: storyPassword}, "collect", "-i", in("domain.yaml"), "-d", facts)
	result := in("result.json")
	if err := os.WriteFile(result, rendered(t, "json", report.New(report.Input{})), 0o600); err != nil {
		t.Fatal(err)
	}
	shard := in("shard.json")
	if err := os.WriteFile(shard, rendered(t, "json", report.New(report.Input{Shard: &report.Shard{Index: 1, Count: 1, Inventory: "sha256:" + strings.Repeat("0", 64)}})), 0o600); err != nil {
		t.Fatal(err)
	}
	kerberos := []string{"--auth", "kerberos"}
	tickets := append(kerberos, "--krb5-conf", in("krb5.conf"))
	certificate := []string{"--auth", "certificate", "--transport", "https"}
	node := []string{"hv01.example", "--user", "somebody@CONTOSO.EXAMPLE"}
	return fileFlags{
		arguments: map[string][]string{
			"scan": node, "collect": append(node, "--dir", facts), "doctor": node, "baseline capture": node,
			"query": append([]string{node[0], "SELECT Name FROM Win32_Service"}, node[1:]...), "inventory show": node,
			"audit": append(node, "--scope", "nightly", "--history", in("history.db")), "notify lint": {"none.yaml"}, "notify test": {"oncall"}, "notify pending": nil, "serve": nil, "serve lint": {"none.yaml"},
			"check": {facts}, "diagnose": {result}, "diagnose lint": {"none.yaml"}, "render": {result}, "merge": {shard}, "diff": {result, result}, "demo": {"--serve"}, "baseline show": {"ws2019"}, "baseline diff": {"ws2019", "ws2022"}, "explain": {"hotfix"},
			"baseline lint": {"ws2019"}, "baseline test": {"ws2019"}, "waiver lint": {"none.yaml"}, "inventory lint": {"none.yaml"}, "schema": {"facts"}, "man": {facts},
			"credential set": {"somebody"}, "credential delete": {"somebody"}, "baseline list": nil, "baseline import-cve": {facts}, "config show": nil, "version": nil,
			"history list": nil, "history show": {"last"}, "history trend": {"FIELDREPORT"}, "history finding": {"FIELDREPORT", "hotfix/KB1"}, "history stats": nil,
			"history prune": {"--keep", "1"}, "history reindex": nil, "history export": {in("exported.jsonl")}, "history import": {result},
		},
		beside: map[string][]string{
			"ca-file": nil, "password-file": nil, "waivers": nil, "incidents": nil, "new-since": nil, "causes": nil, "baseline": nil, "with": nil, "output": nil, "inventory": nil, "config": nil, "facts": nil, "history-url-file": nil, "notify": nil, "access": nil,
			"file": {"--force"}, "keytab": tickets, "ccache": tickets, "krb5-conf": kerberos,
			"client-cert": append(certificate, "--client-key", in("client.key")),
			"client-key":  append(certificate, "--client-cert", in("client.pem")),
		},
	}
}

// line is the command line that gives a file to a flag of a command.
func (f fileFlags) line(t *testing.T, command, flag, file string) []string {
	arguments, known := f.arguments[command]
	beside, knownToo := f.beside[flag]
	if !known || !knownToo {
		t.Fatalf("nothing here makes %s read the file of --%s", command, flag)
	}
	if flag == "output" {
		file = "json=" + file
	}
	if command == "diff" && (flag == "history-url-file" || flag == "baseline" || flag == "waivers") {
		arguments = nil // the last runs are compared
		if flag != "history-url-file" {
			beside = []string{"--same-baseline"}
		}
	} else if flag == "history-url-file" && command == "audit" {
		arguments = f.arguments["scan"] // another history is named
	} else if flag == "history-url-file" && command != "notify pending" && command != "serve" && !strings.HasPrefix(command, "history ") {
		beside = []string{"--record"}
	}
	if flag == "inventory" && (command == "scan" || command == "audit" || command == "collect" || command == "doctor" || command == "inventory show") {
		arguments = arguments[1:] // it names the nodes
	}
	return slices.Concat(strings.Fields(command), []string{"--" + flag, file}, beside, arguments)
}

// each calls try for every flag of every command that names a file, found by its
// usage.
func (f fileFlags) each(t *testing.T, try func(command, flag string)) {
	t.Helper()
	// What show prints comes from the inventory and the flags: it reads none of these.
	unread := []string{"ca-file", "password-file", "keytab", "ccache", "krb5-conf", "client-cert", "client-key"}
	all := cli.Commands(newRoot(term.Terminal{}))
	tried := map[string]bool{}
	for _, command := range slices.Sorted(maps.Keys(all)) {
		all[command].Flags().VisitAll(func(flag *pflag.Flag) {
			value, _ := pflag.UnquoteUsage(flag)
			if strings.Contains(value, "FILE") && (command != "inventory show" || !slices.Contains(unread, flag.Name)) {
				try(command, flag.Name)
				tried[flag.Name] = true
			}
		})
	}
	if len(tried) != len(f.beside) {
		t.Errorf("tried %v", tried)
	}
}

// TestFileFlags gives each flag that names a file what is none.
func TestFileFlags(t *testing.T) {
	needsNoRace(t)
	special := specialFiles(t, t.TempDir(), ".yaml")
	flags := newFileFlags(t)
	flags.each(t, func(command, flag string) {
		for _, file := range special {
			if name := filepath.Base(file); flag == "output" && (name == "pipe.yaml" || name == "endless.yaml") {
				continue // it can be written to
			}
			refuses(t, file, flags.line(t, command, flag, file)...)
		}
	})
}

// TestLargeFiles gives each flag whose file is read one that is too large for any.
func TestLargeFiles(t *testing.T) {
	large := filepath.Join(t.TempDir(), "large.yaml")
	if err := errors.Join(os.WriteFile(large, nil, 0o600), os.Truncate(large, 1<<32)); err != nil {
		t.Skip(err) // no sparse files
	}
	flags := newFileFlags(t)
	flags.each(t, func(command, flag string) {
		if flag == "output" || flag == "file" || command == "demo" {
			return // it is written
		}
		limit := "1 MiB"
		if flag == "facts" || flag == "incidents" {
			limit = "64 MiB"
		}
		if flag == "new-since" {
			limit = "256 MiB"
		}
		args := flags.line(t, command, flag, large)
		code, _, stderr := runCommand(t.Context(), map[string]string{passwordVariable: "secret"}, args...)
		if code != 2 || !strings.Contains(stderr, "it is larger than "+limit+", the limit for this kind of file") {
			t.Errorf("%v exits %d:\n%s", args, code, stderr)
		}
	})
}

// TestFilesNamedElsewhere has files that arguments, folders and other files name.
func TestFilesNamedElsewhere(t *testing.T) {
	for _, path := range specialFiles(t, t.TempDir(), ".yaml") {
		refuses(t, path, "baseline", "lint", path)
		refuses(t, path, "baseline", "show", path)
		refuses(t, path, "baseline", "diff", "ws2019", path)
		refuses(t, path, "waiver", "lint", path)
		if info, err := os.Stat(path); err != nil || !info.IsDir() { // a folder of records is one
			refuses(t, path, "baseline", "import-cve", path)
		}

		dir := t.TempDir()
		write := func(name, text string) string {
			file := filepath.Join(dir, name)
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			return file
		}
		site := write("site.yaml", "format: 1\nname: site\ntitle: Ours\nreviewed: 2026-11-22\nextends: ["+path+"]\n")
		refuses(t, path, "baseline", "lint", site)
		for _, key := range []string{"ca_file", "keytab", "ccache", "baseline"} {
			auth := ""
			if key == "keytab" || key == "ccache" {
				auth = "  auth: kerberos\n"
			}
			inventory := write(key+".yaml", "format: 1\ndefaults:\n  user: u@CONTOSO.EXAMPLE\n"+auth+"  "+key+": "+path+"\nclusters: [{name: C, nodes: [hv01.example]}]\n")
			refuses(t, path, "scan", "-i", inventory)
		}
	}
	for _, path := range specialFiles(t, t.TempDir(), ".json") {
		refuses(t, path, "render", path)
		refuses(t, path, "merge", path)
		refuses(t, path, "diff", path, path)
		refuses(t, path, "baseline", "capture", path)
		if filepath.Base(path) != "folder.json" { // there, a folder is one of facts
			refuses(t, path, "check", path)
		}
	}
	facts := t.TempDir()
	for _, path := range specialFiles(t, facts, ".json") {
		refuses(t, path, "check", facts)
	}
}

// The variable files next to an Ansible inventory are not waited for either.
func TestAnsibleFolders(t *testing.T) {
	dir := t.TempDir()
	hosts, vars := filepath.Join(dir, "hosts.ini"), filepath.Join(dir, "host_vars")
	err := errors.Join(os.WriteFile(hosts, []byte("[hyperv]\nhv01.example\n"), 0o600), os.Mkdir(vars, 0o700),
		syscall.Mkfifo(filepath.Join(vars, "hv01.example.yml"), 0o600))
	if err != nil {
		t.Fatal(err)
	}
	refuses(t, "hv01.example.yml", "scan", "-u", "somebody", "-i", hosts)
}

// A pipe is not accepted as a password file, and the error names the alternative.
func TestPasswordFromAPipe(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	_, _, stderr := runCommand(t.Context(), nil, "scan", "-u", "somebody", "--password-file", pipe, "hv01.example")
	want := "open the password file: it is a pipe, not a regular file\n  check " + pipe + "; to pipe in a password, use --password-stdin\n"
	if !strings.HasPrefix(stderr, want) {
		t.Errorf("%s, want %s", stderr, want)
	}
}
