package simulator

import (
	"crypto/rand"
	"fmt"
)

// maxOperations is MaxConcurrentOperationsPerUser.
func (h *host) maxOperations() int {
	if h.stack >= 3 {
		return 1500
	}
	return 15
}

// maxShells is MaxShellsPerUser.
func (h *host) maxShells() int {
	if h.stack >= 3 {
		return 30
	}
	return 5
}

// begin counts a new operation until the caller ends it; false when the user has
// none left. An enumeration is one operation until its end, a command until its
// shell is deleted.
func (h *host) begin() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.expire()
	n := h.busy + len(h.enumerations)
	for _, s := range h.shells {
		n += s.operations
	}
	if n >= h.maxOperations() {
		return false
	}
	h.busy++
	return true
}

// end is the end of an operation, or hands it over to what it left behind.
func (h *host) end() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.busy--
}

// expire drops what no client has used for too long. The caller holds the lock.
func (h *host) expire() {
	now := h.now()
	for context, e := range h.enumerations {
		if now.After(e.expires) {
			delete(h.enumerations, context)
		}
	}
	for id, s := range h.shells {
		if now.After(s.touched.Add(s.idle)) {
			delete(h.shells, id)
		}
	}
}

// newID makes a UUID as Windows writes it.
func newID() string {
	var b [16]byte
	rand.Read(b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%X-%X-%X-%X-%X", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
