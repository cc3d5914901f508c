package simulator

import (
	"fmt"
	"net/http"
)

const actionIdentify = nsIdentity + "/Identify"

// identifyAnyone answers an Identify that came without credentials.
func (h *host) identifyAnyone(message []byte) answer {
	req, f := readRequest(message)
	if f != nil || req.action != actionIdentify {
		return *h.unauthorized()
	}
	h.note(req.action)
	return answer{status: http.StatusOK, contentType: soapType, body: []byte(h.identify(false).envelope("")), message: true}
}

// identify reports what the node runs; its version only to those who logged on.
func (h *host) identify(authenticated bool) reply {
	version, servicePack := "0.0.0", "0.0"
	if authenticated {
		version, servicePack = h.version()
	}
	return reply{prefixes: "s", body: fmt.Sprintf(`<wsmid:IdentifyResponse xmlns:wsmid="%s">`+
		`<wsmid:ProtocolVersion>%s</wsmid:ProtocolVersion>`+
		`<wsmid:ProductVendor>Microsoft Corporation</wsmid:ProductVendor>`+
		`<wsmid:ProductVersion>OS: %s SP: %s Stack: %d.0</wsmid:ProductVersion></wsmid:IdentifyResponse>`,
		nsIdentity, nsWSMan, escape(version), servicePack, h.stack)}
}

// version is that of the node's operating system, zero if it does not say.
func (h *host) version() (version, servicePack string) {
	version, servicePack = "0.0.0", "0.0"
	found, err := h.system.Query("root/cimv2", "SELECT Version,ServicePackMajorVersion FROM Win32_OperatingSystem")
	if err != nil || len(found) != 1 {
		return version, servicePack
	}
	for _, p := range found[0].Properties {
		switch p.Name {
		case "Version":
			version = fmt.Sprint(p.Value)
		case "ServicePackMajorVersion":
			servicePack = fmt.Sprintf("%v.0", p.Value)
		}
	}
	return version, servicePack
}
