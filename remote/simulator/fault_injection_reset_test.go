package simulator

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"syscall"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// attempt sends a query in clear and returns the certificate of the node (DER)
// and the status of the answer.
func (c *client) attempt() (leaf []byte, status int, err error) {
	c.t.Helper()
	req, err := http.NewRequest(http.MethodPost, c.url, bytes.NewReader([]byte(wqlMessage)))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Authorization", c.basic)
	req.Header.Set("Content-Type", testSoapType)
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, 0, err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return resp.TLS.PeerCertificates[0].Raw, resp.StatusCode, err
}

func TestResetBetweenMessages(t *testing.T) {
	for _, tt := range []struct {
		fault   string
		changed bool
	}{{FaultResetOnce, false}, {FaultChangedCertificate, true}} {
		t.Run(tt.fault, func(t *testing.T) {
			n := &windows.Node{}
			n.Conduct.Fault = tt.fault
			f := farmOf(t, n, &fakeWindows{}, Options{HTTPS: true})
			c := connect(t, f)
			first, status, err := c.attempt()
			if err != nil || status != http.StatusOK {
				t.Fatalf("first message: status %d, %v", status, err)
			}
			if _, _, err := c.attempt(); !errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("second message: %v", err)
			}
			for range 3 {
				leaf, status, err := c.attempt() // which verifies the certificate
				if err != nil || status != http.StatusOK {
					t.Fatalf("after the reset: status %d, %v", status, err)
				}
				if changed := !bytes.Equal(leaf, first); changed != tt.changed {
					t.Errorf("another certificate: %v", changed)
				}
			}
			if s := f.Stats("NODE1"); s.Connections != 2 || s.Messages != 5 {
				t.Errorf("stats %+v", s)
			}
		})
	}
}

// Channel bindings follow the certificate that the connection got.
func TestBindingsToTheChangedCertificate(t *testing.T) {
	n := &windows.Node{}
	n.Conduct.Fault = FaultChangedCertificate
	f := farmOf(t, n, &fakeWindows{}, Options{HTTPS: true})
	connect(t, f).attempt()
	for _, tt := range []struct {
		leaf []byte
		want int
	}{{f.identity.server.tls.Certificate[0], 401}, {f.identity.renewed.tls.Certificate[0], 200}} {
		c := dial(t, f.Endpoints()[0])
		c.channel = bindings(tt.leaf)
		if status, _ := c.logon(testAccount, nil); status != tt.want {
			t.Errorf("status %d, want %d", status, tt.want)
		}
	}
}

func TestQuotaThrice(t *testing.T) {
	c := connect(t, hostile(t, FaultQuotaThrice, &fakeWindows{}))
	for range 3 {
		if got := c.fault(wqlMessage); got != "2150859174" {
			t.Errorf("fault %s", got)
		}
	}
	c.ask(wqlMessage)
}
