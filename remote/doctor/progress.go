package doctor

import "github.com/clusterdrift/clusterdrift/remote"

// progress is how far the way into a node has been taken: each step begins when the
// one before it has succeeded.
type progress struct {
	connected bool // TCP, and TLS where it is used
	asked     bool // a request went to the node: a ticket for it was there
	trace     remote.Tracer
}

// watch gives options under which a session reports its progress.
func (p *progress) watch(o remote.Options) remote.Options {
	p.trace = o.Trace
	weak := o.Weak
	o.Weak = func(weaknesses []string) {
		p.connected = true
		if weak != nil {
			weak(weaknesses)
		}
	}
	o.Trace = p
	return o
}

// Trace notes that the node was asked and passes the exchange on.
func (p *progress) Trace(x remote.Exchange) {
	p.asked = true
	if p.trace != nil {
		p.trace.Trace(x)
	}
}

// failedAt is the step that an error of the way in belongs to. Only a session that
// seals has proven the log-on before its first message.
func (e *examination) failedAt(err error) string {
	opened := e.session != nil
	switch {
	case remote.IsKind(err, remote.Local):
		return Connect
	case !e.progress.connected && remote.IsKind(err, remote.TLSFailed):
		return TLS
	case !e.progress.connected && remote.IsKind(err, remote.Unreachable, remote.Timeout):
		return Connect
	case e.target.Auth == remote.Kerberos && !e.progress.asked && !remote.IsKind(err, remote.NotTried):
		return Ticket
	case remote.IsKind(err, remote.TLSFailed):
		return TLS
	case remote.IsKind(err, remote.NotSealed):
		return Seal
	case remote.IsKind(err, remote.AuthRefused, remote.KDCRefused, remote.AuthFailed, remote.NotTried), !opened:
		return Authenticate
	case remote.IsKind(err, remote.Unreachable) && !e.session.Node().Sealed:
		return Authenticate
	}
	return WQL
}
