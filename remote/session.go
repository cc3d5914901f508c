package remote

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Session reads one node over one authenticated connection. It is used by one
// goroutine at a time. After an error of kind Unreachable, Timeout (of our own
// deadline), NotSealed, Malformed, TooBig, AuthRefused or Interrupted it is
// broken: every further call returns that error.
type Session struct {
	target   Target
	limits   Limits
	link     *link
	scheme   scheme
	to       string
	shell    string // the id of the open shell
	messages int
	broken   error
}

// Open connects to the node and authenticates. The caller must Close the session.
func Open(ctx context.Context, t Target, c Credentials, o Options) (*Session, error) {
	limits := o.Limits
	scheme, err := newScheme(t, c)
	if err != nil {
		return nil, err
	}
	link, err := dialLink(ctx, t, c.Client, limits)
	if err != nil {
		return nil, err
	}
	s := &Session{target: t, limits: limits, link: link, scheme: scheme, to: t.url()}
	if err := scheme.handshake(ctx, link); err != nil {
		link.close()
		return nil, err
	}
	return s, nil
}

// Traffic counts what the session has cost so far.
func (s *Session) Traffic() facts.Traffic {
	return facts.Traffic{
		Messages: s.messages, Requests: s.link.requests, Connections: 1,
		BytesIn: s.link.in.Load(), BytesOut: s.link.out.Load(),
	}
}

// Close deletes the shell, if one is open, within a few seconds even when ctx
// has ended, and closes the connection.
func (s *Session) Close(ctx context.Context) {
	defer s.link.close()
	if s.shell == "" || s.broken != nil {
		return // the shell's idle time-out ends it on the node
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTime)
	defer cancel()
	// Nobody waits for the outcome: the idle time-out deletes the shell otherwise.
	_ = s.deleteShell(ctx)
}

const closeTime = 5 * time.Second

func (t Target) url() string {
	scheme := "http"
	if t.HTTPS {
		scheme = "https"
	}
	return (&url.URL{Scheme: scheme, Host: net.JoinHostPort(t.Host, strconv.Itoa(t.Port)), Path: "/wsman"}).String()
}

// call sends a request and returns the body of the answer.
func (s *Session) call(ctx context.Context, op string, r request) (*element, error) {
	body, _, err := s.exchange(ctx, op, r.envelope(s.to, s.limits.operationTimeout()))
	return body, err
}

// exchange sends an envelope and returns the answer's Body element and the
// whole answer. The action is read from the very bytes that go out.
func (s *Session) exchange(ctx context.Context, op string, envelope []byte) (*element, []byte, error) {
	if s.broken != nil {
		return nil, nil, s.broken
	}
	sent, err := readHeader(envelope)
	if err != nil || !actions[sent.action] {
		return nil, nil, &Error{Kind: Refused, Op: op, Text: fmt.Sprintf("the action %q is not on the list of read-only actions", sent.action), Err: err}
	}
	plain, err := s.send(ctx, envelope)
	if err != nil {
		return nil, nil, s.fail(op, err)
	}
	root, err := parseXML(plain)
	if err != nil {
		return nil, nil, s.fail(op, &Error{Kind: Malformed, Text: "the answer cannot be read", Err: err})
	}
	body, err := checkAnswer(op, root, sent)
	if err != nil && !isFault(root) {
		return nil, nil, s.fail(op, err)
	}
	return body, plain, err
}

// send seals, posts and unseals.
func (s *Session) send(ctx context.Context, envelope []byte) ([]byte, error) {
	contentType, payload, err := soapType, envelope, error(nil)
	sealer := s.scheme.sealer()
	if sealer != nil {
		if contentType, payload, err = sealMessage(sealer, envelope); err != nil {
			return nil, err
		}
	}
	s.messages++
	a, err := s.link.post(ctx, s.scheme.authorization(), contentType, payload)
	if err != nil {
		return nil, err
	}
	if err := s.checkStatus(a); err != nil {
		return nil, err
	}
	if sealer == nil {
		if a.contentType != "application/soap+xml" {
			return nil, &Error{Kind: Malformed, Text: "the answer is not SOAP", Hint: notWinRM}
		}
		return a.body, nil
	}
	if a.contentType != sealedType {
		return nil, &Error{Kind: NotSealed, Text: "the answer came in clear on a sealed session, so that anybody could have written it"}
	}
	return unsealMessage(sealer, a.params["boundary"], a.body)
}

// checkStatus lets through 200 and the 500 of a SOAP fault.
func (s *Session) checkStatus(a *answer) error {
	switch {
	case a.status == http.StatusOK:
		return nil
	case a.status == http.StatusInternalServerError && len(a.body) > 0:
		return nil
	case a.status == http.StatusInternalServerError:
		return &Error{Kind: NotSealed, Text: "the node refused the message without a word (HTTP 500)",
			Hint: "It demands encryption that this session does not give: use auth ntlm, or transport https."}
	case a.status == http.StatusUnauthorized:
		return refusal(s.target.Auth, a)
	case a.status == http.StatusBadRequest:
		return &Error{Kind: NotSealed, Text: "the node could not decrypt the message (HTTP 400)",
			Hint: "Write the domain of the user as the domain controller spells it."}
	case a.status == http.StatusNotFound, a.status == http.StatusServiceUnavailable:
		return &Error{Kind: Unreachable, Text: fmt.Sprintf("WinRM does not answer there (HTTP %d)", a.status),
			Hint: "Start the service and its listener on the node: winrm quickconfig."}
	}
	return &Error{Kind: Malformed, Text: fmt.Sprintf("unexpected HTTP status %d", a.status),
		Hint: notWinRM}
}

// fail marks the session broken: its sequence numbers or its connection no
// longer agree with the node's.
func (s *Session) fail(op string, err error) error {
	e, ok := err.(*Error)
	if !ok {
		e = &Error{Kind: Malformed, Err: err}
	}
	if e.Op == "" {
		e.Op = op
	}
	if e.Hint == "" {
		e.Hint = notWinRM
	}
	s.broken = e
	return e
}

const notWinRM = "Look at what answers on this port, and at what sits in between: it does not behave like WinRM."

// header is what must agree between a message and its answer.
type header struct{ action, messageID, relatesTo string }

func readHeader(envelope []byte) (header, error) {
	root, err := parseXML(envelope)
	if err != nil {
		return header{}, err
	}
	return headerOf(root), nil
}

func headerOf(root *element) header {
	h := root.child(nsSOAP, "Header")
	return header{
		action:    h.child(nsAddressing, "Action").trimmed(),
		messageID: h.child(nsAddressing, "MessageID").trimmed(),
		relatesTo: h.child(nsAddressing, "RelatesTo").trimmed(),
	}
}

func isFault(root *element) bool {
	return root.child(nsSOAP, "Body").child(nsSOAP, "Fault") != nil
}

// checkAnswer makes sure that the answer is one, and one to this message. A
// fault may lack RelatesTo, when the node could not read the message's header.
func checkAnswer(op string, root *element, sent header) (*element, error) {
	body := root.child(nsSOAP, "Body")
	if root.name.Local != "Envelope" || root.name.Space != nsSOAP || body == nil {
		return nil, &Error{Kind: Malformed, Op: op, Text: "the answer is not a SOAP 1.2 envelope"}
	}
	got := headerOf(root)
	fault := body.child(nsSOAP, "Fault")
	if !strings.EqualFold(got.relatesTo, sent.messageID) && (fault == nil || got.relatesTo != "") {
		return nil, &Error{Kind: Malformed, Op: op, Text: "the answer belongs to another message"}
	}
	if fault != nil {
		return nil, faultError(op, fault)
	}
	if got.action != sent.action+"Response" {
		return nil, &Error{Kind: Malformed, Op: op, Text: "the answer is of another kind than the message"}
	}
	return body, nil
}
