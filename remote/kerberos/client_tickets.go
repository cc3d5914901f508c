package kerberos

import (
	"context"
)

// ticket returns the ticket for a service, which is requested once.
func (c *Client) ticket(ctx context.Context, spn string) (*grant, *session, error) {
	s := c.valid()
	if s == nil {
		return nil, nil, &Error{Reason: Failed, Op: "get a ticket for " + spn, Text: "no one has logged on", Hint: "Log on first."}
	}
	leave, err := c.turn(ctx, spn)
	if err != nil {
		return nil, nil, err
	}
	defer leave()
	if g := c.kept(s, spn); g != nil {
		return g, s, nil
	}
	g, err := c.network.serviceTicket(ctx, s, c, spn)
	if err != nil {
		return nil, nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.services[keptAs(spn)] = g
	return g, s, nil
}

// turn waits until no one else requests the ticket.
func (c *Client) turn(ctx context.Context, spn string) (leave func(), err error) {
	c.mu.Lock()
	turn := c.turns[spn]
	if turn == nil {
		turn = make(chan struct{}, 1)
		c.turns[spn] = turn
	}
	c.mu.Unlock()
	select {
	case turn <- struct{}{}:
		return func() { <-turn }, nil
	case <-ctx.Done():
		return nil, ended(ctx, "get a ticket for "+spn)
	}
}

// keptAs is by what the ticket for a service is kept: with the realm that was named.
func keptAs(spn string) string {
	name, realm := splitService(spn)
	return serviceKey(name, realm)
}

// kept is a ticket for a service that there is: one that was got, or one of the
// cache, whose realm need not be named.
func (c *Client) kept(s *session, spn string) *grant {
	name, realm := splitService(spn)
	keys := []string{keptAs(spn)}
	if realm == "" {
		keys = append(keys, serviceKey(name, c.network.config.realmOf(hostOf(name))), serviceKey(name, s.owner.Realm))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, key := range keys {
		if g := c.services[key]; g != nil && c.network.now().Before(g.end) {
			return g
		}
	}
	return nil
}

// of and keep are the tickets that grant others, by realm.
func (c *Client) of(realm string) *grant {
	c.mu.Lock()
	defer c.mu.Unlock()
	if g := c.granting[realm]; g != nil && c.network.now().Before(g.end) {
		return g
	}
	return nil
}

func (c *Client) keep(realm string, g *grant) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.granting[realm] = g
}
