package kdc

import (
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"github.com/jcmturner/gokrb5/v8/keytab"
	"github.com/jcmturner/gokrb5/v8/types"
)

// Config is a krb5.conf that knows this realm alone and asks no DNS. It allows
// AES only.
func (r *Realm) Config() string {
	const types = "aes256-cts-hmac-sha1-96 aes128-cts-hmac-sha1-96"
	var b strings.Builder
	fmt.Fprintf(&b, "[libdefaults]\n\tdefault_realm = %s\n", r.name)
	for _, line := range []string{
		"dns_lookup_realm = false", "dns_lookup_kdc = false", "dns_canonicalize_hostname = false", "rdns = false",
		"udp_preference_limit = 1", "noaddresses = true",
		"default_tkt_enctypes = " + types, "default_tgs_enctypes = " + types, "permitted_enctypes = " + types,
	} {
		b.WriteString("\t" + line + "\n")
	}
	fmt.Fprintf(&b, "\n[realms]\n\t%s = {\n\t\tkdc = %s\n\t}\n", r.name, r.tcp.Addr())
	domain := strings.ToLower(r.name)
	fmt.Fprintf(&b, "\n[domain_realm]\n\t.%s = %s\n\t%s = %s\n", domain, r.name, domain, r.name)
	return b.String()
}

// Keytab returns the keys of a user as a keytab file.
func (r *Realm) Keytab(user string) ([]byte, error) {
	p := r.user(user)
	if p == nil {
		return nil, fmt.Errorf("write keytab: no user %q in %s", user, r.name)
	}
	k := keytab.New()
	for _, key := range p.keys {
		if err := k.AddEntry(p.name.PrincipalNameString(), r.name, p.password, r.now(), 1, key.KeyType); err != nil {
			return nil, fmt.Errorf("write keytab: %w", err)
		}
	}
	return k.Marshal()
}

// CCache returns a credential cache file, of version 4, that holds a fresh ticket
// of a user for the ticket-granting service.
func (r *Realm) CCache(user string) ([]byte, error) {
	p := r.user(user)
	if p == nil {
		return nil, fmt.Errorf("write credential cache: no user %q in %s", user, r.name)
	}
	service := r.service(r.ticketService())
	g, err := r.grant(p.name, service, service.keys[0].KeyType, grantTerms{flags: initialFlags(), realm: r.name})
	if err != nil {
		return nil, fmt.Errorf("write credential cache: %w", err)
	}
	ticket, err := g.ticket.Marshal()
	if err != nil {
		return nil, fmt.Errorf("write credential cache: %w", err)
	}
	b := cacheBytes{5, 4, 0, 0} // the version, and a header without fields
	b.principal(r.name, p.name)
	b.principal(r.name, p.name)
	b.principal(r.name, service.name)
	b.number16(uint16(g.part.Key.KeyType))
	b.data(g.part.Key.KeyValue)
	for _, t := range []time.Time{g.part.AuthTime, g.part.StartTime, g.part.EndTime, {}} {
		b.time(t)
	}
	b = append(b, 0) // the ticket is not for user-to-user authentication
	b = append(b, g.part.Flags.Bytes...)
	b.number32(0) // addresses
	b.number32(0) // authorization data
	b.data(ticket)
	b.data(nil) // second ticket
	return b, nil
}

// cacheBytes is a credential cache in the making; its numbers are big-endian.
type cacheBytes []byte

func (b *cacheBytes) number16(n uint16) { *b = binary.BigEndian.AppendUint16(*b, n) }

func (b *cacheBytes) number32(n uint32) { *b = binary.BigEndian.AppendUint32(*b, n) }

func (b *cacheBytes) data(d []byte) {
	b.number32(uint32(len(d)))
	*b = append(*b, d...)
}

// time writes seconds since 1970, 0 for no time.
func (b *cacheBytes) time(t time.Time) {
	if t.IsZero() {
		b.number32(0)
		return
	}
	b.number32(uint32(t.Unix()))
}

func (b *cacheBytes) principal(realm string, name types.PrincipalName) {
	b.number32(uint32(name.NameType))
	b.number32(uint32(len(name.NameString)))
	b.data([]byte(realm))
	for _, part := range name.NameString {
		b.data([]byte(part))
	}
}
