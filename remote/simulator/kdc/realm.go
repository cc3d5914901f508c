package kdc

import (
	"fmt"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/jcmturner/gokrb5/v8/crypto"
	"github.com/jcmturner/gokrb5/v8/iana/etypeID"
	"github.com/jcmturner/gokrb5/v8/iana/nametype"
	"github.com/jcmturner/gokrb5/v8/types"
)

// Realm is a Kerberos realm with a key distribution centre of its own, on TCP and
// UDP of one loopback port. It demands pre-authentication by an encrypted
// timestamp, and looks names up without regard to case, as Active Directory does.
type Realm struct {
	name    string
	now     func() time.Time
	tcp     net.Listener
	udp     net.PacketConn
	running sync.WaitGroup

	mu          sync.Mutex
	users       map[string]*principal // by name in lower case, without the realm
	services    map[string]*principal
	upns        map[string]string     // user principal names in lower case, to names of users
	incoming    map[string]*principal // realms whose users may come, by name
	trusted     []*Realm              // realms that users are sent on to
	connections map[net.Conn]bool     // nil once closed
	as, tgs     int
	failed      int
}

// principal is a user or a service with its keys.
type principal struct {
	name     types.PrincipalName
	password string                // of a user
	keys     []types.EncryptionKey // the strongest first
	open     bool                  // a user needs no pre-authentication
}

// Start starts a realm without users; its name is in upper case by custom.
// The caller must Close it.
func Start(name string) (*Realm, error) { return StartWithClock(name, time.Now) }

// StartWithClock is Start with the clock given.
func StartWithClock(name string, now func() time.Time) (*Realm, error) {
	tcp, udp, err := listenTwice()
	if err != nil {
		return nil, fmt.Errorf("start realm %s: %w", name, err)
	}
	r := &Realm{
		name: name, now: now, tcp: tcp, udp: udp,
		users: map[string]*principal{}, services: map[string]*principal{},
		upns: map[string]string{}, incoming: map[string]*principal{}, connections: map[net.Conn]bool{},
	}
	r.AddService(r.ticketService())
	r.running.Go(r.serveTCP)
	r.running.Go(r.serveUDP)
	return r, nil
}

// Name is the realm's name, as it was started with.
func (r *Realm) Name() string { return r.name }

// Address is where the key distribution centre listens, over TCP and UDP: host:port.
func (r *Realm) Address() string { return r.tcp.Addr().String() }

// ticketService is the service that gives out tickets for the others.
func (r *Realm) ticketService() string { return "krbtgt/" + r.name }

// AESTypes are the encryption types of every user, and of services by default.
func AESTypes() []int32 {
	return []int32{etypeID.AES256_CTS_HMAC_SHA1_96, etypeID.AES128_CTS_HMAC_SHA1_96}
}

// AddUser adds a user by name without the realm, or gives one another password.
func (r *Realm) AddUser(name, password string) {
	p := &principal{name: types.NewPrincipalName(nametype.KRB_NT_PRINCIPAL, name), password: password}
	for _, kind := range AESTypes() {
		key, _, err := crypto.GetKeyFromPassword(password, p.name, r.name, kind, nil)
		if err != nil {
			panic(err) // any text makes a key
		}
		p.keys = append(p.keys, key)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.users[strings.ToLower(name)] = p
}

// AddService adds a service, "HTTP/node1.example.com", or gives one new keys. Its
// tickets and their session keys have the given encryption types, the preferred
// one first; none means AES-256 and AES-128. Tickets are refused to clients that
// offer none of them. It panics on an encryption type that is not known.
func (r *Realm) AddService(spn string, etypes ...int32) {
	if len(etypes) == 0 {
		etypes = AESTypes()
	}
	p := &principal{name: types.NewPrincipalName(nametype.KRB_NT_SRV_INST, spn)}
	for _, kind := range etypes {
		key, err := randomKey(kind)
		if err != nil {
			panic(err)
		}
		p.keys = append(p.keys, key)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.services[strings.ToLower(spn)] = p
}

// Enrol adds the services that the realm does not have yet.
func (r *Realm) Enrol(spns []string) {
	for _, spn := range spns {
		if r.service(spn) == nil {
			r.AddService(spn)
		}
	}
}

// Requests is how many requests were answered with a ticket, by the
// authentication service and by the ticket-granting service.
func (r *Realm) Requests() (as, tgs int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.as, r.tgs
}

// FailedLogons is how many requests came with a wrong password: what a domain
// controller counts up to the lockout of the account.
func (r *Realm) FailedLogons() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.failed
}

func (r *Realm) user(name string) *principal {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.users[strings.ToLower(name)]
}

func (r *Realm) service(name string) *principal {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.services[strings.ToLower(name)]
}

// ServiceKey is the key of a service for tickets of an encryption type.
func (r *Realm) ServiceKey(name string, kind int32) (types.EncryptionKey, bool) {
	p := r.service(name)
	if p == nil {
		return types.EncryptionKey{}, false
	}
	return p.key(kind)
}

func (p *principal) key(kind int32) (types.EncryptionKey, bool) {
	for _, k := range p.keys {
		if k.KeyType == kind {
			return k, true
		}
	}
	return types.EncryptionKey{}, false
}

func randomKey(kind int32) (types.EncryptionKey, error) {
	e, err := crypto.GetEtype(kind)
	if err != nil {
		return types.EncryptionKey{}, err
	}
	return types.GenerateEncryptionKey(e)
}
