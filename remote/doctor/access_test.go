package doctor

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// accessReports are the reports that show what the rows of the table in ACCESS.md
// say, by step and what is seen.
var accessReports = map[string]string{
	"resolve: `does not resolve`":                                                                "resolve",
	"connect: `connection refused`":                                                              "connect",
	"tls: `does not speak TLS on this port`":                                                     "tls-missing",
	"tls: `signed by an authority that is not trusted here`":                                     "tls-untrusted",
	"tls: `the certificate is not for this name`":                                                "tls-name",
	"tls: `the certificate has no subject alternative name (SAN)`":                               "tls-no-san",
	"tls: `is signed with SHA-1, which can be forged`":                                           "tls-sha1",
	"ticket: `the KDC refuses the password or the key (code 24)`":                                "ticket-password",
	"ticket: `the KDC does not know the service (code 7)`":                                       "ticket-principal",
	"authenticate: `the headers of the request are too long for the node (HTTP 400)`":            "http-too-long",
	"authenticate: `no listener of the node is for the name`":                                    "http-host-name",
	"authenticate: `access to the address is forbidden (HTTP 403)`":                              "http-forbidden",
	"authenticate: `WinRM does not answer at /wsman (HTTP 404)`":                                 "http-prefix",
	"authenticate: `another web server answers on this port (HTTP 405)`":                         "http-method",
	"authenticate: `a proxy answers, and demands a log-on of its own (HTTP 407)`":                "http-proxy",
	"authenticate: `the answer redirects elsewhere (HTTP 302)`":                                  "http-redirect",
	"authenticate: `a proxy or a load balancer answers, and does not reach the node (HTTP 502)`": "http-gateway",
	"authenticate: `the WinRM service is stopped or has no listener (HTTP 503)`":                 "http-unavailable",
	"authenticate: `the connection ended after the node's challenge`":                            "http-balancer",
	"authenticate: `the node does not take NTLM (it offers CredSSP)`":                            "authenticate-no-ntlm",
	"authenticate: `the node does not take NTLM (it offers Kerberos)`":                           "authenticate-ntlm-off",
	"authenticate: `the node does not take Basic`":                                               "authenticate-no-basic",
	"authenticate: `the node refused the ticket`":                                                "authenticate-other-key",
	"authenticate: `the clocks of this machine and the node differ`":                             "clock-kerberos",
	"authenticate: `the node refused the credentials` (over http)":                               "authenticate",
	"authenticate: `the node refused the credentials` (over https)":                              "authenticate-https",
	"authenticate: `the node refused the credentials` (local user)":                              "authenticate-local",
	"seal: `the node refused the message without giving a reason (HTTP 500)`":                    "http-no-reason",
	"wql: `(code 5)`":                      "wql",
	"wql: `(code 5)` (local user)":         "denied-local",
	"wql: `(code 1385)`":                   "denied-logon-type",
	"wql: `(code 2147942405, 0x80070005)`": "denied-hresult",
	"wql: `(code 2147749891, 0x80041003)`": "denied-wmi",
	"wql: `(code 2150859012, 0x80338104)`": "denied-wmi-service",
	"wql: `(code 2150859013, 0x80338105)`": "denied-wmi-provider",
	"wql: `(code 2150859014, 0x80338106)`": "denied-wmi-connect",
	"wql: `(code 2150859174, 0x803381A6)`": "quota",
	"cluster: `the node shows no cluster`": "cluster-hidden",
	"registry: `access denied (code 5)`":   "registry",
	"shell: `(code 5)`":                    "shell",
}

var quoted = regexp.MustCompile("`([^`]+)`")

// TestAccessTable: what a row of ACCESS.md says is what a report of TestExamine says:
// the step fails with these words, and the report names the setting.
func TestAccessTable(t *testing.T) {
	page, err := os.ReadFile("ACCESS.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "## What you see, and what to change")
	table, _, _ = strings.Cut(table, "\n## ")
	seen := map[string]bool{}
	for line := range strings.Lines(table) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) != 5 || strings.HasPrefix(cells[0], "-") || strings.TrimSpace(cells[0]) == "step" {
			continue
		}
		step, see := strings.TrimSpace(cells[0]), strings.TrimSpace(cells[1])
		row := step + ": " + see
		if seen[row] {
			t.Errorf("%s: twice", row)
		}
		seen[row] = true
		checkAccessRow(t, row, step, quoted.FindStringSubmatch(see), quoted.FindAllStringSubmatch(cells[3], -1))
		for i, cell := range cells {
			if strings.TrimSpace(cell) == "" {
				t.Errorf("%s: column %d is empty", row, i+1)
			}
		}
	}
	for row := range accessReports {
		if !seen[row] {
			t.Errorf("ACCESS.md has no row %s", row)
		}
	}
}

func checkAccessRow(t *testing.T, row, step string, see []string, settings [][]string) {
	t.Helper()
	name, known := accessReports[row]
	if _, visited := visits()[name]; !known || !visited {
		t.Errorf("no report shows the row %s", row)
		return
	}
	report, err := os.ReadFile(filepath.Join("testdata", name+".txt"))
	if err != nil {
		t.Error(err)
		return
	}
	shown := stepText(string(report), step)
	if len(see) == 0 || !strings.HasPrefix(shown, "failed") || !strings.Contains(shown, see[1]) {
		t.Errorf("%s: the step of %s says %q", row, name, shown)
	}
	if len(settings) == 0 {
		t.Errorf("%s: no setting", row)
	}
	for _, setting := range settings {
		if !strings.Contains(string(report), setting[1]) {
			t.Errorf("%s: %s does not name %s", row, name, setting[1])
		}
	}
}

// stepText is the status and the text of a step in a report.
func stepText(report, step string) string {
	for line := range strings.Lines(report) {
		if rest, ok := strings.CutPrefix(line, step+" "); ok {
			return strings.TrimSpace(rest)
		}
	}
	return ""
}
