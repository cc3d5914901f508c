package openid

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Bounds of what is read of an address and a token.
const (
	maxCode  = 4096
	maxToken = 64 << 10
)

// algorithms are those that an ID token may be signed with: none, and those with a shared
// secret, are not among them.
var algorithms = []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.EdDSA}

// Why a login comes to nothing.
var (
	errConfirm = errors.New("the issuer did not confirm the login")
	errToken   = errors.New("the ID token of the issuer is not valid for this login")
)

// callback takes what the issuer sends the browser back with.
func (s *SignOn) callback(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	t, ok := s.ticketOf(r, query)
	if !ok {
		s.refuse(w, http.StatusBadRequest, "This login was not begun in this browser, has been used, or took longer than 10 minutes.")
		return
	}
	setCookie(w, ticketCookie, "", -time.Second)
	code := one(query, "code")
	if query.Has("error") || code == "" || len(code) > maxCode {
		s.refuse(w, http.StatusForbidden, "The issuer refused the login.")
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), 3*askTime)
	defer cancel()
	m, err := s.issuer.get(ctx, knownFor)
	if err != nil {
		s.unavailable(w)
		return
	}
	if iss := query["iss"]; (len(iss) > 0 || m.namesIss) && !slices.Equal(iss, []string{s.settings.Issuer}) {
		s.refuse(w, http.StatusBadRequest, "The answer is not from the issuer that was asked.")
		return
	}
	c, err := s.confirm(ctx, m, t, code)
	switch {
	case err != nil:
		s.complain("a login came to nothing: " + err.Error())
		s.refuse(w, http.StatusForbidden, "The login could not be confirmed; the log of clusterdrift serve says why.")
	case !s.tickets.use(t):
		s.refuse(w, http.StatusBadRequest, "This login has been used.")
	case !s.settings.admits(c):
		s.complain(fmt.Sprintf("the user %.80q signed in with the issuer, but is not among those who may read", c.Subject))
		s.refuse(w, http.StatusForbidden, "You are signed in with the issuer, but you are not among those who may read these pages.")
	default:
		setCookie(w, sessionCookie, s.sessions.begin(c.Subject), sessionTime)
		leave(w, s.origin+t.Target)
	}
}

// ticketOf is the login that a browser comes back from, and whether it is the one it began.
func (s *SignOn) ticketOf(r *http.Request, query url.Values) (ticket, bool) {
	all := r.CookiesNamed(ticketCookie)
	if len(all) != 1 {
		return ticket{}, false
	}
	t, ok := s.tickets.read(all[0].Value)
	return t, ok && subtle.ConstantTimeCompare([]byte(one(query, "state")), []byte(t.State)) == 1
}

// one is a parameter that is there once; otherwise empty.
func one(query url.Values, name string) string {
	if len(query[name]) != 1 {
		return ""
	}
	return query[name][0]
}

func (s *SignOn) refuse(w http.ResponseWriter, status int, why string) {
	say(w, status, why+" To sign in, open "+s.origin+loginPath)
}

// confirm exchanges a code for an ID token, and returns its claims.
func (s *SignOn) confirm(ctx context.Context, m *metadata, t ticket, code string) (claims, error) {
	select {
	case s.exchanges <- struct{}{}:
	case <-ctx.Done():
		return claims{}, errConfirm
	}
	defer func() { <-s.exchanges }()
	ctx = oidc.ClientContext(ctx, s.issuer.client)
	var raw string
	err := guarded(func() error {
		token, err := s.client(m).Exchange(ctx, code, oauth2.VerifierOption(t.Verifier))
		if err == nil {
			raw, _ = token.Extra("id_token").(string)
		}
		return err
	})
	if err != nil {
		return claims{}, exchangeCause(ctx, err)
	}
	if raw == "" || len(raw) > maxToken {
		return claims{}, fmt.Errorf("%w: there is none, or it is longer than 64 KiB", errToken)
	}
	return s.verify(ctx, m, t, raw)
}

// verify reads an ID token that must be signed by the issuer for this program and this login.
func (s *SignOn) verify(ctx context.Context, m *metadata, t ticket, raw string) (c claims, err error) {
	verifier := oidc.NewVerifier(s.settings.Issuer, keySet{s.issuer, m}, &oidc.Config{ClientID: s.settings.ClientID, SupportedSigningAlgs: algorithms, Now: s.now})
	var token *oidc.IDToken
	all := map[string]json.RawMessage{}
	err = guarded(func() (err error) {
		if token, err = verifier.Verify(ctx, raw); err != nil {
			return err
		}
		return token.Claims(&all)
	})
	var expired *oidc.TokenExpiredError
	switch {
	case errors.As(err, &expired):
		return c, fmt.Errorf("%w: it has expired; compare the clocks of both machines", errToken)
	case err != nil:
		return c, fmt.Errorf("%w: its signature, issuer, audience or time is wrong", errToken)
	case subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(t.Nonce)) != 1:
		return c, fmt.Errorf("%w: it is of another login", errToken)
	}
	c = parseClaims(all, s.settings.GroupsClaim)
	// OpenID Connect Core, 3.1.3.7: with several audiences, the party says for whom it is.
	if c.Party != s.settings.ClientID && (c.Party != "" || len(token.Audience) > 1) {
		return c, fmt.Errorf("%w: it was issued for another program", errToken)
	}
	return c, nil
}

// exchangeCause says why a code was not exchanged. Of the issuer's words only the codes of
// RFC 6749, 5.2, are repeated.
func exchangeCause(ctx context.Context, err error) error {
	var refused *oauth2.RetrieveError
	if !errors.As(err, &refused) {
		return fmt.Errorf("%w: %w", errConfirm, cause(ctx, err))
	}
	if slices.Contains([]string{"invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope"}, refused.ErrorCode) {
		return fmt.Errorf("%w: %s", errConfirm, refused.ErrorCode)
	}
	return errConfirm
}
