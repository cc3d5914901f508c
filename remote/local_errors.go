package remote

import (
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"syscall"

	"github.com/clusterdrift/clusterdrift/remote/setting"
)

// Error codes of Winsock, which Go does not map to those of the syscall package.
const (
	wsaEACCES       = syscall.Errno(10013)
	wsaEMFILE       = syscall.Errno(10024)
	wsaEAFNOSUPPORT = syscall.Errno(10047)
	wsaEADDRINUSE   = syscall.Errno(10048)
	wsaENOBUFS      = syscall.Errno(10055)
)

// localCause is a reason on this machine for not being able to connect, by the
// codes that the system gives for it.
type localCause struct {
	codes      []syscall.Errno
	text, hint string
}

func localCauses() []localCause {
	return []localCause{
		{descriptorCodes(), "this process cannot open any more files or connections",
			fmt.Sprintf("Raise the limit (ulimit -n), or lower %s; nothing is wrong with the node.", setting.Concurrency)},
		{[]syscall.Errno{syscall.ENOBUFS, syscall.ENOMEM, wsaENOBUFS}, "this machine has no memory left for connections",
			fmt.Sprintf("Lower %s, or end other programs; nothing is wrong with the node.", setting.Concurrency)},
		{[]syscall.Errno{syscall.EADDRNOTAVAIL, syscall.EADDRINUSE, wsaEADDRINUSE}, "this machine has no free local port, or no address to connect from",
			fmt.Sprintf("Lower %s, wait until closed connections are forgotten, or check the addresses of this machine (IPv4, IPv6).", setting.Concurrency)},
		{[]syscall.Errno{syscall.EAFNOSUPPORT, wsaEAFNOSUPPORT}, "this machine does not support the node's kind of address",
			"Check whether this machine speaks IPv4 and IPv6, or give the node another address in the inventory."},
		{[]syscall.Errno{syscall.EACCES, syscall.EPERM, wsaEACCES}, "this machine does not allow the connection",
			"Check the firewall and the security software of this machine."},
	}
}

func descriptorCodes() []syscall.Errno {
	return []syscall.Errno{syscall.EMFILE, syscall.ENFILE, wsaEMFILE}
}

// LocalError returns the error of kind Local for a failure to connect, or to
// resolve a name, that says nothing of the node; nil for any other.
func LocalError(op string, err error) *Error {
	var dns *net.DNSError
	if errors.As(err, &dns) {
		// The resolver has its reason in words only, and takes a file that it cannot
		// open for one that does not have the name.
		err = openAnything()
	}
	var code syscall.Errno
	if !errors.As(err, &code) {
		return nil
	}
	for _, c := range localCauses() {
		if slices.Contains(c.codes, code) {
			return &Error{Kind: Local, Op: op, Text: c.text, Hint: c.hint, Err: err}
		}
	}
	return nil
}

// openAnything tries out whether this process can still open a file: it opens and
// closes the device that is always there.
func openAnything() error {
	f, err := os.Open(os.DevNull)
	if err != nil {
		return err
	}
	return f.Close()
}
