package simulator

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"time"
)

// hugeSize is how much FaultHugeBody and FaultHugeChunkedBody send, in bytes.
const hugeSize = 1 << 30

// deliver writes the answer to a message, or what a hostile node makes of it.
func (h *host) deliver(w http.ResponseWriter, r *http.Request, c *connection, a answer) {
	switch {
	case h.resetsNow():
		reset(c.raw)
	case h.faulty(FaultHugeBody):
		a.writeHeader(w, hugeSize)
		writeHuge(w)
	case h.faulty(FaultHugeChunkedBody):
		a.writeHeader(w, -1)
		writeHuge(w)
	case h.faulty(FaultSlowBody):
		a.writeHeader(w, int64(len(a.body)))
		writeSlowly(w, r, a.body)
	case h.faulty(FaultResetMidBody):
		a.writeHeader(w, int64(len(a.body)))
		w.Write(a.body[:len(a.body)/2])
		http.NewResponseController(w).Flush()
		reset(c.raw)
	default:
		a.write(w)
	}
}

// writeHuge writes as fast as the client reads.
func writeHuge(w http.ResponseWriter) {
	piece := bytes.Repeat([]byte("A"), 64<<10)
	for sent := 0; sent < hugeSize; sent += len(piece) {
		if _, err := w.Write(piece); err != nil {
			return
		}
	}
}

func writeSlowly(w http.ResponseWriter, r *http.Request, body []byte) {
	control := http.NewResponseController(w)
	for i := range body {
		w.Write(body[i : i+1])
		if control.Flush() != nil || !pause(r.Context(), time.Second) {
			return
		}
	}
}

// reset breaks the connection off with a TCP reset instead of an orderly end.
func reset(raw net.Conn) {
	if t, ok := raw.(interface{ SetLinger(seconds int) error }); ok {
		t.SetLinger(0)
	}
	raw.Close()
	panic(http.ErrAbortHandler)
}

// redirect points at this very node under its other name.
func (h *host) redirect() answer {
	e := h.endpoint()
	scheme := "http"
	if e.HTTPS {
		scheme = "https"
	}
	location := fmt.Sprintf("%s://localhost:%d/wsman", scheme, e.Port)
	return answer{status: http.StatusFound, headers: http.Header{"Location": {location}}}
}
