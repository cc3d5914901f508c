//go:build !windows

package sspi

// Context is a security context with one service. There is none on this system.
type Context struct{}

// Open fails with ErrUnsupported.
func Open(Package, string, []byte) (*Context, error) { return nil, ErrUnsupported }

// CurrentUser fails with ErrUnsupported.
func CurrentUser() (User, error) { return User{}, ErrUnsupported }

// Step fails with ErrUnsupported.
func (*Context) Step([]byte) (out []byte, complete bool, err error) {
	return nil, false, ErrUnsupported
}

// Established fails with ErrUnsupported.
func (*Context) Established() (Properties, error) { return Properties{}, ErrUnsupported }

// Seal fails with ErrUnsupported.
func (*Context) Seal([]byte) (signature, sealed []byte, err error) { return nil, nil, ErrUnsupported }

// Unseal fails with ErrUnsupported.
func (*Context) Unseal(_, _ []byte) ([]byte, error) { return nil, ErrUnsupported }
