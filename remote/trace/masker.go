package trace

// Masker takes secrets out of what goes into a trace, as the package comment
// says under Masking. It remembers output of commands from one answer to the
// next, so each trace has a Masker of its own.
type Masker struct{ secrets *masker }

// NewMasker returns a Masker of the secrets; empty ones are left out.
func NewMasker(secrets ...string) Masker { return Masker{newMasker(secrets)} }

// Text masks a text that is not XML.
func (m Masker) Text(s string) string { return m.secrets.text(s) }

// XML masks a SOAP envelope, which stays well-formed if it was.
func (m Masker) XML(document []byte) string { return m.secrets.xml(document) }

// MaskCredentials masks what looks like the value of an Authorization header.
func MaskCredentials(s string) string { return maskCredentials(s) }
