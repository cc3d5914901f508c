package notify

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"time"
)

// Sender sends messages to one sink.
type Sender interface {
	// Send sends a message once; the error is a *Failure.
	Send(ctx context.Context, m *Message) error
}

// Secrets finds a secret. Its error has our words, and nothing of the secret.
type Secrets func(ctx context.Context, ref SecretRef) (string, error)

// NewSender returns what sends to a sink. Secrets are read for each message. Version is that
// of the program, for the receiver.
func NewSender(s Sink, secrets Secrets, version string, now func() time.Time) Sender {
	switch s.Type {
	case Webhook:
		return &webhook{s, secrets, version, now}
	case Mail:
		return &mailer{s, secrets, now}
	}
	return &command{s}
}

// Failure is why a message did not reach a sink, in our words.
type Failure struct {
	Problem string
	// Refused: the receiver answered, and refused this very message. Others may go through.
	Refused bool
	After   time.Duration // when the receiver wants to be asked again; 0: it did not say
}

func (f *Failure) Error() string { return f.Problem }

// asFailure is a failure whatever the error is.
func asFailure(err error) *Failure {
	var f *Failure
	if errors.As(err, &f) {
		return f
	}
	return &Failure{Problem: "it failed in a way that is not known"}
}

// connectFailure is why a server could not be talked to.
func connectFailure(err error) *Failure {
	var network net.Error
	var dns *net.DNSError
	var verify *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var alert tls.AlertError
	var record tls.RecordHeaderError
	switch {
	case errors.Is(err, context.Canceled):
		return &Failure{Problem: "interrupted"}
	case errors.As(err, &host):
		return &Failure{Problem: "the certificate of the server is for another name"}
	case errors.As(err, &unknown):
		return &Failure{Problem: "the certificate of the server is not trusted; name the certificate of its issuer with ca_file"}
	case errors.As(err, &verify):
		return &Failure{Problem: "the certificate of the server is not valid"}
	case errors.As(err, &alert), errors.As(err, &record):
		return &Failure{Problem: "no TLS connection to the server could be made"}
	case errors.As(err, &dns):
		return &Failure{Problem: "the name of the server is not known"}
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return &Failure{Problem: "the server did not answer in time"}
	}
	return &Failure{Problem: "the server cannot be reached, or ended the connection"}
}

// find is a secret, or the failure that there is none.
func (s Secrets) find(ctx context.Context, ref SecretRef, what string) (string, *Failure) {
	text, err := s(ctx, ref)
	if err != nil {
		return "", &Failure{Problem: what + " cannot be read: " + err.Error()}
	}
	return text, nil
}
