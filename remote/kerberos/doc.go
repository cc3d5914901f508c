// Package kerberos gets tickets from a key distribution centre and makes the
// security contexts that nodes are read with.
//
// In go a Login (a password, a keytab or a credential cache, and a krb5.conf) and
// the service principal of a node; out comes a Context, whose token proves the user
// to the node, which verifies the node's own proof, and which seals messages
// (RFC 4120, RFC 4121, RFC 6806).
//
// Whatever comes from a file or from the network is foreign. Files are read and
// taken apart here, with limits. Replies of a key distribution centre are read with
// a limit of size and time, under the context of the caller; what of them decides is
// checked before a library works with it: encryption types, the iteration count of
// the key derivation, names, realms, nonces and times. AES is the only cipher. A
// proof of the password goes out once. Parsers of the library run behind a recover,
// and its texts reach no one, since they repeat what they were given.
//
// The package leaves no goroutine behind, writes no file and logs nothing.
package kerberos
