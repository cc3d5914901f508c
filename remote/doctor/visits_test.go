package doctor

import (
	"crypto/x509"
	"encoding/base64"
	"maps"
	"time"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// visits are the nodes that TestExamine looks at, by the names of their reports.
func visits() map[string]visit {
	untrusted := func(t *remote.Target) { t.TLS.Roots = x509.NewCertPool() }
	all := map[string]visit{
		"healthy-http":     {},
		"healthy-https":    {https: true},
		"healthy-basic":    {https: true, target: func(t *remote.Target) { t.Auth = remote.Basic }},
		"healthy-kerberos": {realm: true, target: withKerberos},
		"resolve":          {target: func(t *remote.Target) { t.Host = "hv..01" }}, // no resolver is asked for it
		"connect":          {node: func(n *windows.Node) { n.Conduct.Down = true }},
		"authenticate-silent": {node: func(n *windows.Node) { n.Conduct.Fault = simulator.FaultSilent },
			limits: func(l *remote.Limits) { l.Message, l.Connect = 200*time.Millisecond, 200*time.Millisecond }},
		"tls-untrusted":           {https: true, target: untrusted},
		"tls-pinned":              {https: true, target: func(t *remote.Target) { t.TLS.Pin = &remote.Pin{} }},
		"tls-skipped":             {https: true, target: func(t *remote.Target) { untrusted(t); t.TLS.InsecureSkipVerify = true }},
		"tls-missing":             {target: func(t *remote.Target) { t.HTTPS = true }},
		"tls-expires":             {https: true, forward: 65 * 24 * time.Hour}, // the certificates of simulated nodes live for 90 days
		"tls-short-key":           {https: true, node: func(n *windows.Node) { n.Conduct.Certificate = simulator.CertificateRSA1024 }},
		"tls-short-key-of-issuer": {https: true, node: func(n *windows.Node) { n.Conduct.Certificate = simulator.CertificateIssuerRSA1024 }},
		"tls-sha1":                {https: true, node: func(n *windows.Node) { n.Conduct.Certificate = simulator.CertificateSHA1 }},
		"tls-sha1-skipped": {https: true, node: func(n *windows.Node) { n.Conduct.Certificate = simulator.CertificateSHA1 },
			target: func(t *remote.Target) { t.TLS.InsecureSkipVerify = true }},
		"authenticate":          {wrong: true},
		"authenticate-https":    {https: true, wrong: true},
		"authenticate-basic":    {https: true, wrong: true, target: func(t *remote.Target) { t.Auth = remote.Basic }},
		"ticket-password":       {realm: true, wrong: true, target: withKerberos},
		"ticket-principal":      {realm: true, target: func(t *remote.Target) { withKerberos(t); t.SPN = "HTTP/nobody" }},
		"authenticate-ntlm-off": {realm: true, node: func(n *windows.Node) { n.Account.NoNTLM = true }},
		"seal":                  {node: func(n *windows.Node) { n.Conduct.Fault = simulator.FaultNoSeal }},
		"seal-answer":           {node: func(n *windows.Node) { n.Conduct.Fault = simulator.FaultUnsealed }},
		"clock":                 {node: func(n *windows.Node) { n.Conduct.ClockSkew = 10 * time.Minute }},
		"clock-behind":          {node: func(n *windows.Node) { n.Conduct.ClockSkew = -3 * time.Minute }},
		"clock-kerberos":        {realm: true, target: withKerberos, node: func(n *windows.Node) { n.Conduct.ClockSkew = 10 * time.Minute }},
		"wql":                   {node: func(n *windows.Node) { n.Account.NoWMI = true }},
		"cluster":               {node: func(n *windows.Node) { n.Cluster = nil }},
		"cluster-hidden":        {node: func(n *windows.Node) { n.Tables = noCluster() }},
		"registry":              {node: func(n *windows.Node) { n.Denied = []string{remote.KeyCurrentVersion} }},
		"shell":                 {node: func(n *windows.Node) { n.Account.NoShell = true }},
		"echo": {node: func(n *windows.Node) {
			n.OS.Caption += " " + password
			n.Cluster.Name = base64.StdEncoding.EncodeToString([]byte("x:" + password))
		}},
	}
	for _, more := range []map[string]visit{httpVisits(), logonVisits(), deniedVisits()} {
		maps.Copy(all, more)
	}
	return all
}

func conduct(c windows.Conduct) func(*windows.Node) {
	return func(n *windows.Node) { n.Conduct = c }
}

func withFault(fault string) visit { return visit{node: conduct(windows.Conduct{Fault: fault})} }

// httpVisits are answers by a status of HTTP, and connections that end.
func httpVisits() map[string]visit {
	return map[string]visit{
		"http-too-long":    {realm: true, target: withKerberos, node: conduct(windows.Conduct{MaxFieldLength: 500})},
		"http-host-name":   withFault(simulator.FaultInvalidHostname),
		"http-forbidden":   withFault(simulator.FaultForbidden),
		"http-prefix":      withFault(simulator.FaultNotFound),
		"http-method":      withFault(simulator.FaultMethodNotAllowed),
		"http-proxy":       withFault(simulator.FaultProxy),
		"http-no-reason":   withFault(simulator.FaultNoReason),
		"http-gateway":     withFault(simulator.FaultBadGateway),
		"http-unavailable": withFault(simulator.FaultUnavailable),
		"http-redirect":    withFault(simulator.FaultRedirect),
		"http-balancer":    withFault(simulator.FaultCloseAfterChallenge),
	}
}

// logonVisits are refused log-ons, and certificates that are not taken.
func logonVisits() map[string]visit {
	offers := func(scheme string, auth remote.Auth, https bool) visit {
		return visit{https: https, node: conduct(windows.Conduct{Offers: []string{scheme}}), target: func(t *remote.Target) { t.Auth = auth }}
	}
	return map[string]visit{
		"authenticate-local":       {wrong: true, user: "auditor", node: localAccount},
		"authenticate-no-basic":    offers("Negotiate", remote.Basic, true),
		"authenticate-no-ntlm":     offers("CredSSP", remote.NTLM, false),
		"authenticate-no-kerberos": {realm: true, target: withKerberos, node: conduct(windows.Conduct{Offers: []string{"Basic"}})},
		"authenticate-other-key":   {realm: true, target: func(t *remote.Target) { withKerberos(t); t.SPN = "HTTP/OTHER" }, service: "HTTP/OTHER"},
		"tls-name":                 {https: true, target: func(t *remote.Target) { t.TLS.ServerName = "hv01.contoso.example" }},
		"tls-no-san":               {https: true, node: conduct(windows.Conduct{Certificate: simulator.CertificateNoSAN})},
		"tls-no-san-skipped": {https: true, node: conduct(windows.Conduct{Certificate: simulator.CertificateNoSAN}),
			target: func(t *remote.Target) { t.TLS.InsecureSkipVerify = true }},
	}
}

// localAccount makes the account one of the node itself.
func localAccount(n *windows.Node) { n.Account.Domain, n.Account.User = "", "auditor" }

// deniedVisits are nodes that let the account in and deny it everything.
func deniedVisits() map[string]visit {
	denies := func(code uint32) visit { return visit{node: conduct(windows.Conduct{FaultCode: code})} }
	local := visit{user: `.\auditor`, node: func(n *windows.Node) { localAccount(n); n.Account.NoWMI = true }}
	return map[string]visit{
		"denied-hresult":      denies(0x80070005),
		"denied-logon-type":   denies(1385),
		"denied-wmi":          denies(0x80041003),
		"denied-wmi-service":  denies(0x80338104),
		"denied-wmi-provider": denies(0x80338105),
		"denied-wmi-connect":  denies(0x80338106),
		"denied-local":        local,
		"quota":               {node: conduct(windows.Conduct{FaultCode: 2150859174}), limits: func(l *remote.Limits) { l.Backoff = time.Millisecond }},
	}
}
