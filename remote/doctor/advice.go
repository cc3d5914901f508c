package doctor

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/setting"
)

// unconfirmed marks advice that no source at hand states for every version.
const unconfirmed = " (unconfirmed)"

// advice is what to change when a step failed, beyond the hint of the error
// itself. ACCESS.md says more on each.
func (e *examination) advice(step string, err error) []string {
	switch step {
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

// kdcUnknownService is the KDC's answer for a principal that nobody holds (RFC
// 4120, section 7.5.9). Its other answers are about the user.
const kdcUnknownService = 7

// kerberosAdvice goes by who refused: the KDC with a code, or the node.
func (e *examination) kerberosAdvice(code uint32) []string {
	spn := cmp.Or(e.target.SPN, "HTTP/"+e.target.Host)
	principal := "See who holds the principal (setspn -Q " + spn + "), and register it if nobody does: setspn -S " + spn + " NODE"
	switch {
	case code == kdcUnknownService:
		return []string{principal}
	case code != 0, e.find(Clock).Status == Failed:
		return nil // the user or the clock, which the hint is about
	}
	return []string{principal, "On the node: winrm get winrm/config/service/auth must show Kerberos = true.", e.groupAdvice()}
}

func (e *examination) authenticateAdvice(err error) []string {
	var refused *remote.Error
	if !errors.As(err, &refused) || refused.Kind != remote.AuthRefused && refused.Kind != remote.AuthFailed {
		return nil
	}
	switch e.target.Auth {
	case remote.Kerberos:
		return e.kerberosAdvice(refused.Code)
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
	case step == WQL:
		return []string{
			e.groupAdvice(),
			"On the node: wmimgmt.msc, properties of WMI Control, Security, Root\\CIMV2: Enable Account and Remote Enable for the account" + unconfirmed + ".",
		}
	case step == Registry:
		return []string{
			"StdRegProv is invoked, which needs Execute (GX) where a query needs only Read (GR): winrm configSDDL http://schemas.microsoft.com/wbem/wsman/1/wmi" + unconfirmed + ".",
		}
	case step == Shell:
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

// groupAdvice is how an account that is no administrator comes to use WinRM.
func (e *examination) groupAdvice() string {
	return "If the account is no administrator of the node: from 2012 on net localgroup \"Remote Management Users\" " + e.user() +
		" /add; on 2008 R2 winrm configSDDL default, and give it Read and Execute."
}

// user is how a command on the node names the account.
func (e *examination) user() string { return `"` + cmp.Or(e.credentials.User, `DOMAIN\user`) + `"` }
