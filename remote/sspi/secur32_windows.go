package sspi

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

// procedures are the entry points of secur32.dll that a client needs.
type procedures struct {
	acquireCredentialsHandle, freeCredentialsHandle,
	initializeSecurityContext, deleteSecurityContext,
	queryContextAttributes, freeContextBuffer,
	encryptMessage, decryptMessage *windows.LazyProc
}

var secur32 = loadProcedures()

// loadProcedures names the entry points. Each is looked up at its first call.
func loadProcedures() procedures {
	dll := windows.NewLazySystemDLL("secur32.dll")
	return procedures{
		dll.NewProc("AcquireCredentialsHandleW"), dll.NewProc("FreeCredentialsHandle"),
		dll.NewProc("InitializeSecurityContextW"), dll.NewProc("DeleteSecurityContext"),
		dll.NewProc("QueryContextAttributesW"), dll.NewProc("FreeContextBuffer"),
		dll.NewProc("EncryptMessage"), dll.NewProc("DecryptMessage"),
	}
}

// Constants of sspi.h.
const (
	credentialOutbound = 2  // SECPKG_CRED_OUTBOUND
	nativeData         = 16 // SECURITY_NATIVE_DREP

	attributeSizes       = 0  // SECPKG_ATTR_SIZES
	attributeNativeNames = 13 // SECPKG_ATTR_NATIVE_NAMES
	attributeFlags       = 14 // SECPKG_ATTR_FLAGS, a SecPkgContext_Flags: one number

	bufferData     = 1  // SECBUFFER_DATA
	bufferToken    = 2  // SECBUFFER_TOKEN
	bufferBindings = 14 // SECBUFFER_CHANNEL_BINDINGS

	continueNeeded Status = 0x00090312 // SEC_I_CONTINUE_NEEDED, not an error
)

// handle is a CredHandle or a CtxtHandle.
type handle struct{ lower, upper uintptr }

// buffer is a SecBuffer.
type buffer struct {
	size, kind uint32
	data       *byte
}

func bufferOf(kind uint32, b []byte) buffer {
	return buffer{uint32(len(b)), kind, unsafe.SliceData(b)}
}

// buffers is a SecBufferDesc.
type buffers struct {
	version, count uint32
	first          *buffer
}

// describe is the description of buffers. Windows wants NULL, not an empty one, where
// there are none.
func describe(b []buffer) *buffers {
	if len(b) == 0 {
		return nil
	}
	return &buffers{count: uint32(len(b)), first: &b[0]}
}

// sizes is a SecPkgContext_Sizes.
type sizes struct{ token, signature, block, trailer uint32 }

// nativeNames is a SecPkgContext_NativeNamesW. Windows allocates both texts.
type nativeNames struct{ client, server *uint16 }

func acquire(p Package, h *handle) error {
	name, err := windows.UTF16PtrFromString(string(p))
	if err != nil {
		return err
	}
	var expiry int64
	r, _, _ := secur32.acquireCredentialsHandle.Call(0, uintptr(unsafe.Pointer(name)), credentialOutbound, 0, 0, 0, 0,
		uintptr(unsafe.Pointer(h)), uintptr(unsafe.Pointer(&expiry)))
	return failure(r)
}

// initialize makes a context, or goes on with the one that old names.
func initialize(credentials, old, made *handle, target *uint16, in, out []buffer) (got Flags, complete bool, err error) {
	var expiry int64
	r, _, _ := secur32.initializeSecurityContext.Call(uintptr(unsafe.Pointer(credentials)), uintptr(unsafe.Pointer(old)), uintptr(unsafe.Pointer(target)),
		uintptr(Wanted), 0, nativeData, uintptr(unsafe.Pointer(describe(in))), 0, uintptr(unsafe.Pointer(made)), uintptr(unsafe.Pointer(describe(out))),
		uintptr(unsafe.Pointer(&got)), uintptr(unsafe.Pointer(&expiry)))
	if Status(r) == continueNeeded {
		return got, false, nil
	}
	return got, true, failure(r)
}

func query(h *handle, attribute uintptr, into unsafe.Pointer) error {
	r, _, _ := secur32.queryContextAttributes.Call(uintptr(unsafe.Pointer(h)), attribute, uintptr(into))
	return failure(r)
}

func encrypt(h *handle, b []buffer) error {
	r, _, _ := secur32.encryptMessage.Call(uintptr(unsafe.Pointer(h)), 0, uintptr(unsafe.Pointer(describe(b))), 0)
	return failure(r)
}

func decrypt(h *handle, b []buffer) (quality uint32, err error) {
	r, _, _ := secur32.decryptMessage.Call(uintptr(unsafe.Pointer(h)), uintptr(unsafe.Pointer(describe(b))), 0, uintptr(unsafe.Pointer(&quality)))
	return quality, failure(r)
}

// take copies a text that Windows allocated, and frees it.
func take(text *uint16) string {
	if text == nil {
		return ""
	}
	defer secur32.freeContextBuffer.Call(uintptr(unsafe.Pointer(text)))
	return windows.UTF16PtrToString(text)
}

// failure is the error of a code; nil for success. Codes that only inform, which begin
// with 0, are not expected and count as errors.
func failure(r uintptr) error {
	if uint32(r) == 0 {
		return nil
	}
	return Status(r)
}
