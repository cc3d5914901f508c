package kerberos

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/types"

	"github.com/clusterdrift/clusterdrift/baselines/strict/input"
)

// cache is what a credential cache holds.
type cache struct {
	owner   Principal
	name    types.PrincipalName // of the owner, as messages carry it
	tickets []cachedTicket
}

type cachedTicket struct {
	client  Principal // not the owner where someone acts for another
	service types.PrincipalName
	realm   string // of the service
	key     types.EncryptionKey
	end     time.Time
	ticket  []byte
	mutual  bool // for user-to-user authentication
}

const cacheHint = "Get a ticket with kinit first."

func readCache(path string) (*cache, error) {
	op := "read the credential cache " + path
	data, err := input.ReadFile(path, maxFile)
	if err != nil {
		return nil, badInput(op, fileProblem(err), cacheHint, err)
	}
	c, err := parseCache(data)
	if err != nil {
		return nil, badInput(op, "it is not a credential cache, or it is damaged", cacheHint, nil)
	}
	return c, nil
}

var errNotCache = errors.New("not a credential cache")

// parseCache reads a file of tickets (MIT's credential cache file format, versions 1
// to 4).
func parseCache(data []byte) (*cache, error) {
	if len(data) < 2 || data[0] != 5 || data[1] < 1 || data[1] > 4 {
		return nil, errNotCache
	}
	file := cacheCutter{cutter{left: data[2:], order: binary.BigEndian}, data[1]}
	if data[1] <= 2 {
		file.order = binary.NativeEndian
	}
	if data[1] == 4 {
		file.data16() // the header: the offset of the KDC's clock
	}
	c := &cache{}
	c.name, c.owner.Realm = file.principal()
	c.owner.Name = c.name.PrincipalNameString()
	if file.short || c.owner.Name == "" || c.owner.Realm == "" || c.owner.tooLong() {
		return nil, errNotCache
	}
	for len(file.left) > 0 {
		t := file.credential()
		if file.short {
			return nil, errNotCache
		}
		if !strings.HasPrefix(t.realm, "X-CACHECONF:") { // a setting of the cache
			c.tickets = append(c.tickets, t)
		}
	}
	return c, nil
}

// cacheCutter takes a credential cache of a version apart.
type cacheCutter struct {
	cutter
	version byte
}

func (c *cacheCutter) principal() (name types.PrincipalName, realm string) {
	if c.version != 1 {
		name.NameType = int32(c.number32())
	}
	parts := int64(c.number32())
	if c.version == 1 {
		parts-- // the realm is counted
	}
	if parts < 0 || parts > maxComponents {
		c.bytes(-1)
		return name, ""
	}
	realm = string(c.data32())
	for range parts {
		name.NameString = append(name.NameString, string(c.data32()))
	}
	return name, realm
}

func (c *cacheCutter) credential() (t cachedTicket) {
	client, realm := c.principal()
	t.client = Principal{Name: client.PrincipalNameString(), Realm: realm}
	t.service, t.realm = c.principal()
	t.key.KeyType = int32(int16(c.number16()))
	if c.version == 3 {
		c.number16() // once more
	}
	t.key.KeyValue = c.data32()
	c.bytes(2 * 4) // when the user logged on, and from when the ticket is valid
	t.end = time.Unix(int64(c.number32()), 0)
	c.bytes(4) // until when it can be renewed
	t.mutual = c.number8() != 0
	c.bytes(4)    // flags
	for range 2 { // addresses, authorization data
		for count := c.number32(); count > 0 && !c.short; count-- {
			c.number16()
			c.data32()
		}
	}
	t.ticket = c.data32()
	c.data32() // a second ticket
	return t
}

// usable are the tickets of a cache that can be used at a time: those that grant
// tickets, by the realm that they are for, and those of services, by name and realm.
func (c *cache) usable(path string, now time.Time) (granting map[string]*grant, services map[string]*grant, err error) {
	op := "read the credential cache " + path
	granting, services = map[string]*grant{}, map[string]*grant{}
	var expired time.Time
	own, weak := false, false
	for _, t := range c.tickets {
		realm, grants := isTicketService(t.service)
		home := grants && realm == c.owner.Realm
		own = own || home
		switch {
		case t.client != c.owner || t.mutual:
			continue
		case !now.Before(t.end):
			if home && t.end.After(expired) {
				expired = t.end
			}
			continue
		case !acceptable(t.key, sessionTypes()) || !grants && !acceptable(t.key, ticketTypes()):
			weak = weak || home
			continue
		}
		g := &grant{key: t.key, end: t.end, realm: t.realm}
		damaged := guarded(func() error { return g.ticket.Unmarshal(t.ticket) }) != nil || !sound(g.ticket)
		if damaged && !home {
			continue
		}
		if damaged {
			return nil, nil, badInput(op, "it is not a credential cache, or it is damaged", cacheHint, nil)
		}
		if grants {
			granting[realm] = g
		} else {
			services[serviceKey(t.service.PrincipalNameString(), t.realm)] = g
		}
	}
	switch {
	case granting[c.owner.Realm] != nil:
		return granting, services, nil
	case weak:
		return nil, nil, &Error{Reason: Weak, Op: op, Text: "the session key of its ticket-granting ticket is not one of AES",
			Hint: "Get one with AES: kinit, with permitted_enctypes in krb5.conf naming aes256-cts-hmac-sha1-96."}
	case own:
		return nil, nil, badInput(op, fmt.Sprintf("its ticket-granting ticket, of %q, expired at %s", c.owner, expired.UTC().Format(time.RFC3339)), "Get a new one with kinit.", nil)
	}
	return nil, nil, badInput(op, "it holds no ticket-granting ticket", cacheHint, nil)
}

// sound reports whether a ticket has what requests take from it.
func sound(t messages.Ticket) bool {
	return t.Realm != "" && len(t.SName.NameString) > 0 && len(t.SName.NameString) <= maxComponents && len(t.EncPart.Cipher) > 0
}

// serviceKey is by what the tickets of a service are kept.
func serviceKey(name, realm string) string { return strings.ToLower(name) + "@" + realm }
