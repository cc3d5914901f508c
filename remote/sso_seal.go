package remote

import (
	"bytes"
	"errors"
)

// osSealer seals by a context of the operating system. It looks at the first bytes of
// each signature: they say with which algorithms the message is protected.
type osSealer struct {
	context osContext
	auth    Auth
}

// Signatures of messages.
const (
	// gssToken begins a token of RFC 4121, which exists for AES only: RC4 and DES have
	// those of RFC 1964 and 4757.
	gssToken = "\x05\x04"
	// gssSealed is the flag, in the third byte, of a token that is encrypted.
	gssSealed = 2
	// ntlmVersion begins a signature of NTLM ([MS-NLMP] 2.2.2.9), which has 16 bytes.
	ntlmVersion       = "\x01\x00\x00\x00"
	ntlmSignatureSize = 16
)

var (
	errWeakSignature = errors.New("the message is not protected with AES")
	errNTLMSignature = errors.New("the signature is not one of NTLM")
)

// seal gives errors of kind NotSealed: nothing goes out.
func (s osSealer) seal(plain []byte) (signature, sealed []byte, err error) {
	refuse := func(text, hint string, cause error) ([]byte, []byte, error) {
		return nil, nil, &Error{Kind: NotSealed, Op: "seal a message", Text: text, Hint: hint, Err: cause}
	}
	signature, sealed, err = s.context.Seal(plain)
	if err != nil {
		return refuse("Windows could not seal the message", "Scan the node again; if it persists, look at the System event log of this machine (LSA, Kerberos).", err)
	}
	weak := s.signed(signature)
	switch {
	case s.auth == Kerberos && (weak != nil || len(sealed) != len(plain)):
		return refuse("the ticket is for another cipher than AES", "Give the node's account AES (msDS-SupportedEncryptionTypes), change its password if that is older than the setting, and klist purge.", weak)
	case weak != nil || len(sealed) != len(plain):
		return refuse("Windows sealed the message in another form than that of NTLM", "Use auth kerberos, or give a user and a password.", weak)
	}
	return signature, sealed, nil
}

func (s osSealer) unseal(signature, sealed []byte) ([]byte, error) {
	if err := s.signed(signature); err != nil {
		return nil, err
	}
	return s.context.Unseal(signature, sealed)
}

// signed refuses a signature of another algorithm.
func (s osSealer) signed(signature []byte) error {
	switch {
	case s.auth == NTLM && (len(signature) != ntlmSignatureSize || !bytes.HasPrefix(signature, []byte(ntlmVersion))):
		return errNTLMSignature
	case s.auth == Kerberos && (len(signature) < 16 || !bytes.HasPrefix(signature, []byte(gssToken)) || signature[2]&gssSealed == 0):
		return errWeakSignature
	}
	return nil
}
