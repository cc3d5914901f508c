package doctor

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/setting"
)

// unconfirmed marks advice that no source at hand states for every version.
const unconfirmed = " (unconfirmed)"

// advice is what to change when a step failed, beyond the hint of the error
// itself. ACCESS.md says more on each.
func (e *examination) advice(step string, err error) []string {
	switch step {
	case Ticket:
		return e.ticketAdvice(err)
	case Authenticate:
		return e.authenticateAdvice(err)
	case Seal:
		return e.sealAdvice()
	}
	return e.rightsAdvice(step, err)
}

func (e *examination) connectAdvice() []string {
	fix := []string{
		"On the node: winrm enumerate winrm/config/listener shows what listens where.",
		"Let TCP " + e.port() + " through the firewalls on the way to the node.",
	}
	if e.target.HTTPS {
		fix = append(fix, "An HTTPS listener needs a certificate for servers: winrm quickconfig -transport:https on the node"+unconfirmed+".")
	}
	return fix
}

func tlsAdvice(s session) []string {
	listener := "On the node: winrm enumerate winrm/config/listener shows the listener and the thumbprint of its certificate."
	if len(s.presented) == 0 {
		return []string{listener}
	}
	return []string{listener, fmt.Sprintf("Only if you know by another way that the certificate above is the node's: %s %s", setting.TLSPin, remote.PinOf(s.presented[0]))}
}

// kdcUnknownService is the KDC's answer for a principal that no account holds (RFC
// 4120, section 7.5.9). Its other answers are about the user.
const kdcUnknownService = 7

// ticketAdvice is for what the KDC refused; its other answers are about the user.
func (e *examination) ticketAdvice(err error) []string {
	var refused *remote.Error
	if !errors.As(err, &refused) || refused.Code != kdcUnknownService && !remote.PrincipalDoubtful(err) {
		return nil
	}
	return []string{e.principalAdvice()}
}

func (e *examination) principalAdvice() string {
	spn := e.principal()
	return "See who holds the principal (setspn -Q " + spn + "), and register it if no account does: setspn -S " + spn + " NODE"
}

// authenticateAdvice is for a refused log-on; an HTTP status has its own hint.
func (e *examination) authenticateAdvice(err error) []string {
	var refused *remote.Error
	if !errors.As(err, &refused) || refused.Kind != remote.AuthRefused && refused.Kind != remote.AuthFailed || refused.Status != 0 {
		return nil
	}
	if e.credentials.CurrentUser != nil && refused.Code != 0 { // of Windows, whose code has its own hint
		return e.ticketAdvice(err)
	}
	fix := e.schemeAdvice()
	if refused.Kind == remote.AuthRefused {
		fix = append(append(fix, e.bindingAdvice()...), e.localUserAdvice()...)
	}
	return fix
}

func (e *examination) schemeAdvice() []string {
	switch e.target.Auth {
	case remote.Kerberos:
		if clock := e.find(Clock); clock != nil && clock.Status == Failed {
			return nil // which the hint is about
		}
		return []string{e.principalAdvice(), "On the node: winrm get winrm/config/service/auth must show Kerberos = true.", e.groupAdvice()}
	case remote.NTLM:
		return []string{
			"NTLM may be off: \"Network security: Restrict NTLM: Incoming NTLM traffic\" on the node, \"Network security: Restrict NTLM: NTLM authentication in this domain\" on the domain controllers" + unconfirmed + ". Use auth kerberos then.",
			"On the node: winrm get winrm/config/service/auth must show Negotiate = true.",
			e.groupAdvice(),
		}
	case remote.Basic:
		return []string{"On the node: winrm get winrm/config/service/auth must show Basic = true; it takes local users only" + unconfirmed + "."}
	}
	return []string{"On the node: winrm get winrm/config/service/auth must show Certificate = true; winrm enumerate winrm/config/service/certmapping shows the mapping" + unconfirmed + "."}
}

// bindingAdvice is for a log-on that is bound to the certificate ([MS-WSMV]
// 2.2.4.34): a node refuses one that is bound to another's.
func (e *examination) bindingAdvice() []string {
	if !e.target.HTTPS || e.target.Auth != remote.NTLM && e.target.Auth != remote.Kerberos {
		return nil
	}
	return []string{"The log-on is bound to the certificate above. If a proxy or a load balancer opens TLS, that certificate is not the node's, and CbtHardeningLevel Relaxed or Strict refuses the log-on: winrm get winrm/config/service/auth shows it; reach the node directly."}
}

// localUserAdvice is for accounts of the node itself (KB951016): over the network
// their administrators have no more rights than users.
func (e *examination) localUserAdvice() []string {
	if !e.localUser() {
		return nil
	}
	return []string{`A local user other than the built-in Administrator is not an administrator over the network unless, on the node, HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System has LocalAccountTokenFilterPolicy (DWORD) 1. That lifts the protection for all local administrators; a domain account does not need it.`}
}

// localUser reports whether the account is one of the node: it has no domain, or the
// node's name in its place.
func (e *examination) localUser() bool {
	domain, _, qualified := strings.Cut(e.credentials.User, `\`)
	switch {
	case e.credentials.User == "" || e.target.Auth == remote.Kerberos:
		return false
	case !qualified:
		return !strings.Contains(e.credentials.User, "@")
	}
	host, _, _ := strings.Cut(e.target.Host, ".")
	return domain == "." || strings.EqualFold(domain, host) || domain != "" && strings.EqualFold(domain, e.machine.HostName)
}

// sealAdvice has nothing to add over HTTP.
func (e *examination) sealAdvice() []string {
	if !e.target.HTTPS {
		return nil
	}
	return []string{"On the node: winrm get winrm/config/service/auth shows CbtHardeningLevel; a proxy that opens TLS breaks the binding to the certificate."}
}

// rightsAdvice is for steps inside the node, which fail for want of a right.
func (e *examination) rightsAdvice(step string, err error) []string {
	switch {
	case step == Cluster:
		return e.clusterAdvice(err)
	case !remote.IsKind(err, remote.AccessDenied):
		return nil
	}
	return append(e.stepRights(step), e.localUserAdvice()...)
}

func (e *examination) stepRights(step string) []string {
	switch step {
	case WQL:
		return []string{
			e.groupAdvice(),
			"On the node: wmimgmt.msc, properties of WMI Control, Security, Root\\CIMV2: Enable Account and Remote Enable for the account" + unconfirmed + ".",
		}
	case Registry:
		return []string{
			"StdRegProv is invoked, which needs Execute (GX) where a query needs only Read (GR): winrm configSDDL http://schemas.microsoft.com/wbem/wsman/1/wmi" + unconfirmed + ".",
		}
	case Shell:
		return []string{"On the node: winrm configSDDL http://schemas.microsoft.com/wbem/wsman/1/windows/shell, and give the account Execute (GX)" + unconfirmed + "."}
	}
	return nil
}

func (e *examination) clusterAdvice(err error) []string {
	if lost(err) {
		return nil
	}
	return []string{
		"On a node of the cluster, in PowerShell: Grant-ClusterAccess -User " + e.user() + " -ReadOnly" + unconfirmed + ".",
		"Look whether the cluster service runs on the node (sc query ClusSvc) and the namespace root\\MSCluster is there.",
	}
}

// groupAdvice is how an account that is not an administrator comes to use WinRM.
func (e *examination) groupAdvice() string {
	return "If the account is not an administrator of the node: from 2012 on net localgroup \"Remote Management Users\" " + e.user() +
		" /add; on 2008 R2 winrm configSDDL default, and give it Read and Execute."
}

// user is how a command on the node names the account.
func (e *examination) user() string {
	user := e.account()
	if c := e.credentials.CurrentUser; c != nil {
		user = c.Name()
	}
	return `"` + cmp.Or(user, `DOMAIN\user`) + `"`
}
