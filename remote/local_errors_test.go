package remote

import (
	"context"
	"errors"
	"net"
	"os"
	"syscall"
	"testing"
)

// What this machine lacks is never blamed on the node.
func TestDialErrorsOfThisMachine(t *testing.T) {
	opError := func(err error) error {
		return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", err)}
	}
	tests := []struct {
		name string
		err  error
		want Kind
	}{
		{"too many open files", opError(syscall.EMFILE), Local},
		{"too many open files of the system", opError(syscall.ENFILE), Local},
		{"no buffers", opError(syscall.ENOBUFS), Local},
		{"no port", opError(syscall.EADDRNOTAVAIL), Local},
		{"no IPv6", opError(syscall.EAFNOSUPPORT), Local},
		{"a firewall here", opError(syscall.EPERM), Local},
		{"too many sockets of Windows", opError(syscall.Errno(10024)), Local},
		{"no buffers of Windows", opError(syscall.Errno(10055)), Local},
		{"refused", opError(syscall.ECONNREFUSED), Unreachable},
		{"no route", opError(syscall.EHOSTUNREACH), Unreachable},
		{"reset", opError(syscall.ECONNRESET), Unreachable},
		{"time-out", opError(os.ErrDeadlineExceeded), Unreachable},
		{"a name that no host has", &net.DNSError{Err: "no such host", Name: "hv01", IsNotFound: true}, Unreachable},
		{"a name server that does not answer", &net.DNSError{Err: "i/o timeout", Name: "hv01", IsTimeout: true}, Unreachable},
		{"a name server that fails", &net.DNSError{Err: "server misbehaving", Name: "hv01", IsTemporary: true}, Unreachable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := dialError(context.Background(), "192.0.2.1:5985", tt.err)
			var e *Error
			if !errors.As(err, &e) || e.Kind != tt.want || e.Text == "" || e.Hint == "" || e.Op != "connect to 192.0.2.1:5985" {
				t.Errorf("%+v, want kind %s", e, tt.want)
			}
		})
	}
}
