package remote

import (
	"net"
	"testing"
	"time"
)

// The handshake is a part of the time that connecting takes.
func TestDialTCP(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	began := time.Now()
	c, handshake, err := dialTCP(t.Context(), l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if took := time.Since(began); handshake <= 0 || handshake > took {
		t.Errorf("%s of %s", handshake, took)
	}
	l.Close()
	if c, _, err := dialTCP(t.Context(), l.Addr().String()); err == nil {
		c.Close()
		t.Error("connected to a closed port")
	}
}
