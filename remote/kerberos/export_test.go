package kerberos

import "time"

// Hurry makes the client wait for silent key distribution centres for less, so that
// tests do not take long.
func (c *Client) Hurry(d time.Duration) {
	c.network.patience = patience{datagram: d, connection: 2 * d, question: 4 * d}
}

// MaxFile, MostIterations, LeastIterations and MaxReply are the limits, for tests.
const (
	MaxFile         = maxFile
	MostIterations  = mostIterations
	LeastIterations = leastIterations
	MaxReply        = maxReply
)

// SetClock gives the client another clock.
func (c *Client) SetClock(now func() time.Time) { c.network.now = now }
