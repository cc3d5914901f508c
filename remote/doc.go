// Package remote reads Windows nodes over WinRM.
//
// In go a Target, Credentials and Limits; out come WMI rows, registry values
// and the output of native commands, or an *Error that says what happened and
// what to do. A Session is one TCP connection, authenticated once; there may be
// a second Session to the same node. Everything a
// node sends is bounded in size, depth, number and time before it is looked at.
//
// The package never sends a password over an unencrypted connection, never
// accepts an answer in clear on a sealed session, never falls back from one
// authentication scheme to another, and sends nothing that allowlist.go does
// not list.
//
// The package has more than 250 names because what sends bytes is not exported:
// connections, authentication, sealing, WS-Management messages, shells and
// registry reads are one package, so that nothing outside of it can send what
// allowlist.go does not list.
package remote
