package openid

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"time"
)

// Bounds of what is asked of an issuer.
const (
	askTime    = 10 * time.Second // for a request with its answer
	maxAnswer  = 1 << 20          // bytes of an answer
	maxHeaders = 64 << 10
)

var errTooLong = errors.New("the answer is longer than 1 MiB")

// newClient makes the client for an issuer. It follows no redirection, to this host or another,
// and reads an answer only up to its bound.
func newClient() *http.Client {
	transport := &http.Transport{
		Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true, DisableKeepAlives: true,
		DialContext: (&net.Dialer{}).DialContext, MaxResponseHeaderBytes: maxHeaders,
	}
	return &http.Client{
		Transport: bounded{transport}, Timeout: askTime + time.Second, // most contexts end before
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// bounded fails an answer that is too long.
type bounded struct{ next http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := b.next.RoundTrip(r)
	if err == nil {
		answer.Body = &boundedBody{answer.Body, maxAnswer}
	}
	return answer, err
}

type boundedBody struct {
	io.ReadCloser
	left int // bytes
}

func (b *boundedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p[:min(len(p), b.left+1)])
	if b.left -= n; b.left < 0 {
		return 0, errTooLong
	}
	return n, err
}

// onThisMachine reports whether a host is this machine by its name alone.
func onThisMachine(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}
