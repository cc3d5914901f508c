package simulator

import (
	"io"
	"net"
	"net/http"
	"strconv"
)

// answer is one HTTP response.
type answer struct {
	status      int
	headers     http.Header // beyond those that every answer has
	contentType string
	body        []byte
	message     bool // the body answers a SOAP message
}

// ServeHTTP answers one request as http.sys and the WinRM service do together.
func (h *host) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	h.stats.Requests++
	h.mu.Unlock()
	w.Header().Set("Date", h.clock().UTC().Format(http.TimeFormat))
	c := connectionOf(r.Context())
	a := h.answer(c, r)
	if h.faulty(FaultSilent) || h.faulty(FaultSilentAfterChallenge) && c.shown {
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	}
	if !pause(r.Context(), h.latency) {
		panic(http.ErrAbortHandler)
	}
	if a.message {
		h.deliver(w, r, c, a)
		return
	}
	a.write(w)
}

func (a answer) write(w http.ResponseWriter) {
	a.writeHeader(w, int64(len(a.body)))
	w.Write(a.body)
}

// writeHeader announces a body of the given length, in chunks if it is negative.
func (a answer) writeHeader(w http.ResponseWriter, length int64) {
	for name, values := range a.headers {
		w.Header()[name] = values
	}
	w.Header().Set("Server", "Microsoft-HTTPAPI/2.0")
	if a.contentType != "" {
		w.Header().Set("Content-Type", a.contentType)
	}
	if length >= 0 {
		w.Header().Set("Content-Length", strconv.FormatInt(length, 10))
	}
	w.WriteHeader(a.status)
}

func (h *host) answer(c *connection, r *http.Request) answer {
	if refused := h.refusedByHTTP(r); refused != nil {
		return *refused
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxEnvelope+1))
	switch {
	case err != nil:
		return answer{status: http.StatusBadRequest}
	case r.URL.Path != "/wsman":
		return answer{status: http.StatusNotFound}
	case r.Method != http.MethodPost:
		return answer{status: http.StatusMethodNotAllowed}
	case len(body) > maxEnvelope:
		return answer{status: http.StatusRequestEntityTooLarge}
	case h.faulty(FaultRedirect):
		return h.redirect()
	case r.Header.Get("WSMANIDENTIFY") == "unauthenticated":
		return h.identifyAnyone(body)
	}
	if refusal := h.authenticate(c, r, len(body) == 0); refusal != nil {
		return *refusal
	}
	a := answer{status: http.StatusOK} // a leg of the handshake
	if len(body) > 0 {
		a = h.exchange(c, r, body)
	}
	if c.proof != "" {
		a.headers = http.Header{"Www-Authenticate": {c.proof}}
		c.proof = ""
	}
	return a
}

// exchange answers an authenticated message, sealed if it came sealed.
func (h *host) exchange(c *connection, r *http.Request, body []byte) answer {
	contentType := r.Header.Get("Content-Type")
	protocol, sealed := sealedProtocol(contentType)
	if sealed {
		if c.security == nil {
			return answer{status: http.StatusBadRequest}
		}
		plain, err := readSealed(c.security, contentType, body)
		if err != nil {
			return answer{status: http.StatusBadRequest}
		}
		body = plain
	} else if h.demandsSeal() {
		return answer{status: http.StatusInternalServerError}
	}
	client, _, _ := net.SplitHostPort(r.RemoteAddr)
	status, envelope := h.converse(body, client)
	if len(envelope) == 0 {
		return answer{status: status}
	}
	if sealed {
		return h.sealAnswer(c.security, protocol, status, envelope)
	}
	return answer{status: status, contentType: soapType, body: envelope, message: true}
}

// demandsSeal reports whether a message in clear is refused: AllowUnencrypted is
// false, so it is unless TLS protects it, or the node is after clear messages.
func (h *host) demandsSeal() bool {
	return h.identity == nil && !h.faulty(FaultDowngradeBasic) && !h.faulty(FaultNoSeal)
}

// sealAnswer seals an envelope in the session.
func (h *host) sealAnswer(s sealer, protocol string, status int, envelope []byte) answer {
	a := answer{status: status, contentType: sealedType(protocol), message: true}
	if h.faulty(FaultWrongSequence) {
		s.skip()
	}
	signature, sealed := s.seal(envelope)
	switch {
	case h.faulty(FaultUnsealed):
		a.contentType, a.body = soapType, envelope
	case h.faulty(FaultTruncatedSeal):
		a.body = wrapSealed(protocol, len(envelope), signature, sealed[:len(sealed)/2])
	case h.faulty(FaultMalformedMultipart):
		a.body = h.malformedMultipart(wrapSealed(protocol, len(envelope), signature, sealed))
	default:
		a.body = wrapSealed(protocol, len(envelope), signature, sealed)
	}
	return a
}
