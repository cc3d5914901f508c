package facts

import (
	"fmt"
	"strconv"
)

// Builds of Windows Server (CurrentBuild).
const (
	Build2008R2    = 7600
	Build2008R2SP1 = 7601
	Build2012      = 9200
	Build2012R2    = 9600
	Build2016      = 14393
	Build2019      = 17763
	Build2022      = 20348
	Build2025      = 26100
)

// Values of OS.ProductType (Win32_OperatingSystem.ProductType).
const (
	ProductClient           = 1
	ProductDomainController = 2
	ProductServer           = 3
)

// WindowsName is the node's Windows in short, "Windows Server 2008 R2 SP1 (build
// 7601)". It goes by the build, because captions are localised. It is empty when
// the build is not known.
func (o OS) WindowsName() string {
	if o.Build == 0 {
		return ""
	}
	name := serverName(o.Build)
	if o.ProductType == ProductClient {
		name = "Windows client"
	}
	if o.ServicePack != nil && *o.ServicePack > 0 {
		name += fmt.Sprintf(" SP%d", *o.ServicePack)
	}
	build := strconv.Itoa(o.Build)
	if o.UBR != nil {
		build += fmt.Sprintf(".%d", *o.UBR)
	}
	return fmt.Sprintf("%s (build %s)", name, build)
}

// serverName is the product name of a server build.
func serverName(build int) string {
	switch build {
	case Build2008R2, Build2008R2SP1:
		return "Windows Server 2008 R2"
	case Build2012:
		return "Windows Server 2012"
	case Build2012R2:
		return "Windows Server 2012 R2"
	case Build2016:
		return "Windows Server 2016"
	case Build2019:
		return "Windows Server 2019"
	case Build2022:
		return "Windows Server 2022"
	case Build2025:
		return "Windows Server 2025"
	}
	return "Windows Server"
}
