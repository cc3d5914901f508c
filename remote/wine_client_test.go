package remote

import (
	"bytes"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"os"
	"testing"
)

// wineOrder is what the client under Wine is to do.
type wineOrder struct {
	Port       int
	Auth       Auth
	SPN        string
	User       string // who must be logged on; empty: anyone
	Roots      string // PEM file; empty: HTTP
	ServerName string
	Sizes      []int // of the messages to exchange
}

// wineOutcome is what came of it.
type wineOutcome struct {
	Name    string // of the current user
	Account string // of the session
	Same    int    // messages that came back as they were
	Kind    Kind   // of the error that ended it; empty: none
	Text    string // of the error
}

const (
	wineOrderVariable   = "CLUSTERDRIFT_WINE_ORDER"
	wineOutcomeVariable = "CLUSTERDRIFT_WINE_OUTCOME"
)

// TestWineClient is the client's half of the tests under Wine, which start it.
func TestWineClient(t *testing.T) {
	text := os.Getenv(wineOrderVariable)
	if text == "" {
		t.Skip("the client's half of the Wine tests, which start it")
	}
	var order wineOrder
	if err := json.Unmarshal([]byte(text), &order); err != nil {
		t.Fatal(err)
	}
	var out wineOutcome
	if err := out.carryOut(t, order); err != nil {
		out.Kind, out.Text = "another", err.Error()
		if e, ok := err.(*Error); ok {
			out.Kind = e.Kind
		}
	}
	data, err := json.Marshal(out)
	if err == nil {
		err = os.WriteFile(os.Getenv(wineOutcomeVariable), data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (out *wineOutcome) carryOut(t *testing.T, order wineOrder) error {
	user, err := NewCurrentUser()
	if err != nil {
		return err
	}
	out.Name = user.Name()
	at := Target{Host: "127.0.0.1", Port: order.Port, Auth: order.Auth, SPN: order.SPN, HTTPS: order.Roots != ""}
	if at.HTTPS {
		pem, err := os.ReadFile(order.Roots)
		if err != nil {
			return err
		}
		at.TLS.Roots, at.TLS.ServerName = x509.NewCertPool(), order.ServerName
		at.TLS.Roots.AppendCertsFromPEM(pem)
	}
	s, err := Open(t.Context(), at, Credentials{User: order.User, CurrentUser: user}, Options{Limits: DefaultLimits()})
	if err != nil {
		return err
	}
	defer s.Close(t.Context())
	for _, size := range order.Sizes {
		sent := randomMessage(size)
		_, got, err := s.send(t.Context(), sent)
		if err != nil {
			return err
		}
		if !bytes.Equal(got, sent) {
			return fmt.Errorf("of %d bytes something else came back", size)
		}
		out.Same++
	}
	out.Account = s.Account()
	return nil
}
