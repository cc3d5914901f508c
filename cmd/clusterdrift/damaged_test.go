package main

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/report"
)

// TestDamagedFilesOfKeysAreNotRepeated cuts files that hold keys and tickets in
// every place, and mixes them up: what is printed has nothing of them.
func TestDamagedFilesOfKeysAreNotRepeated(t *testing.T) {
	needsNoRace(t)
	t.Parallel()
	inputs := t.TempDir()
	d, err := startDomain(inputs)
	if err != nil {
		t.Fatal(err)
	}
	defer d.close()
	in := func(name string) string { return filepath.Join(inputs, name) }
	damaged := filepath.Join(t.TempDir(), "damaged")
	kerberos := []string{"doctor", "-i", in("domain.yaml"), "--auth", "kerberos", "-u", "clusteraudit@" + realmName}
	certificate := []string{"doctor", "-i", in("tls.yaml"), "--auth", "certificate"}
	ways := map[string][]string{
		"keytab":      append(kerberos, "--krb5-conf", in("krb5.conf"), "--keytab", damaged),
		"ccache":      append(kerberos, "--krb5-conf", in("krb5.conf"), "--ccache", damaged),
		"krb5.conf":   append(kerberos, "--keytab", in("audit.keytab"), "--krb5-conf", damaged),
		"key":         append(certificate, "--client-cert", in("client.pem"), "--client-key", damaged),
		"certificate": append(certificate, "--client-cert", damaged, "--client-key", in("client.key")),
		"ca":          {"doctor", "-i", in("tls.yaml"), "-u", "u", "--ca-file", damaged},
		"inventory":   {"inventory", "show", "-i", damaged},
		"baseline":    {"baseline", "lint", damaged + ".yaml"},
		"waivers":     {"waiver", "lint", damaged},
		"facts":       {"check", damaged},
		"config":      {"scan", "--config", damaged, "n"},
		"password":    {"scan", "n", "-u", "u", "--password-file", damaged, "--connect-timeout", "1ms"},
	}
	env := map[string]string{passwordVariable: ""}
	for _, name := range []string{"audit.keytab", "tickets", "client.key"} {
		data, err := os.ReadFile(in(name))
		if err != nil {
			t.Fatal(err)
		}
		for way, args := range ways {
			for _, size := range sizes(len(data), way != "password") {
				cut := data[:size]
				for _, path := range []string{damaged, damaged + ".yaml"} {
					if err := os.WriteFile(path, cut, 0o600); err != nil {
						t.Fatal(err)
					}
				}
				code, stdout, stderr := runCommand(t.Context(), env, args...)
				strict := slices.Contains([]string{"keytab", "ccache", "key", "certificate", "ca", "facts"}, way)
				if code != 2 && size <= 100 && strict {
					t.Errorf("%s, %d bytes of %s: exit %d\n%s%s", way, size, name, code, stdout, stderr)
				}
				if form := repeated(stdout+stderr, cut); form != "" {
					t.Errorf("%s, %d bytes of %s: repeated as %s in\n%s%s", way, size, name, form, stdout, stderr)
				}
			}
		}
	}
}

// sizes are where a file is cut: where its parts begin, and in between.
func sizes(length int, cutToo bool) []int {
	all := []int{length}
	for _, size := range []int{0, 1, 2, 3, 6, 10, 20, 40, 64, 80, 100, 120, length / 2, length - 8, length - 1} {
		if cutToo && size >= 0 && size < length {
			all = append(all, size)
		}
	}
	return all
}

// repeated names the form in which a text repeats a part of a file that is no
// text itself, or a line of base64; empty when it does not.
func repeated(text string, data []byte) string {
	const piece = 9 // a multiple of 3, so that base64 shows it wherever it starts on one
	for at := 0; at+piece <= len(data); at++ {
		part := data[at : at+piece]
		if !likeAKey(part) {
			continue
		}
		decimal := strings.Trim(fmt.Sprint(part), "[]")
		for form, s := range map[string]string{
			"bytes": string(part), "cleaned bytes": report.Clean(string(part)), "hexadecimal": hex.EncodeToString(part), "base64": base64.StdEncoding.EncodeToString(part),
			"decimal": decimal, "a list": strings.ReplaceAll(decimal, " ", ", "), "Go": strings.Trim(fmt.Sprintf("%q", part), `"`),
			"hexadecimal with blanks": fmt.Sprintf("% x", part), "a list of Go": strings.TrimSuffix(strings.TrimPrefix(fmt.Sprintf("%#v", part), "[]byte{"), "}"),
		} {
			if strings.Contains(strings.ToLower(text), strings.ToLower(s)) {
				return form
			}
		}
	}
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); len(line) > 20 && !strings.Contains(line, "-----") && strings.Contains(text, line[:16]) {
			return "a line of it"
		}
	}
	return ""
}

// likeAKey tells the bytes of a key or ticket from names.
func likeAKey(part []byte) bool {
	odd := 0
	for _, c := range part {
		if c < ' ' || c > '~' {
			odd++
		}
	}
	return odd >= 3
}
