package remote

import "fmt"

// Secret is a text that must not be shown. It prints, formats and marshals as
// a placeholder; only Reveal gives it away.
type Secret struct{ text string }

const redacted = "[redacted]"

// NewSecret keeps s.
func NewSecret(s string) Secret { return Secret{s} }

// Reveal returns the secret text.
func (s Secret) Reveal() string { return s.text }

// Empty reports whether there is nothing to keep.
func (s Secret) Empty() bool { return s.text == "" }

// String returns a placeholder.
func (s Secret) String() string { return redacted }

// Format writes a placeholder whatever the verb is.
func (s Secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, redacted) }

// MarshalText returns a placeholder.
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }
