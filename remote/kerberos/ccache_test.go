package kerberos

import (
	"testing"
	"time"

	"github.com/jcmturner/gokrb5/v8/types"

	"github.com/clusterdrift/clusterdrift/remote/simulator/kdc"
)

// Of a cache only those tickets are used that are the owner's, are valid, and have a
// key of AES.
func TestUsableTickets(t *testing.T) {
	r, err := kdc.Start("A.EXAMPLE")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	r.AddUser("u", "p")
	data, err := r.CCache("u")
	if err != nil {
		t.Fatal(err)
	}
	read, err := parseCache(data)
	if err != nil || len(read.tickets) != 1 {
		t.Fatalf("%+v, %v", read, err)
	}
	node := read.tickets[0] // the ticket of a node, as far as the cache goes
	node.service = types.NewPrincipalName(2, "HTTP/Node.a.example")
	now := time.Now()
	use := func(change func(*cachedTicket)) (int, error) {
		t.Helper()
		changed := node
		change(&changed)
		all := *read
		all.tickets = []cachedTicket{read.tickets[0], changed}
		granting, services, err := all.usable("x", now)
		return len(granting)*10 + len(services), err
	}
	for name, tt := range map[string]struct {
		change func(*cachedTicket)
		want   int
	}{
		"as it is":               {func(*cachedTicket) {}, 11},
		"of another user":        {func(c *cachedTicket) { c.client.Name = "other" }, 10},
		"of another realm's":     {func(c *cachedTicket) { c.client.Realm = "B" }, 10},
		"for user-to-user":       {func(c *cachedTicket) { c.mutual = true }, 10},
		"over":                   {func(c *cachedTicket) { c.end = now }, 10},
		"with a key of RC4":      {func(c *cachedTicket) { c.key = types.EncryptionKey{KeyType: 23, KeyValue: make([]byte, 16)} }, 10},
		"with a key of AES-SHA2": {func(c *cachedTicket) { c.key.KeyType = 20 }, 10},
		"with a short key":       {func(c *cachedTicket) { c.key.KeyValue = c.key.KeyValue[1:] }, 10},
		"damaged":                {func(c *cachedTicket) { c.ticket = c.ticket[:20] }, 10},
		"empty":                  {func(c *cachedTicket) { c.ticket = nil }, 10},
		"for another realm":      {func(c *cachedTicket) { c.service = ticketService("B.EXAMPLE") }, 20},
		"for a realm, AES-SHA2":  {func(c *cachedTicket) { c.service = ticketService("B.EXAMPLE"); c.key.KeyType = 20 }, 20},
	} {
		if got, err := use(tt.change); err != nil || got != tt.want {
			t.Errorf("%s: %d, %v, want %d", name, got, err, tt.want)
		}
	}
	for name, change := range map[string]func(*cachedTicket){
		"over": func(c *cachedTicket) { c.end = now }, "of another user": func(c *cachedTicket) { c.client.Name = "other" },
		"damaged": func(c *cachedTicket) { c.ticket = c.ticket[:20] },
		"RC4":     func(c *cachedTicket) { c.key = types.EncryptionKey{KeyType: 23, KeyValue: make([]byte, 16)} },
	} {
		all := *read
		all.tickets = []cachedTicket{read.tickets[0]}
		change(&all.tickets[0])
		if _, _, err := all.usable("x", now); err == nil {
			t.Errorf("the only ticket is taken: %s", name)
		}
	}
}
