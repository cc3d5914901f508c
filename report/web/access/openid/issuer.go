package openid

import (
	"context"
	"crypto"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Times after which an issuer is read again.
const (
	knownFor  = 10 * time.Minute // what it said
	retryTime = 5 * time.Second  // when it failed, or when no key fits
)

// issuer is what is known of the issuer. Several goroutines may use it.
type issuer struct {
	settings Settings
	client   *http.Client
	now      func() time.Time
	complain func(string)

	turn chan struct{} // for one that reads it

	mu   sync.Mutex
	last *metadata // nil before it was read once
	err  error     // of the last time
	at   time.Time // of it
}

// metadata is what an issuer said of itself.
type metadata struct {
	endpoint oauth2.Endpoint
	keys     []crypto.PublicKey
	namesIss bool // RFC 9207: it names itself in what it answers to a browser
}

// get is what the issuer said, at most so long ago. The error is in words of this package. What
// a reader who leaves interrupts would count as a failure of the issuer: ctx is not that of a
// request.
func (i *issuer) get(ctx context.Context, atMost time.Duration) (*metadata, error) {
	select {
	case i.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, errors.New("it did not answer in time")
	}
	defer func() { <-i.turn }()
	i.mu.Lock()
	last, err, age := i.last, i.err, i.now().Sub(i.at)
	i.mu.Unlock()
	if err != nil && age < retryTime {
		return nil, err
	}
	if last != nil && err == nil && age < atMost {
		return last, nil
	}
	m, err := i.read(ctx)
	if ctx.Err() != nil {
		return nil, errors.New("it did not answer in time")
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if err != nil && (i.err == nil || i.err.Error() != err.Error()) {
		i.complain("the issuer " + i.settings.Issuer + " cannot be used to sign in: " + err.Error() + "; it is tried again when a reader signs in")
	}
	i.err, i.at = err, i.now()
	if err == nil {
		i.last = m
	}
	return m, err
}

// read reads the metadata and the keys.
func (i *issuer) read(ctx context.Context) (*metadata, error) {
	ctx, cancel := context.WithTimeout(oidc.ClientContext(ctx, i.client), askTime)
	defer cancel()
	var extra struct {
		Keys     string   `json:"jwks_uri"`
		Methods  []string `json:"token_endpoint_auth_methods_supported"`
		NamesIss bool     `json:"authorization_response_iss_parameter_supported"`
	}
	var m metadata
	err := guarded(func() error {
		p, err := oidc.NewProvider(ctx, i.settings.Issuer)
		if err != nil {
			return err
		}
		m.endpoint = p.Endpoint()
		return p.Claims(&extra)
	})
	if err != nil {
		return nil, cause(ctx, err)
	}
	for _, address := range []string{m.endpoint.AuthURL, m.endpoint.TokenURL, extra.Keys} {
		if !i.trusts(address) {
			return nil, errors.New("its metadata lacks an address of https")
		}
	}
	m.namesIss = extra.NamesIss
	m.endpoint.AuthStyle = oauth2.AuthStyleInParams
	if !i.settings.ClientSecret.Empty() && (len(extra.Methods) == 0 || slices.Contains(extra.Methods, "client_secret_basic")) {
		m.endpoint.AuthStyle = oauth2.AuthStyleInHeader
	}
	m.keys, err = i.readKeys(ctx, extra.Keys)
	return &m, err
}

// trusts reports whether an address that the issuer names may be used: https, or http on this
// machine when the issuer is there, too. A query is usual in some.
func (i *issuer) trusts(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil {
		return false
	}
	own, err := url.Parse(i.settings.Issuer)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http" && own.Scheme == "http" && onThisMachine(u.Hostname()))
}

func (i *issuer) readKeys(ctx context.Context, address string) ([]crypto.PublicKey, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, errors.New("the address of its keys is damaged")
	}
	answer, err := i.client.Do(r)
	if err != nil {
		return nil, cause(ctx, err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, errors.New("its keys cannot be read")
	}
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, cause(ctx, err)
	}
	return parseKeys(data)
}

// keySet verifies signatures by the keys of the issuer, which are read again when none fits:
// issuers change them.
type keySet struct {
	issuer *issuer
	known  *metadata
}

// VerifySignature implements oidc.KeySet.
func (k keySet) VerifySignature(ctx context.Context, token string) ([]byte, error) {
	payload, err := (&oidc.StaticKeySet{PublicKeys: k.known.keys}).VerifySignature(ctx, token)
	if err == nil {
		return payload, nil
	}
	again, failed := k.issuer.get(ctx, retryTime)
	if failed != nil {
		return nil, failed
	}
	return (&oidc.StaticKeySet{PublicKeys: again.keys}).VerifySignature(ctx, token)
}

// cause says why an issuer could not be read, without a word of it or of a library.
func cause(ctx context.Context, err error) error {
	var network net.Error
	var other *oidc.IssuerMismatchError
	switch {
	case errors.Is(err, errTooLong):
		return errTooLong
	case errors.As(err, &other):
		return errors.New("its metadata names another issuer; write issuer as it names itself")
	case ctx.Err() != nil || errors.As(err, &network) && network.Timeout():
		return errors.New("it did not answer in time")
	case errors.As(err, &network):
		return errors.New("no connection could be made, or its certificate is not trusted")
	}
	return errors.New("its answer is not one of OpenID Connect")
}

var errPanic = errors.New("a library failed")

// guarded calls what parses the words of an issuer; a panic there is an error.
func guarded(f func() error) (err error) {
	defer func() {
		if recover() != nil {
			err = errPanic
		}
	}()
	return f()
}
