package remote

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Codes by which a node says that the account lacks a right: Win32 errors, HRESULTs
// and codes of WMI and WS-Management (names and values as in winerror.h, wbemcli.h
// and wsmerror.h).
const (
	codeAccessDenied        = 5          // ERROR_ACCESS_DENIED
	codePrivilegeNotHeld    = 1314       // ERROR_PRIVILEGE_NOT_HELD
	codeLogonTypeNotGranted = 1385       // ERROR_LOGON_TYPE_NOT_GRANTED
	hresultAccessDenied     = 0x80070005 // E_ACCESSDENIED
	hresultPrivilegeNotHeld = 0x80070522
	hresultLogonType        = 0x80070569
	rpcAccessDenied         = 0x8001011B // RPC_E_ACCESS_DENIED
	statusAccessDenied      = 0xC0000022 // STATUS_ACCESS_DENIED
	wbemAccessDenied        = 0x80041003 // WBEM_E_ACCESS_DENIED
	wbemPrivilegeNotHeld    = 0x80041062 // WBEM_E_PRIVILEGE_NOT_HELD
	wsmanWMIService         = 0x80338104 // ERROR_WSMAN_WMI_SVC_ACCESS_DENIED
	wsmanWMIProvider        = 0x80338105 // ERROR_WSMAN_WMI_PROVIDER_ACCESS_DENIED
	wsmanWMIConnect         = 0x80338106 // ERROR_WSMAN_WMI_CANNOT_CONNECT_ACCESS_DENIED
)

// cimAccessDenied is the CIMStatusCode of a refusal (DSP0004, CIM_ERR_ACCESS_DENIED).
const cimAccessDenied = "2"

// deniedHint is what to change where a code denies access; empty for a code that
// does not.
func deniedHint(code uint32) string {
	switch code {
	case codeAccessDenied, hresultAccessDenied, rpcAccessDenied, statusAccessDenied, codePrivilegeNotHeld, hresultPrivilegeNotHeld:
		return "Give the account the right to do this on the node (local administrators have it)."
	case codeLogonTypeNotGranted, hresultLogonType:
		return "Give the account the user right \"Access this computer from the network\" on the node, and see that none denies it."
	case wbemAccessDenied, wbemPrivilegeNotHeld, wsmanWMIService, wsmanWMIProvider, wsmanWMIConnect:
		return "Give the account Enable Account and Remote Enable for the WMI namespace: wmimgmt.msc on the node (local administrators have them)."
	}
	return ""
}

// denied reports whether a fault denies access, by any of its codes or by its
// subcode, and what to change. A fault of 2008 R2 has the code of the WMI provider
// inside that of the service; newer nodes may have it in an MSFT_WmiError.
func denied(fault *element) (code uint32, hint string, ok bool) {
	codes := faultCodes(fault)
	for _, code := range codes {
		if hint := deniedHint(code); hint != "" {
			return code, hint, true
		}
	}
	_, subcode, _ := strings.Cut(fault.find("Subcode").find("Value").trimmed(), ":")
	status := fault.find("Detail").find("MSFT_WmiError").find("CIMStatusCode").trimmed()
	if subcode != "AccessDenied" && status != cimAccessDenied {
		return 0, "", false
	}
	return append(codes, 0)[0], deniedHint(codeAccessDenied), true
}

// faultCodes are the codes of a fault, the outermost first: f:WSManFault/@Code, and of
// a p:MSFT_WmiError, whose namespace depends on the provider, error_Code and the
// HRESULT of its MessageID; also the StatusCode of an __ExtendedStatus.
func faultCodes(fault *element) []uint32 {
	var codes []uint32
	add := func(text string) {
		if code, ok := parseCode(text); ok && code != 0 && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	fault.find("Detail").each(func(e *element) {
		switch e.name.Local {
		case "WSManFault":
			add(e.attr("Code"))
		case "error_Code", "StatusCode":
			add(e.trimmed())
		case "MessageID":
			if kind, hresult, ok := strings.Cut(e.trimmed(), " "); ok && strings.EqualFold(kind, "HRESULT") {
				add(hresult)
			}
		}
	})
	return codes
}

// parseCode reads a code in decimal digits, negative ones as the signed form of an
// HRESULT, or in hexadecimal digits after 0x.
func parseCode(text string) (uint32, bool) {
	text = strings.ToLower(strings.TrimSpace(text))
	if digits, ok := strings.CutPrefix(text, "0x"); ok {
		n, err := strconv.ParseUint(digits, 16, 32)
		return uint32(n), err == nil
	}
	if strings.HasPrefix(text, "-") {
		n, err := strconv.ParseInt(text, 10, 32)
		return uint32(n), err == nil
	}
	n, err := strconv.ParseUint(text, 10, 32)
	return uint32(n), err == nil
}

// codeText writes a code as people look it up: Win32 errors in decimal digits,
// HRESULTs in hexadecimal ones as well.
func codeText(code uint32) string {
	if code > 0xFFFF {
		return fmt.Sprintf("code %d, 0x%08X", code, code)
	}
	return fmt.Sprintf("code %d", code)
}
