// Package simulator runs nodes of Windows failover clusters that speak WinRM on
// loopback, for the demo, the tests and the benchmarks.
//
// In goes a description of each node, a windows.Node; out come endpoints that
// answer as recorded nodes do: NTLM and Kerberos with sealing, Basic and client
// certificates in TLS, WS-Management enumerations, registry reads and shells,
// with their quotas and faults. What a node is lies in package windows; package
// kdc gives out Kerberos tickets for nodes of a realm. The simulator listens on
// 127.0.0.1 only and never runs a command or reads anything of the machine it is
// on.
//
// Faults that a node commits on purpose are in fault_injection*.go, refusals by
// SOAP fault in soap_fault*.go, and nodes that answer from a trace in replay*.go.
//
// The package has more than 250 names because half of them are constants
// of the protocols: URIs, codes, flags, and the faults.
//
// The package shares no envelope, framing or parsing code with the client that
// it is there to test, so that a mistake made there is not mirrored here.
package simulator
