// Package kdc runs a Kerberos realm with its key distribution centre on loopback,
// for nodes of package simulator and for tests of clients.
//
// In go users, services and their passwords; out come tickets, and the files from
// which a client gets them without a password: krb5.conf, keytab and credential
// cache. What a service checks of a ticket that it is shown (Decrypt, ReadTicket,
// MatchAuthenticator) is here too, since the ticket-granting service is one. The
// realm listens on 127.0.0.1 only and looks nothing up elsewhere.
package kdc
