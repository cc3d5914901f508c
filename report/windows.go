package report

import (
	"fmt"
	"strconv"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// workstation is Win32_OperatingSystem.ProductType of a client.
const workstation = 1

// windowsName gives a node's Windows in short, "Windows Server 2008 R2 SP1
// (build 7601)". It goes by the build, because captions are localised. It is
// empty when the build is not known.
func windowsName(o facts.OS) string {
	if o.Build == 0 {
		return ""
	}
	name := serverName(o.Build)
	if o.ProductType == workstation {
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
	case 7600, 7601:
		return "Windows Server 2008 R2"
	case 9200:
		return "Windows Server 2012"
	case 9600:
		return "Windows Server 2012 R2"
	case 14393:
		return "Windows Server 2016"
	case 17763:
		return "Windows Server 2019"
	case 20348:
		return "Windows Server 2022"
	case 26100:
		return "Windows Server 2025"
	}
	return "Windows Server"
}
