// Package windows is what a simulated node is: its Windows, as far as a scan can
// look into it.
//
// In goes a Node, made by a preset such as Server2019, read from a file by
// LoadNodes or written in Go; out comes a Machine that answers WQL queries,
// calls of StdRegProv and command lines as the described Windows would. It runs
// no command and reads nothing of the computer it is on, and it knows nothing of
// HTTP and SOAP, which package simulator speaks on its behalf.
package windows
