package simulator

import (
	"crypto/rand"
	"encoding/binary"
	"slices"
	"time"

	"github.com/jcmturner/gofork/encoding/asn1"
	"github.com/jcmturner/gokrb5/v8/asn1tools"
	"github.com/jcmturner/gokrb5/v8/crypto"
	"github.com/jcmturner/gokrb5/v8/iana"
	"github.com/jcmturner/gokrb5/v8/iana/asnAppTag"
	"github.com/jcmturner/gokrb5/v8/iana/keyusage"
	"github.com/jcmturner/gokrb5/v8/iana/msgtype"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/types"

	"github.com/clusterdrift/clusterdrift/remote/simulator/kdc"
)

// kerberosSession is what a client and the node agree on by an AP-REQ, and by the
// AP-REP if the client requests mutual authentication.
type kerberosSession struct {
	key           types.EncryptionKey // of the ticket
	authenticator types.Authenticator
	flags         uint32

	// subkey and sequence are the node's own, and of use with mutual
	// authentication only: nothing else informs the client of them.
	subkey   types.EncryptionKey
	sequence uint32
}

func newKerberosSession(key types.EncryptionKey, a types.Authenticator, flags uint32) (*kerberosSession, error) {
	kind, err := crypto.GetEtype(key.KeyType)
	if err != nil {
		return nil, err
	}
	s := &kerberosSession{key: key, authenticator: a, flags: flags}
	if s.subkey, err = types.GenerateEncryptionKey(kind); err != nil {
		return nil, err
	}
	var random [4]byte
	rand.Read(random[:])
	s.sequence = binary.BigEndian.Uint32(random[:]) >> 2 // positive for clients that take it as signed
	return s, nil
}

func (s *kerberosSession) mutual() bool { return s.flags&gssMutual != 0 }

// proof makes the token with the AP-REP, which repeats the time of the
// authenticator to show that the node could open the ticket (RFC 4120, 3.2.4).
func (s *kerberosSession) proof(written time.Time) ([]byte, error) {
	plain, err := asn1.Marshal(messages.EncAPRepPart{
		CTime: written, Cusec: s.authenticator.Cusec,
		Subkey: s.subkey, SequenceNumber: int64(s.sequence),
	})
	if err != nil {
		return nil, err
	}
	plain = asn1tools.AddASNAppTag(plain, asnAppTag.EncAPRepPart)
	sealed, err := crypto.GetEncryptedData(plain, s.key, keyusage.AP_REP_ENCPART, 0)
	if err != nil {
		return nil, err
	}
	reply, err := asn1.Marshal(messages.APRep{PVNO: iana.PVNO, MsgType: msgtype.KRB_AP_REP, EncPart: sealed})
	if err != nil {
		return nil, err
	}
	return kerberosToken(asn1tools.AddASNAppTag(reply, asnAppTag.APREP))
}

// sealer returns what protects the messages of the session; nil when the client
// did not ask for that, or has no AES key.
func (s *kerberosSession) sealer() *wrapping {
	const sealing = gssConf | gssIntegrity
	if s.flags&sealing != sealing {
		return nil
	}
	first := uint64(uint32(s.authenticator.SeqNumber))
	w := &wrapping{key: s.key, inbound: first, outbound: first}
	if s.mutual() {
		w.key, w.flags, w.outbound = s.subkey, wrapSubkey, uint64(s.sequence)
	} else if s.authenticator.SubKey.KeyType != 0 {
		w.key = s.authenticator.SubKey
	}
	kind, err := crypto.GetEtype(w.key.KeyType)
	if err != nil || !slices.Contains(kdc.AESTypes(), w.key.KeyType) || len(w.key.KeyValue) != kind.GetKeyByteSize() {
		return nil
	}
	return w
}
