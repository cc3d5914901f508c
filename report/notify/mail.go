package notify

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/smtp"
	"net/textproto"
	"slices"
	"strings"
	"time"
)

// mailer sends mails by SMTP.
type mailer struct {
	sink    Sink
	secrets Secrets
	now     func() time.Time
}

// Send hands a message to the mail server. Once the server took it, it has arrived: what the
// server answers after that changes nothing.
func (m *mailer) Send(ctx context.Context, message *Message) error {
	ctx, cancel := context.WithTimeout(ctx, m.sink.Timeout)
	defer cancel()
	from, to, err := m.addresses()
	if err != nil {
		return &Failure{Problem: "a mail address is not valid"}
	}
	text, err := mailText(message, from, to, m.now())
	if err != nil {
		return &Failure{Problem: "the mail cannot be written", Refused: true}
	}
	password := ""
	if m.sink.Mail.User != "" {
		var failure *Failure
		if password, failure = m.secrets.find(ctx, m.sink.Mail.Password, "the password"); failure != nil {
			return failure
		}
	}
	return m.deliver(ctx, password, from, to, text)
}

func (m *mailer) addresses() (from *mail.Address, to []*mail.Address, err error) {
	if from, err = mail.ParseAddress(m.sink.Mail.From); err != nil {
		return nil, nil, err
	}
	for _, text := range m.sink.Mail.To {
		a, err := mail.ParseAddress(text)
		if err != nil {
			return nil, nil, err
		}
		to = append(to, a)
	}
	return from, to, nil
}

// deliver talks to the server, on a connection that ends with ctx.
func (m *mailer) deliver(ctx context.Context, password string, from *mail.Address, to []*mail.Address, text []byte) error {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", m.sink.Mail.Server)
	if err != nil {
		return connectFailure(err)
	}
	defer conn.Close()
	end := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer end()
	client, failure := m.greet(ctx, conn)
	if failure != nil {
		return failure
	}
	steps := []struct {
		doing string
		do    func() error
	}{
		{"the logon", func() error { return m.logOn(client, password) }},
		{"the sender", func() error { return client.Mail(from.Address) }},
		{"a recipient", func() error { return each(to, func(a *mail.Address) error { return client.Rcpt(a.Address) }) }},
		{"the mail", func() error { return sendData(client, text) }},
	}
	for _, s := range steps {
		if err := s.do(); err != nil {
			return mailFailure(ctx, s.doing, err)
		}
	}
	_ = client.Quit() // the mail was taken
	return nil
}

// greet begins a session, protected as the sink says.
func (m *mailer) greet(ctx context.Context, conn net.Conn) (*smtp.Client, *Failure) {
	host, _, err := net.SplitHostPort(m.sink.Mail.Server)
	if err != nil {
		return nil, &Failure{Problem: "the server is not named as HOST:PORT"}
	}
	config, failure := tlsConfig(host, m.sink.Mail.CAFile)
	if failure != nil {
		return nil, failure
	}
	if m.sink.Mail.TLS == Implicit {
		secured := tls.Client(conn, config)
		if err := secured.HandshakeContext(ctx); err != nil {
			return nil, connectFailure(err)
		}
		conn = secured
	}
	client, err := smtp.NewClient(conn, host)
	if err != nil {
		return nil, mailFailure(ctx, "the connection", err)
	}
	if m.sink.Mail.TLS != StartTLS {
		return client, nil
	}
	if ok, _ := client.Extension("STARTTLS"); !ok {
		return nil, &Failure{Problem: "the mail server does not offer STARTTLS"}
	}
	if err := client.StartTLS(config); err != nil {
		return nil, mailFailure(ctx, "STARTTLS", err)
	}
	return client, nil
}

// logOn proves who the user is, if there is one, by what the server offers.
func (m *mailer) logOn(client *smtp.Client, password string) error {
	user := m.sink.Mail.User
	if user == "" {
		return nil
	}
	host, _, _ := net.SplitHostPort(m.sink.Mail.Server) // it was split before
	_, offered := client.Extension("AUTH")
	methods := strings.Fields(strings.ToUpper(offered))
	switch {
	case slices.Contains(methods, "PLAIN"):
		return client.Auth(smtp.PlainAuth("", user, password, host))
	case slices.Contains(methods, "LOGIN"):
		return client.Auth(&loginAuth{user: user, password: password})
	}
	return &Failure{Problem: "the mail server offers neither of the methods PLAIN and LOGIN to log on"}
}

// loginAuth is the method LOGIN, which Exchange offers where it does not offer PLAIN. The
// server asks for the name, and then for the password.
type loginAuth struct {
	user, password string
	asked          int
}

// Start refuses a connection that others can read.
func (a *loginAuth) Start(server *smtp.ServerInfo) (string, []byte, error) {
	if !server.TLS && !loopback(net.JoinHostPort(server.Name, "25")) {
		return "", nil, errors.New("without TLS")
	}
	return "LOGIN", nil, nil
}

// Next answers what the server asks for.
func (a *loginAuth) Next(_ []byte, more bool) ([]byte, error) {
	if !more {
		return nil, nil
	}
	a.asked++
	switch a.asked {
	case 1:
		return []byte(a.user), nil
	case 2:
		return []byte(a.password), nil
	}
	return nil, errors.New("it asks for more")
}

func sendData(client *smtp.Client, text []byte) error {
	w, err := client.Data()
	if err != nil {
		return err
	}
	if _, err := bytes.NewReader(text).WriteTo(w); err != nil {
		return err
	}
	return w.Close()
}

// each does something with all of a list, until it fails.
func each[T any](all []T, do func(T) error) error {
	for _, one := range all {
		if err := do(one); err != nil {
			return err
		}
	}
	return nil
}

// mailFailure is why a step of the session failed, without what the server says. Of its codes
// those of 500 and more are for good, https://www.rfc-editor.org/rfc/rfc5321#section-4.2.1.
func mailFailure(ctx context.Context, doing string, err error) *Failure {
	var f *Failure
	var answer *textproto.Error
	switch {
	case errors.As(err, &f):
		return f
	case ctx.Err() != nil:
		return connectFailure(ctx.Err())
	case errors.As(err, &answer):
		return &Failure{Problem: fmt.Sprintf("the mail server refused %s (%d)", doing, answer.Code), Refused: answer.Code >= 500 && doing == "the mail"}
	}
	return connectFailure(err)
}
