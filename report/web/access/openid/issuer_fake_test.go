package openid_test

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"sync"
	"testing"
	"time"
)

const (
	clientID     = "clusterdrift"
	clientSecret = "hunter2-of-the-client"
	callbackURL  = "https://drift.example/base/oidc/callback"
)

// rsaKey is a key of the tests, made once for each name.
var rsaKey = func() func(name string) *rsa.PrivateKey {
	var mu sync.Mutex
	keys := map[string]*rsa.PrivateKey{}
	return func(name string) *rsa.PrivateKey {
		mu.Lock()
		defer mu.Unlock()
		if keys[name] == nil {
			key, err := rsa.GenerateKey(rand.Reader, 2048)
			if err != nil {
				panic(err)
			}
			keys[name] = key
		}
		return keys[name]
	}
}()

// fakeIssuer is an issuer of OpenID Connect that admits one user without a question. Tests
// change what it does. It keeps the rules of RFC 6749 and RFC 7636 for codes.
type fakeIssuer struct {
	*httptest.Server
	claims   func(map[string]any)                       // changes those of the next token
	sign     func(header, claims map[string]any) string // the next token
	override map[string]http.HandlerFunc                // by path
	key      string                                     // the name of the one it publishes and signs with
	public   bool                                       // it knows no secret of the client

	mu       sync.Mutex
	codes    map[string]url.Values // the requests that they are for
	requests map[string]int        // by path
	at       func() time.Time
}

func newIssuer(t *testing.T, at func() time.Time) *fakeIssuer {
	t.Helper()
	f := &fakeIssuer{codes: map[string]url.Values{}, requests: map[string]int{}, override: map[string]http.HandlerFunc{}, key: "first", at: at}
	f.sign = f.signRS256
	f.Server = httptest.NewServer(http.HandlerFunc(f.answer))
	t.Cleanup(f.Close)
	return f
}

func (f *fakeIssuer) answer(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	f.requests[r.URL.Path]++
	override := f.override[r.URL.Path]
	f.mu.Unlock()
	switch {
	case override != nil:
		override(w, r)
	case r.URL.Path == "/.well-known/openid-configuration":
		reply(w, map[string]any{"issuer": f.URL, "authorization_endpoint": f.URL + "/authorize", "token_endpoint": f.URL + "/token", "jwks_uri": f.URL + "/keys"})
	case r.URL.Path == "/keys":
		public := rsaKey(f.key).Public().(*rsa.PublicKey)
		reply(w, map[string]any{"keys": []any{
			map[string]any{"kty": "oct", "k": "c2VjcmV0"},
			map[string]any{"kty": "RSA", "use": "sig", "kid": f.key, "alg": "RS256", "n": encode(public.N.Bytes()), "e": encode(big.NewInt(int64(public.E)).Bytes())},
		}})
	case r.URL.Path == "/token":
		f.token(w, r)
	default:
		http.NotFound(w, r)
	}
}

// authorize is the address that the issuer sends a browser back to.
func (f *fakeIssuer) authorize(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	for name, want := range map[string]string{"response_type": "code", "client_id": clientID, "redirect_uri": callbackURL, "code_challenge_method": "S256", "scope": "openid groups"} {
		if q.Get(name) != want {
			t.Errorf("%s is %q, want %q", name, q.Get(name), want)
		}
	}
	if len(q.Get("state")) < 43 || len(q.Get("nonce")) < 43 || len(q.Get("code_challenge")) != 43 || q.Get("nonce") == q.Get("state") {
		t.Errorf("what must be random is not: %s", address)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	code := "code-" + strconv.Itoa(len(f.codes))
	f.codes[code] = q
	return callbackURL + "?" + url.Values{"code": {code}, "state": {q.Get("state")}}.Encode()
}

// token exchanges a code, once.
func (f *fakeIssuer) token(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	code := r.PostFormValue("code")
	request := f.codes[code]
	f.codes[code] = nil
	challenge := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	id, secret, _ := r.BasicAuth()
	if f.public {
		id, secret = r.PostFormValue("client_id"), clientSecret
	}
	if request == nil || id != clientID || secret != clientSecret || r.PostFormValue("redirect_uri") != callbackURL || request.Get("code_challenge") != encode(challenge[:]) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"error": "invalid_grant", "error_description": "words of the issuer ` + secret + `"}`))
		return
	}
	claims := map[string]any{
		"iss": f.URL, "sub": "ann-1", "aud": clientID, "exp": f.at().Add(time.Minute).Unix(), "iat": f.at().Unix(), "nonce": request.Get("nonce"),
		"groups": []string{"others", "readers"}, "email": "Ann@Contoso.example", "email_verified": true,
	}
	if f.claims != nil {
		f.claims(claims)
	}
	reply(w, map[string]any{"access_token": "unused", "token_type": "Bearer", "id_token": f.sign(map[string]any{"alg": "RS256", "kid": f.key}, claims)})
}

func (f *fakeIssuer) signRS256(header, claims map[string]any) string {
	text := unsigned(header, claims)
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, rsaKey(f.key), crypto.SHA256, sum[:])
	if err != nil {
		panic(err)
	}
	return text + "." + encode(signature)
}

// signHS256 takes the public key, which everyone has, for a shared secret.
func (f *fakeIssuer) signHS256(_, claims map[string]any) string {
	der, err := x509.MarshalPKIXPublicKey(rsaKey(f.key).Public())
	if err != nil {
		panic(err)
	}
	text := unsigned(map[string]any{"alg": "HS256", "kid": f.key}, claims)
	mac := hmac.New(sha256.New, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	_, _ = mac.Write([]byte(text))
	return text + "." + encode(mac.Sum(nil))
}

func unsigned(header, claims map[string]any) string {
	return encode(asJSON(header)) + "." + encode(asJSON(claims))
}

func asJSON(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return data
}

func encode(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }

func reply(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(asJSON(v))
}
