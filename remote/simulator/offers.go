package simulator

import (
	"fmt"
	"slices"
)

// Schemes that a node can be set to offer.
const (
	schemeNegotiate = "Negotiate"
	schemeKerberos  = "Kerberos"
	schemeBasic     = "Basic"
	schemeCredSSP   = "CredSSP"
)

func checkOffers(schemes []string) error {
	for _, s := range schemes {
		if !slices.Contains([]string{schemeNegotiate, schemeKerberos, schemeBasic, schemeCredSSP}, s) {
			return fmt.Errorf("unknown scheme %q", s)
		}
	}
	return nil
}

// offers reports whether the node's description leaves a scheme in.
func (h *host) offers(scheme string) bool {
	only := h.node.Conduct.Offers
	return len(only) == 0 || slices.Contains(only, scheme)
}

func (h *host) namesCredSSP() bool { return slices.Contains(h.node.Conduct.Offers, schemeCredSSP) }

// seePassword notes that the client has shown a password.
func (h *host) seePassword(c *connection) {
	c.shown = true
	h.mu.Lock()
	defer h.mu.Unlock()
	h.stats.Passwords++
}

// refusePassword notes that a password was wrong, or not wanted.
func (h *host) refusePassword() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.stats.Refused++
}
