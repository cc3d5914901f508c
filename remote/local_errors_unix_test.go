//go:build unix

package remote

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestNoDescriptorLeft opens files until the process may open no more.
func TestNoDescriptorLeft(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	conf := filepath.Join(t.TempDir(), "krb5.conf")
	if err := os.WriteFile(conf, []byte("[realms]\n A.EXAMPLE = {\n kdc = "+l.Addr().String()+"\n }\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tickets, err := NewTickets(Login{User: "u@A.EXAMPLE", Password: NewSecret("p"), Config: conf})
	if err != nil {
		t.Fatal(err)
	}
	defer tickets.Close()
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &before); err != nil {
		t.Fatal(err)
	}
	few := before
	few.Cur = 256
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &few); err != nil {
		t.Fatal(err)
	}
	defer syscall.Setrlimit(syscall.RLIMIT_NOFILE, &before)
	for range few.Cur {
		f, err := os.Open(os.DevNull)
		if err != nil {
			break
		}
		defer f.Close()
	}
	target := Target{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, Auth: NTLM}
	_, opening := Open(context.Background(), target, Credentials{User: "u", Password: NewSecret("p")}, Options{Limits: DefaultLimits()})
	target.Host = "hv01.example"
	_, resolving := Open(context.Background(), target, Credentials{User: "u", Password: NewSecret("p")}, Options{Limits: DefaultLimits()})
	_, kdc := tickets.context(context.Background(), "HTTP/x", nil, &logon{})
	for name, err := range map[string]error{"connecting": opening, "resolving": resolving, "asking the KDC": kdc} {
		if !IsKind(err, Local) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
