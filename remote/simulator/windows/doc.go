// Package windows is what a simulated node is: its Windows, as far as a scan can
// look into it.
//
// In goes a Node, made by a preset such as Server2019, read from a file by
// LoadNodes or written in Go; out comes a Machine that answers WQL queries,
// calls of StdRegProv and command lines as the described Windows would. It runs
// no command and reads nothing of the computer it is on, and it knows nothing of
// HTTP and SOAP, which package simulator speaks on its behalf.
//
// A file is named after what is simulated in it:
//
//	server<version>.go   a version of Windows: its preset, and what is new in it
//	texts_<language>.go  what the native commands print in a language
//	registry_*.go        keys and values; stdregprov.go and reg_*.go read them
//	wmi_*.go             classes and instances; wql_*.go queries them
//	event*.go            event logs; wevtutil*.go reads them
//	cmdline*.go          cmd.exe, which runs reg, netsh and wevtutil
//
// The package has more than 50 files and 250 names because all of that answers
// from the registry, the WMI tables and the event logs of one Machine: packages
// for the single programs would have to export these to each other, and no
// other package needs them.
package windows
