package doctor

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"time"
)

// session is the TLS session with the node; the zero value is none.
type session struct {
	version   uint16
	cipher    string
	presented []*x509.Certificate // the node's own first
}

// sight is what a node shows without a log-on.
type sight struct {
	tls      session
	date, at time.Time // the node's clock and ours; zero when it showed none
}

// maxGlance bounds what is read of the answer to an empty request.
const maxGlance = 64 << 10

// look asks what the node shows without a log-on, after it did not let
// us in: its certificate, regardless of who signed it, and its clock. Nothing of the
// credentials is sent. What cannot be seen is left out.
func (e *examination) look(ctx context.Context) sight {
	ctx, cancel := context.WithTimeout(ctx, e.options.Limits.Connect)
	defer cancel()
	var s sight
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", e.address())
	if err != nil {
		return s
	}
	defer conn.Close()
	// The connection ends with ctx, so that no answer is waited for any longer.
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	if e.target.HTTPS {
		secure := tls.Client(conn, &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10})
		if secure.HandshakeContext(ctx) != nil {
			return s
		}
		state := secure.ConnectionState()
		s.tls = session{state.Version, tls.CipherSuiteName(state.CipherSuite), state.PeerCertificates}
		conn = secure
	}
	s.date, s.at = e.clockOf(ctx, conn)
	return s
}

// clockOf reads the Date header of the answer to an empty request.
func (e *examination) clockOf(ctx context.Context, conn net.Conn) (date, at time.Time) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+e.address()+"/wsman", http.NoBody)
	if err != nil || req.Write(conn) != nil {
		return time.Time{}, time.Time{}
	}
	resp, err := http.ReadResponse(bufio.NewReader(io.LimitReader(conn, maxGlance)), req)
	if err != nil {
		return time.Time{}, time.Time{}
	}
	defer resp.Body.Close()
	date, err = http.ParseTime(resp.Header.Get("Date"))
	if err != nil {
		return time.Time{}, time.Time{}
	}
	return date, e.now()
}
