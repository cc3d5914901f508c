package kerberos_test

import (
	"testing"

	"github.com/jcmturner/gofork/encoding/asn1"
	"github.com/jcmturner/gokrb5/v8/asn1tools"
	"github.com/jcmturner/gokrb5/v8/crypto"
	"github.com/jcmturner/gokrb5/v8/iana/asnAppTag"
	"github.com/jcmturner/gokrb5/v8/iana/etypeID"
	"github.com/jcmturner/gokrb5/v8/iana/keyusage"
	"github.com/jcmturner/gokrb5/v8/iana/nametype"
	"github.com/jcmturner/gokrb5/v8/iana/patype"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/types"
)

// userKey is the key of the user: only a key distribution centre has it, besides.
func userKey(t testing.TB) types.EncryptionKey {
	t.Helper()
	name := types.NewPrincipalName(nametype.KRB_NT_PRINCIPAL, userName)
	key, _, err := crypto.GetKeyFromPassword(string(userPassword), name, realmName, etypeID.AES256_CTS_HMAC_SHA1_96, nil)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// forger rewrites replies as the holder of all keys, which a key distribution centre
// that was taken over is.
type forger struct {
	t       testing.TB
	user    types.EncryptionKey
	session types.EncryptionKey // with the ticket-granting service
}

// reply rewrites a reply with a ticket: what everyone can read, and what only the
// client can.
func (f *forger) reply(s stage, good []byte, change func(*messages.KDCRepFields, *messages.EncKDCRepPart)) []byte {
	fields, err := readReply(s, good)
	if err != nil {
		f.t.Error(err)
		return nil
	}
	key, usage := f.user, uint32(keyusage.AS_REP_ENCPART)
	if s == ticket {
		key, usage = f.session, keyusage.TGS_REP_ENCPART_SESSION_KEY
	}
	plain, err := crypto.DecryptEncPart(fields.EncPart, key, usage)
	if err != nil {
		f.t.Error(err)
		return nil
	}
	var part messages.EncKDCRepPart
	if err := part.Unmarshal(plain); err != nil {
		f.t.Error(err)
		return nil
	}
	before := fields.EncPart
	if change != nil {
		change(&fields, &part)
	}
	if plain, err = part.Marshal(); err != nil {
		f.t.Error(err)
		return nil
	}
	sealed, err := crypto.GetEncryptedData(plain, key, usage, 0)
	if err != nil {
		f.t.Error(err)
		return nil
	}
	if fields.EncPart.EType == before.EType && string(fields.EncPart.Cipher) == string(before.Cipher) {
		fields.EncPart = sealed // what is encrypted was not changed itself
	}
	return writeReply(f.t, s, fields)
}

// learn keeps the session key of a log-on that is passed on.
func (f *forger) learn(good []byte) {
	fields, err := readReply(proven, good)
	if err != nil {
		return
	}
	if plain, err := crypto.DecryptEncPart(fields.EncPart, f.user, keyusage.AS_REP_ENCPART); err == nil {
		var part messages.EncKDCRepPart
		if part.Unmarshal(plain) == nil {
			f.session = part.Key
		}
	}
}

func readReply(s stage, good []byte) (messages.KDCRepFields, error) {
	if s == ticket {
		var r messages.TGSRep
		err := r.Unmarshal(good)
		return r.KDCRepFields, err
	}
	var r messages.ASRep
	err := r.Unmarshal(good)
	return r.KDCRepFields, err
}

func writeReply(t testing.TB, s stage, fields messages.KDCRepFields) []byte {
	var b []byte
	var err error
	if s == ticket {
		r := messages.TGSRep{KDCRepFields: fields}
		b, err = r.Marshal()
	} else {
		r := messages.ASRep{KDCRepFields: fields}
		b, err = r.Marshal()
	}
	if err != nil {
		t.Error(err)
	}
	return b
}

// errorReply is a KRB-ERROR.
func errorReply(t testing.TB, code int32, change func(*messages.KRBError)) []byte {
	e := messages.NewKRBError(types.NewPrincipalName(nametype.KRB_NT_SRV_INST, "krbtgt/"+realmName), realmName, code, foreignText)
	if change != nil {
		change(&e)
	}
	b, err := asn1.Marshal(e)
	if err != nil {
		t.Error(err)
	}
	return asn1tools.AddASNAppTag(b, asnAppTag.KRBError)
}

// foreignText is what a key distribution centre says in words; it must not be shown.
const foreignText = "F0REIGN-TEXT"

// demand asks for a proof with the given data.
func demand(t testing.TB, data ...types.PAData) []byte {
	b, err := asn1.Marshal(types.PADataSequence(data))
	if err != nil {
		t.Error(err)
	}
	if len(data) == 0 {
		b = []byte{0x30, 0}
	}
	return errorReply(t, 25, func(e *messages.KRBError) { e.EData = b })
}

// info is PA-ETYPE-INFO2 of the entries.
func info(t testing.TB, entries ...types.ETypeInfo2Entry) types.PAData {
	b, err := asn1.Marshal(types.ETypeInfo2(entries))
	if err != nil {
		t.Error(err)
	}
	if len(entries) == 0 {
		b = []byte{0x30, 0}
	}
	return types.PAData{PADataType: patype.PA_ETYPE_INFO2, PADataValue: b}
}

// timestamp says that an encrypted time is taken as a proof.
func timestamp() types.PAData { return types.PAData{PADataType: patype.PA_ENC_TIMESTAMP} }
