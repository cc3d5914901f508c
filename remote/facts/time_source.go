package facts

// TimeService is the Windows Time service.
const TimeService = "W32Time"

// Values of Type of the Windows Time service (Microsoft Learn, "Windows Time service tools
// and settings").
const (
	TimeFromDomain  = "NT5DS"   // the domain hierarchy
	TimeFromAll     = "AllSync" // every source there is
	TimeFromServers = "NTP"     // the servers of NtpServer
	TimeFromNone    = "NoSync"
)

// TimeSource is where the Windows Time service gets the time: W32Time\Parameters below
// HKLM\SYSTEM\CurrentControlSet\Services, and below HKLM\SOFTWARE\Policies\Microsoft.
type TimeSource struct {
	Section
	// Own is Type as the node has it, and Policy as Group Policy sets it, which wins; nil:
	// not set.
	Own    *string `json:"own,omitempty"`
	Policy *string `json:"policy,omitempty"`
}

// InForce is the Type that counts; nil: none is set.
func (t TimeSource) InForce() *string {
	if t.Policy != nil {
		return t.Policy
	}
	return t.Own
}
