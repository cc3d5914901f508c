package simulator

import (
	"crypto/hmac"
	"crypto/md5"
	"encoding/base64"
	"encoding/binary"
	"slices"
	"strings"
	"time"

	"github.com/jcmturner/gokrb5/v8/iana/errorcode"
	"github.com/jcmturner/gokrb5/v8/iana/keyusage"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/types"

	"github.com/clusterdrift/clusterdrift/remote/simulator/kdc"
)

// services are the principals whose tickets the node takes.
func (h *host) services() []string {
	return []string{
		"HTTP/" + h.node.Name,
		"HTTP/" + strings.ToLower(h.node.Name+"."+h.realm.Name()),
	}
}

// acceptTicket takes the one leg of a Kerberos handshake. What proves the node to
// the client goes out with the answer to the request.
func (h *host) acceptTicket(c *connection, scheme string, token []byte) error {
	request, wrap, err := readToken(token)
	if err != nil {
		return err
	}
	a := &ticketAcceptor{
		realm: h.realm, services: h.services(), user: h.node.Account.User, bindings: c.bindings(),
		replays: &h.replays, now: h.clock(),
	}
	session, err := a.accept(request)
	if err != nil {
		return err
	}
	proof, err := h.proofOf(session)
	if err != nil {
		return err
	}
	if proof = wrap(proof); proof != nil {
		c.proof = scheme + " " + base64.StdEncoding.EncodeToString(proof)
	}
	if s := session.sealer(); s != nil {
		c.security = s
	}
	h.admit(c)
	return nil
}

// proofOf is what the client is sent to know the node by; nil when it did not ask.
func (h *host) proofOf(s *kerberosSession) ([]byte, error) {
	if !s.mutual() || h.faulty(FaultNoAPRep) {
		return nil, nil
	}
	written := s.authenticator.CTime
	if h.faulty(FaultWrongAPRep) {
		written = written.Add(time.Second)
	}
	return s.proof(written)
}

// ticketAcceptor checks an AP-REQ (RFC 4120, 3.2.3).
type ticketAcceptor struct {
	realm    *kdc.Realm
	services []string
	user     string
	bindings []byte // nil over HTTP
	replays  *replays
	now      time.Time
}

func (a *ticketAcceptor) accept(request []byte) (*kerberosSession, error) {
	var r messages.APReq
	if err := r.Unmarshal(request); err != nil {
		return nil, err
	}
	ticket, err := a.openTicket(r.Ticket)
	if err != nil {
		return nil, err
	}
	plain, err := kdc.Decrypt(r.EncryptedAuthenticator, ticket.Key, keyusage.AP_REQ_AUTHENTICATOR)
	if err != nil {
		return nil, err
	}
	var authenticator types.Authenticator
	if err := authenticator.Unmarshal(plain); err != nil {
		return nil, err
	}
	if err := a.checkAuthenticator(authenticator, ticket); err != nil {
		return nil, err
	}
	if !a.replays.first(r.EncryptedAuthenticator.Cipher, a.now) {
		return nil, kdc.Refusal(errorcode.KRB_AP_ERR_REPEAT)
	}
	flags, err := a.readChecksum(authenticator.Cksum)
	if err != nil {
		return nil, err
	}
	return newKerberosSession(ticket.Key, authenticator, flags)
}

// openTicket decrypts a ticket for one of the node's services.
func (a *ticketAcceptor) openTicket(t messages.Ticket) (messages.EncTicketPart, error) {
	var ticket messages.EncTicketPart
	name := t.SName.PrincipalNameString()
	ours := slices.ContainsFunc(a.services, func(s string) bool { return strings.EqualFold(s, name) })
	if t.Realm != a.realm.Name() || !ours {
		return ticket, kdc.Refusal(errorcode.KRB_AP_ERR_NOT_US)
	}
	key, ok := a.realm.ServiceKey(name, t.EncPart.EType)
	if !ok {
		return ticket, kdc.Refusal(errorcode.KRB_AP_ERR_NOKEY)
	}
	return ticket, kdc.ReadTicket(t.EncPart, key, a.now, &ticket)
}

// checkAuthenticator compares the authenticator with the ticket, the clock and
// the account.
func (a *ticketAcceptor) checkAuthenticator(au types.Authenticator, ticket messages.EncTicketPart) error {
	if err := kdc.MatchAuthenticator(au, ticket, a.now); err != nil {
		return err
	}
	if au.CRealm != a.realm.Name() || !strings.EqualFold(au.CName.PrincipalNameString(), a.user) {
		return errLogon
	}
	return nil
}

// Flags of a GSS-API context (RFC 2743, in the bits of RFC 4121, 4.1.1.1).
const (
	gssMutual    = 1 << 1
	gssConf      = 1 << 4
	gssIntegrity = 1 << 5
)

// readChecksum returns the flags that the client requests in the checksum of the
// authenticator, which is none but a structure (RFC 4121, 4.1.1). As with
// CbtHardeningLevel Relaxed a wrong channel binding fails and a missing one passes.
func (a *ticketAcceptor) readChecksum(c types.Checksum) (flags uint32, err error) {
	const kind, size = 0x8003, 4 + md5.Size + 4
	if c.CksumType != kind || len(c.Checksum) < size || binary.LittleEndian.Uint32(c.Checksum) != md5.Size {
		return 0, kdc.Refusal(errorcode.KRB_AP_ERR_INAPP_CKSUM)
	}
	sent := c.Checksum[4 : 4+md5.Size]
	missing := hmac.Equal(sent, make([]byte, md5.Size))
	if a.bindings != nil && !missing && !hmac.Equal(sent, a.bindings) {
		return 0, kdc.Refusal(errorcode.KRB_AP_ERR_MODIFIED)
	}
	return binary.LittleEndian.Uint32(c.Checksum[4+md5.Size:]), nil
}
