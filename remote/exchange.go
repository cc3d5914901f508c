package remote

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"
)

// call sends a request and returns the body of the answer.
func (s *Session) call(ctx context.Context, op string, r request) (*element, error) {
	body, _, err := s.exchange(ctx, op, r.envelope(s.target.url(), s.options.Limits.operationTimeout()))
	return body, err
}

// retry runs a read and, when the connection breaks under it, runs it once more
// from its beginning on a fresh connection. A refused login is not repeated.
func retry[T any](ctx context.Context, s *Session, read func() (T, error)) (T, error) {
	v, err := read()
	if !IsKind(err, Unreachable) || s.retried || ctx.Err() != nil {
		return v, err
	}
	s.retried = true
	if again := s.reconnect(ctx); again != nil {
		s.broken = again
		return v, again
	}
	return read()
}

// maxWaits is how often a message waits for a node's quota.
const maxWaits = 3

// exchange sends an envelope and returns the answer's Body element and the
// whole answer. The action is read from the very bytes that go out. While the
// node says that it has too much to do, the message waits and is sent again.
func (s *Session) exchange(ctx context.Context, op string, envelope []byte) (*element, []byte, error) {
	sent, err := readHeader(envelope)
	if err != nil || !actions[sent.action] {
		return nil, nil, &Error{Kind: Refused, Op: op, Text: fmt.Sprintf("the action %q is not on the list of read-only actions", sent.action), Err: err}
	}
	if ctx.Err() != nil {
		return nil, nil, interrupted(ctx) // nothing went out, and the session is as it was
	}
	for waits := 0; ; waits++ {
		body, plain, err := s.once(ctx, op, envelope, sent)
		if !IsKind(err, Quota) || waits == maxWaits || !pause(ctx, s.options.Limits.Backoff<<waits) {
			return body, plain, err
		}
	}
}

// pause waits between half of d and all of it, so that many scanners do not
// come back at once; false when ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d/2 + time.Duration(rand.Int64N(int64(d/2)+1)))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// once sends an envelope once.
func (s *Session) once(ctx context.Context, op string, envelope []byte, sent header) (*element, []byte, error) {
	if s.broken != nil {
		return nil, nil, s.broken
	}
	started := time.Now()
	status, plain, err := s.send(ctx, envelope)
	if s.options.Trace != nil {
		s.options.Trace.Trace(Exchange{Op: op, Started: started, Elapsed: time.Since(started), Status: status,
			Request: envelope, Response: plain, Err: err})
	}
	if err != nil {
		return nil, nil, s.fail(op, err)
	}
	root, err := s.parse(ctx, plain)
	if err != nil {
		return nil, nil, s.fail(op, err)
	}
	s.maskFault(root)
	body, err := checkAnswer(op, root, sent)
	if err != nil && !isFault(root) {
		return nil, nil, s.fail(op, err)
	}
	return body, plain, err
}

// parse reads an answer, when there is room for what comes of it.
func (s *Session) parse(ctx context.Context, plain []byte) (*element, error) {
	limited, cancel := context.WithTimeout(ctx, s.options.Limits.Message)
	defer cancel()
	if err := s.link.message.take(limited, parseCost(plain)); err != nil {
		return nil, orInterrupted(ctx, err)
	}
	root, err := parseXML(ctx, plain)
	if err != nil {
		return nil, orInterrupted(ctx, &Error{Kind: Malformed, Text: "the answer cannot be read", Err: err})
	}
	return root, nil
}

// orInterrupted is the error of a caller that gave up, where it did.
func orInterrupted(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return interrupted(ctx)
	}
	return err
}

// send seals, posts and unseals.
func (s *Session) send(ctx context.Context, envelope []byte) (status int, plain []byte, err error) {
	contentType, payload := soapType, envelope
	sealer := s.scheme.sealer()
	if sealer != nil {
		if contentType, payload, err = sealMessage(sealer, envelope); err != nil {
			return 0, nil, err
		}
	}
	s.messages++
	a, err := s.link.post(ctx, s.scheme.authorization(), contentType, payload)
	if err == nil {
		err = s.checkStatus(a)
	}
	if err != nil {
		s.logon.end(LogonBroken)
		return a.code(), nil, err
	}
	s.logon.end(LogonAccepted)
	if err := s.scheme.verify(a); err != nil {
		return a.status, nil, err
	}
	if sealer != nil {
		if err := s.link.message.take(ctx, garbage*int64(len(a.body))); err != nil {
			return a.status, nil, orInterrupted(ctx, err)
		}
	}
	plain, err = open(a, sealer)
	if err == nil && sealer != nil {
		s.logon.end(LogonProven)
	}
	return a.status, plain, err
}

// open takes the envelope out of an answer.
func open(a *answer, sealer sealer) ([]byte, error) {
	switch {
	case sealer == nil && a.contentType != "application/soap+xml":
		return nil, &Error{Kind: Malformed, Text: "the answer is not SOAP", Hint: notWinRM}
	case sealer == nil:
		return a.body, nil
	case a.contentType != sealedType:
		return nil, &Error{Kind: NotSealed, Text: "the answer is not encrypted although the session is sealed; it may be forged"}
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
	case a.status == http.StatusUnauthorized:
		return s.logon.refuse(s.scheme.refused(a))
	}
	return s.link.statusError(a)
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
	if e.Hint == "" && e.Kind != Interrupted {
		e.Hint = notWinRM
	}
	s.broken = e
	return e
}

const notWinRM = "Check what is listening on this port, and any proxy in between: it does not behave like WinRM."

// header is what must agree between a message and its answer.
type header struct{ action, messageID, relatesTo string }

// readHeader reads that of a message of ours, and nothing of what follows it. It is
// short, and is read to its end whatever time is left: what a message is for does not
// depend on that.
func readHeader(envelope []byte) (header, error) {
	r := newReading(envelope, nil)
	r.last = "Header"
	if err := r.read(context.Background()); err != nil {
		return header{}, err
	}
	if len(r.stack[0].children) == 0 {
		return header{}, errors.New("the message is empty")
	}
	return headerOf(r.stack[0].children[0]), nil
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
