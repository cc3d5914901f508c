package sspi

import (
	"bytes"
	"errors"
	"runtime"
	"strings"
	"unsafe"

	"golang.org/x/sys/windows"
)

const (
	// tokenLimit is the largest token in bytes: MaxTokenSize of Windows may be set as
	// high as 65535.
	tokenLimit = 65535
	// signatureLimit is more than a signature has. Windows announces 76 bytes for
	// AES and writes 60; others announce too little.
	signatureLimit = 128
)

// Context is a security context with one service. It is used by one goroutine at a
// time. What Windows holds for it is freed once it is not reachable any more.
type Context struct {
	kept     *handles
	kind     Package
	target   *uint16
	bindings []byte // SEC_CHANNEL_BINDINGS; nil without TLS
	flags    Flags
}

// handles are what Windows holds for a context.
type handles struct {
	credentials, context handle
	begun                bool // there is a context
}

func (h *handles) free() {
	if h.begun {
		secur32.deleteSecurityContext.Call(uintptr(unsafe.Pointer(&h.context)))
	}
	secur32.freeCredentialsHandle.Call(uintptr(unsafe.Pointer(&h.credentials)))
}

// Open takes the credentials of the user who runs the program for a service such as
// "HTTP/hv01.contoso.example". bindings are the application data of a TLS channel; nil
// without TLS. Errors are of type Status.
func Open(p Package, target string, bindings []byte) (*Context, error) {
	name, err := windows.UTF16PtrFromString(target)
	if err != nil {
		return nil, TargetUnknown
	}
	h := new(handles)
	if err := acquire(p, &h.credentials); err != nil {
		return nil, err
	}
	c := &Context{kept: h, kind: p, target: name, bindings: ChannelBindings(bindings)}
	runtime.AddCleanup(c, (*handles).free, h)
	return c, nil
}

// Step takes the token of the other side, nil at first, and gives ours, which may be
// empty in the last step. It may ask a domain controller, and then takes as long as
// Windows allows that. Errors are of type Status.
func (c *Context) Step(token []byte) (out []byte, complete bool, err error) {
	defer runtime.KeepAlive(c)
	out = make([]byte, tokenLimit)
	made := []buffer{bufferOf(bufferToken, out)}
	var old *handle
	if c.kept.begun {
		old = &c.kept.context
	}
	c.flags, complete, err = initialize(&c.kept.credentials, old, &c.kept.context, c.target, c.input(token), made)
	switch {
	case err != nil:
		return nil, false, err
	case made[0].size > tokenLimit:
		return nil, false, InternalError
	}
	c.kept.begun = true
	return out[:made[0].size], complete, nil
}

// input is what a step reads. Kerberos binds the channel with its first token, NTLM
// with its second, which answers the challenge.
func (c *Context) input(token []byte) []buffer {
	var in []buffer
	if token != nil {
		in = append(in, bufferOf(bufferToken, token))
	}
	if c.bindings != nil && (c.kind == Kerberos || token != nil) {
		in = append(in, bufferOf(bufferBindings, c.bindings))
	}
	return in
}

// Established gives the properties of a context after its last step. Errors are of
// type Status.
func (c *Context) Established() (Properties, error) {
	defer runtime.KeepAlive(c)
	var s sizes
	if err := query(&c.kept.context, attributeSizes, unsafe.Pointer(&s)); err != nil {
		return Properties{}, err
	}
	p := Properties{Flags: c.flags, Block: s.block}
	var negotiated Flags
	if query(&c.kept.context, attributeFlags, unsafe.Pointer(&negotiated)) == nil {
		p.Flags |= negotiated // which some packages say only when they are asked
	}
	if c.kind == Kerberos {
		p.Account = c.account()
	}
	return p, nil
}

// account is the owner of the ticket, "clusteraudit@CONTOSO.EXAMPLE"; empty where the
// package does not say.
func (c *Context) account() string {
	var n nativeNames
	if query(&c.kept.context, attributeNativeNames, unsafe.Pointer(&n)) != nil {
		return ""
	}
	take(n.server)
	return take(n.client)
}

// errTooLarge says that Windows reports more bytes than it was given room for.
var errTooLarge = errors.New("the security package reports more bytes than there is room for")

// Seal encrypts a message. The signature is what encryption adds; sealed is as long as
// the message. Errors are of type Status, but for one that no package should cause.
func (c *Context) Seal(plain []byte) (signature, sealed []byte, err error) {
	defer runtime.KeepAlive(c)
	signature, sealed = make([]byte, signatureLimit), bytes.Clone(plain) // it works in place
	b := []buffer{bufferOf(bufferToken, signature), bufferOf(bufferData, sealed)}
	if err := encrypt(&c.kept.context, b); err != nil {
		return nil, nil, err
	}
	if int(b[0].size) > len(signature) || int(b[1].size) > len(sealed) {
		return nil, nil, errTooLarge
	}
	return signature[:b[0].size], sealed[:b[1].size], nil
}

// errNotSealed is for a message that is signed and not encrypted.
var errNotSealed = errors.New("the message is signed but not sealed")

// Unseal decrypts a message, which must be the next one. Errors are of type Status, or
// say that the message was not sealed.
func (c *Context) Unseal(signature, sealed []byte) ([]byte, error) {
	defer runtime.KeepAlive(c)
	plain := bytes.Clone(sealed)
	b := []buffer{bufferOf(bufferToken, bytes.Clone(signature)), bufferOf(bufferData, plain)}
	quality, err := decrypt(&c.kept.context, b)
	switch {
	case err != nil:
		return nil, err
	case quality != 0:
		return nil, errNotSealed
	case int(b[1].size) > len(plain):
		return nil, errTooLarge
	}
	return plain[:b[1].size], nil
}

// CurrentUser is the account that runs the program: of its process, whatever it may use
// on the network. Errors are those of Windows.
func CurrentUser() (User, error) {
	sam, err := userName(windows.NameSamCompatible)
	if err != nil {
		return User{}, err
	}
	// Local accounts have neither of these.
	principal, _ := userName(windows.NameUserPrincipal)
	dns, _ := userName(windows.NameDnsDomain)
	return User{SAM: sam, Principal: principal, DNS: dns}, nil
}

// userName is the user's name in one of the formats of EXTENDED_NAME_FORMAT.
func userName(format uint32) (string, error) {
	const limit = 1024 // a user principal name has at most 1024 characters (MS-ADA3 2.349)
	name := make([]uint16, limit+1)
	size := uint32(len(name))
	if err := windows.GetUserNameEx(format, &name[0], &size); err != nil {
		return "", err
	}
	return strings.TrimSpace(windows.UTF16ToString(name)), nil
}
