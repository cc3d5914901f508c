package simulator

import (
	"fmt"
	"net/http"
)

// Faults that http.sys, or what sits between the client and the node, shows by an
// HTTP status, before the service sees the request.
const (
	// FaultRequestTooLong: headers are too long, however short they are.
	FaultRequestTooLong = "http-request-too-long"
	// FaultInvalidHostname: no listener is for the name in the Host header.
	FaultInvalidHostname = "http-invalid-hostname"
	// FaultForbidden: the address is forbidden, as by a filter.
	FaultForbidden = "http-forbidden"
	// FaultNotFound: the listener has another URLPrefix.
	FaultNotFound = "http-not-found"
	// FaultMethodNotAllowed: another web server answers.
	FaultMethodNotAllowed = "http-method-not-allowed"
	// FaultProxy: a proxy demands a log-on of its own.
	FaultProxy = "http-proxy"
	// FaultBadGateway: a proxy does not reach the node.
	FaultBadGateway = "http-bad-gateway"
	// FaultNoReason: the service fails without a word, as over HTTP it refuses a
	// message that is not sealed.
	FaultNoReason = "http-no-reason"
	// FaultUnavailable: the service is stopped.
	FaultUnavailable = "http-unavailable"
	// FaultCloseAfterChallenge: the connection ends after a challenge, as behind a
	// balancer that keeps none.
	FaultCloseAfterChallenge = "close-after-challenge"
)

// httpFault is what a fault answers to every request.
type httpFault struct {
	fault   string
	status  int
	says    string // the heading of the page; empty: no page
	headers http.Header
}

func httpFaults() []httpFault {
	return []httpFault{
		{FaultRequestTooLong, http.StatusBadRequest, requestTooLong, nil},
		{FaultInvalidHostname, http.StatusBadRequest, "Bad Request - Invalid Hostname", nil},
		{FaultForbidden, http.StatusForbidden, "Forbidden", nil},
		{FaultNotFound, http.StatusNotFound, "Not Found", nil},
		{FaultMethodNotAllowed, http.StatusMethodNotAllowed, "", http.Header{"Allow": {"GET, HEAD"}}},
		{FaultProxy, http.StatusProxyAuthRequired, "", http.Header{"Proxy-Authenticate": {"NTLM"}}},
		{FaultNoReason, http.StatusInternalServerError, "", nil},
		{FaultBadGateway, http.StatusBadGateway, "", nil},
		{FaultUnavailable, http.StatusServiceUnavailable, "Service Unavailable", nil},
	}
}

const requestTooLong = "Bad Request - Request Too Long"

// maxFieldLength is the longest header that http.sys takes by default, in bytes
// (MaxFieldLength of KB820129).
const maxFieldLength = 16384

// refusedByHTTP is the answer of http.sys, or of a proxy, to a request that does not
// reach the service; nil for one that does.
func (h *host) refusedByHTTP(r *http.Request) *answer {
	limit := maxFieldLength
	if n := h.node.Conduct.MaxFieldLength; n > 0 {
		limit = n
	}
	for _, values := range r.Header {
		for _, v := range values {
			if len(v) > limit {
				return httpFault{status: http.StatusBadRequest, says: requestTooLong}.answer()
			}
		}
	}
	for _, f := range httpFaults() {
		if h.faulty(f.fault) {
			return f.answer()
		}
	}
	return nil
}

func (f httpFault) answer() *answer {
	headers := f.headers.Clone()
	if headers == nil {
		headers = http.Header{}
	}
	headers.Set("Connection", "close")
	a := &answer{status: f.status, headers: headers}
	if f.says != "" {
		a.contentType = "text/html; charset=us-ascii"
		a.body = fmt.Appendf(nil, "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\"\"http://www.w3.org/TR/html4/strict.dtd\">\r\n"+
			"<HTML><HEAD><TITLE>%s</TITLE></HEAD>\r\n<BODY><h2>%s</h2>\r\n<hr><p>HTTP Error %d.</p>\r\n</BODY></HTML>\r\n", http.StatusText(f.status), f.says, f.status)
	}
	return a
}

// injectedFault is the fault by whose code the node answers every message; nil when
// it answers them.
func (h *host) injectedFault(req *request) *fault {
	code := h.node.Conduct.FaultCode
	if code == 0 {
		return nil
	}
	f := &fault{code: code, value: "s:Receiver", subcode: "w:InternalError", reason: "The node refuses by a code. "}
	if facility := code >> 16; facility == 0x8004 { // of WMI
		f.namespace, f.query = "root/cimv2", req.action
		f.wmi = &wmiStatus{status: 1}
	}
	return f
}
