package simulator

import "github.com/clusterdrift/clusterdrift/remote/simulator/windows"

// system is what a simulated node answers from: a machine of package windows,
// or what a test puts in its place. The protocol side (authentication, paging,
// quotas) asks it; it knows nothing of HTTP or SOAP.
type system interface {
	// Query answers one WQL SELECT in a namespace such as "root/cimv2". The
	// instances hold the selected properties only, or all for "SELECT *".
	Query(namespace, wql string) ([]windows.Instance, *windows.WMIError)
	// Registry answers one StdRegProv method, "GetDWORDValue". The result is
	// the content of the _OUTPUT element, ReturnValue included.
	Registry(method string, in map[string]string) ([]windows.Property, *windows.WMIError)
	// Run answers one command line as cmd.exe would, with the variables of the
	// shell as "NAME=value"; out is stdout with whatever was redirected into it.
	Run(line string, environment ...string) (stdout, stderr []byte, exit int)
}
