package simulator

import "strings"

// pull fetches the next objects. Every reply but the last brings a new context,
// and only the latest is good.
func (h *host) pull(req *request) (reply, *fault) {
	if !req.body.is(nsEnumeration, "Pull") {
		return reply{}, schemaFault()
	}
	limit, f := maxElements(req.body, nsEnumeration)
	if f != nil {
		return reply{}, f
	}
	e, f := h.take(req)
	if f != nil {
		return reply{}, f
	}
	defer h.end()
	h.rewind(e)
	e.pages++
	page, f := h.page(req, e, limit, nextPage)
	if f != nil {
		return reply{}, f
	}
	items := "<n:Items>" + page + "</n:Items>"
	if e.finished(h) {
		return nextPage("", items+"<n:EndOfSequence/>"), nil
	}
	return nextPage(h.keep(e), items), nil
}

// page takes as many objects as the limit and the size of the envelope allow.
func (h *host) page(req *request, e *enumeration, limit int, frame func(context, rest string) reply) (string, *fault) {
	const tags = "<n:Items></n:Items><n:EndOfSequence/>"
	size := utf16Size(frame("uuid:"+newID(), tags).envelope(req.messageID))
	w := itemWriter{namespace: e.namespace, spell: h.speller(e.pages)}
	var b strings.Builder
	n := 0
	for ; n < min(limit, len(e.rest)); n++ {
		item := w.item(e.rest[n])
		size += utf16Size(item)
		if size > req.maxEnvelope {
			break
		}
		b.WriteString(item)
	}
	if n == 0 && len(e.rest) > 0 {
		return "", envelopeTooLarge()
	}
	e.rest = e.rest[n:]
	return b.String(), nil
}

// keep stores an enumeration under a new context.
func (h *host) keep(e *enumeration) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	context := "uuid:" + newID()
	e.expires = h.now().Add(enumerationTimeout)
	h.enumerations[context] = e
	return context
}

// take removes the enumeration that a message means and counts it as busy; a
// refusal leaves it where it is.
func (h *host) take(req *request) (*enumeration, *fault) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.expire()
	context := req.body.text(nsEnumeration, "EnumerationContext")
	e := h.enumerations[context]
	if e == nil {
		return nil, invalidContext()
	}
	if e.resource != req.resource {
		return nil, otherResource()
	}
	delete(h.enumerations, context)
	h.busy++
	return e, nil
}

// release ends an enumeration before it was fetched to the end.
func (h *host) release(req *request) (reply, *fault) {
	if !req.body.is(nsEnumeration, "Release") {
		return reply{}, schemaFault()
	}
	if _, f := h.take(req); f != nil {
		return reply{}, f
	}
	h.end()
	return reply{action: actionRelease + "Response", prefixes: "s a n w"}, nil
}

func (e *enumeration) finished(h *host) bool { return len(e.rest) == 0 && !h.endless() }
