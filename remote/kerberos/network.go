package kerberos

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

// patience is how long key distribution centres are waited for.
type patience struct {
	datagram   time.Duration // for the answer to a datagram
	connection time.Duration // for a connection, the question and its answer
	question   time.Duration // for one question to all of them
}

// A key distribution centre answers in milliseconds. One that is silent takes no more
// of a scan than this, and is asked no second time.
func defaultPatience() patience {
	return patience{datagram: 2 * time.Second, connection: 5 * time.Second, question: 20 * time.Second}
}

// centre is a key distribution centre that answered, and how it was reached.
type centre struct{ network, address string }

// network carries questions to key distribution centres.
type network struct {
	config *Config
	patience
	now func() time.Time

	mu   sync.Mutex
	last map[string]string // the address that answered last, by realm: it is asked first
}

func newNetwork(c *Config) *network {
	return &network{config: c, patience: defaultPatience(), now: time.Now, last: map[string]string{}}
}

// inOrder puts the address first that answered last for a realm.
func (n *network) inOrder(realm string, addresses []string) []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	if at := slices.Index(addresses, n.last[realm]); at > 0 {
		addresses = slices.Insert(slices.Delete(slices.Clone(addresses), at, at+1), 0, n.last[realm])
	}
	return addresses
}

func (n *network) answered(realm, address string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.last[realm] = address
}

var (
	errTooLong     = errors.New("the answer is longer than the limit")
	errNoMessage   = errors.New("the answer is not a Kerberos message")
	errNeedsTCP    = errors.New("the answer is too long for a datagram")
	errUnavailable = errors.New("the service is not available")
)

// ask sends a question to the key distribution centres of a realm until one answers
// with a message of Kerberos: over UDP and then TCP, or the other way round where the
// question is long (RFC 4120 7.2). It must hold no proof of the password.
func (n *network) ask(ctx context.Context, op, realm string, question []byte) (answer []byte, from centre, err error) {
	waiting, cancel := context.WithTimeout(ctx, n.question)
	defer cancel()
	addresses, err := n.config.centres(waiting, realm)
	if err != nil {
		return nil, from, n.silent(ctx, op, realm, nil, err)
	}
	ways := []string{"udp", "tcp"}
	if len(question) > n.config.udpLimit {
		ways = []string{"tcp", "udp"}
	}
	var last error
	for _, address := range n.inOrder(realm, addresses) {
		for _, way := range ways {
			from = centre{way, address}
			answer, err := n.send(waiting, from, question)
			code := codeOf(answer)
			switch {
			case err != nil:
				last = telling(last, err)
			case code == codeTooBig && way == "udp":
				last = telling(last, errNeedsTCP)
			case code == codeUnavailable:
				last = telling(last, errUnavailable)
			default:
				n.answered(realm, address)
				return answer, from, nil
			}
			if waiting.Err() != nil {
				return nil, from, n.silent(ctx, op, realm, addresses, last)
			}
		}
	}
	return nil, from, n.silent(ctx, op, realm, addresses, last)
}

// askOnce sends a question that must go out at most once, since it holds a proof that
// may be counted as an attempt: over TCP where that connects, which loses nothing.
func (n *network) askOnce(ctx context.Context, op, realm string, at centre, question []byte) ([]byte, error) {
	waiting, cancel := context.WithTimeout(ctx, n.question)
	defer cancel()
	conn, err := n.dial(waiting, centre{"tcp", at.address})
	if err != nil && at.network == "udp" && waiting.Err() == nil {
		at.network = "udp"
		conn, err = n.dial(waiting, at)
	} else {
		at.network = "tcp"
	}
	if err != nil {
		return nil, n.silent(ctx, op, realm, []string{at.address}, err)
	}
	defer conn.Close()
	answer, err := n.exchange(waiting, conn, at.network, question)
	if err != nil {
		return nil, n.silent(ctx, op, realm, []string{at.address}, err)
	}
	return answer, nil
}
