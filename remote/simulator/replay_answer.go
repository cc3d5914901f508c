package simulator

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"strings"
	"sync"
)

// playback is where a node is in its recording.
type playback struct {
	*recording
	mu       sync.Mutex
	answered map[string]int     // how often a request was, by its key
	contexts map[string]ongoing // enumerations, by the context that was given out
	commands map[string]ongoing // by CommandId
}

// ongoing is an enumeration or a command: its next message is answered by an
// exchange after the last, never by one of an earlier run of the same.
type ongoing struct {
	last       int    // the exchange
	context    string // of the enumeration, as recorded
	nonce, old string // of the command line, as it was sent and as recorded
}

func newPlayback(r *recording) *playback {
	return &playback{recording: r, answered: map[string]int{}, contexts: map[string]ongoing{}, commands: map[string]ongoing{}}
}

// replay answers one message from the recording.
func (h *host) replay(req *request) (status int, envelope []byte) {
	answer, ok := h.playback.answer(req, h.relatesTo(req))
	switch {
	case !ok:
		return http.StatusInternalServerError, []byte(h.faultReply(notInTrace()).envelope(h.relatesTo(req)))
	case answer.status == 0, answer.status == http.StatusOK && answer.response == "":
		panic(http.ErrAbortHandler)
	}
	return answer.status, []byte(answer.response)
}

func notInTrace() *fault {
	return &fault{code: codeInvalidActionURI, subcode: "a:ActionNotSupported",
		reason: "The trace that this node answers from does not hold this request. "}
}

// answer returns the exchange whose turn it is, its response filled in for
// this request; false when the recording has none.
func (p *playback) answer(req *request, relatesTo string) (recordedExchange, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	i, run, ok := p.next(req)
	if !ok {
		return recordedExchange{}, false
	}
	run.last = i
	e := p.exchanges[i]
	switch req.action {
	case actionPull, actionRelease:
		delete(p.contexts, req.context())
		if e.status != http.StatusOK || e.response == "" {
			p.contexts[req.context()] = run // it was in vain and may come again
		}
	case actionReceive, actionSignal:
		p.commands[req.commandID()] = run
	}
	e.response = p.fill(e, run, relatesTo)
	return e, true
}

// next finds the exchange whose turn it is, and what it is a part of.
func (p *playback) next(req *request) (int, ongoing, bool) {
	switch req.action {
	case actionPull, actionRelease:
		return p.following(req, p.contexts[req.context()])
	case actionReceive, actionSignal:
		return p.following(req, p.commands[req.commandID()])
	}
	key := req.key("")
	places := p.places[key]
	if len(places) == 0 {
		return 0, ongoing{}, false
	}
	i := places[p.answered[key]%len(places)]
	p.answered[key]++
	return i, ongoing{nonce: req.nonce(), old: p.exchanges[i].nonce}, true
}

// following finds the next exchange of an enumeration or a command.
func (p *playback) following(req *request, run ongoing) (int, ongoing, bool) {
	for _, i := range p.places[req.key(run.context)] {
		if i > run.last {
			return i, run, true
		}
	}
	return 0, run, false
}

// fill writes the response to this request. What goes on after it is kept
// under the name by which the client will request it.
func (p *playback) fill(e recordedExchange, run ongoing, relatesTo string) string {
	var b strings.Builder
	var at int64
	for _, h := range e.holes {
		b.WriteString(e.response[at:h.from])
		at = h.to
		switch h.element {
		case "RelatesTo":
			b.WriteString(escape(relatesTo))
		case "EnumerationContext":
			b.WriteString(p.begin(h.text, run))
		case "CommandId":
			p.commands[h.text] = run
			b.WriteString(escape(h.text))
		case "Stream":
			b.WriteString(base64.StdEncoding.EncodeToString(p.written(h, run)))
		}
	}
	return b.String() + e.response[at:]
}

// begin gives out a context for a recorded one; an enumeration that is at its
// end has none.
func (p *playback) begin(recorded string, run ongoing) string {
	if recorded == "" {
		return ""
	}
	fresh := "uuid:" + newID()
	p.contexts[fresh] = ongoing{last: run.last, context: recorded}
	return fresh
}

// written is a piece of output with the nonce of this run. A mark may begin in
// one piece and end in the next, so that its surroundings are looked at too;
// nonces are of equal length.
func (p *playback) written(h hole, run ongoing) []byte {
	if run.old == "" || len(run.nonce) != len(run.old) {
		return []byte(h.text)
	}
	all := p.output[h.stream]
	before := min(h.at, len(run.old)-1)
	after := min(len(all), h.at+len(h.text)+len(run.old)-1)
	around := bytes.ReplaceAll(all[h.at-before:after], []byte(run.old), []byte(run.nonce))
	return around[before : before+len(h.text)]
}
