package simulator

import (
	"fmt"
	"strings"
)

// faultReply writes a fault: from 2012 on an MSFT_WmiError where the CIM layer
// refused, else a WSManFault.
func (h *host) faultReply(f *fault) reply {
	spell := h.speller(0)
	value, action, message := f.value, f.action, f.message
	if value == "" {
		value = "s:Sender"
	}
	if action == "" {
		action = actionFault
	}
	if message == "" {
		message = f.reason
	}
	message = escape(spell(message))
	var detail string
	switch {
	case f.wmi != nil && h.stack >= 3:
		detail = wmiDetail(f, message)
	case f.query != "":
		detail = h.providerDetail(f, message)
	default:
		detail = h.wsmanDetail(f.code, message)
	}
	return reply{action: action, prefixes: "s a x e n w p", body: `<s:Fault><s:Code><s:Value>` + value +
		`</s:Value><s:Subcode><s:Value>` + f.subcode + `</s:Value></s:Subcode></s:Code>` +
		`<s:Reason><s:Text xml:lang="en-US">` + escape(spell(f.reason)) + `</s:Text></s:Reason>` +
		`<s:Detail>` + detail + `</s:Detail></s:Fault>`}
}

// wsmanDetail puts content, which is XML, into a WSManFault.
func (h *host) wsmanDetail(code uint32, content string) string {
	return fmt.Sprintf(`<f:WSManFault xmlns:f="%s" Code="%d" Machine="%s"><f:Message>%s</f:Message></f:WSManFault>`,
		nsFault, code, escape(h.computer()), content)
}

// providerDetail is how a 2008 R2 passes a refusal of the WMI provider on.
func (h *host) providerDetail(f *fault, message string) string {
	status := wmiPrefix + "root/cimv2/__ExtendedStatus"
	return h.wsmanDetail(f.code, `<f:ProviderFault provider="WMI Provider" path="%systemroot%\system32\WsmWmiPl.dll">`+
		h.wsmanDetail(f.code, message)+
		`<f:ExtendedError><p:__ExtendedStatus xmlns:xsi="`+nsInstance+`" xmlns:p="`+status+`" xmlns:cim="`+nsCIM+
		`" xsi:type="p:__ExtendedStatus_Type"><p:Description xsi:nil="true"/><p:Operation>ExecQuery</p:Operation>`+
		`<p:ParameterInfo>`+escape(f.query)+`</p:ParameterInfo><p:ProviderName>WinMgmt</p:ProviderName>`+
		`<p:StatusCode xsi:nil="true"/></p:__ExtendedStatus></f:ExtendedError></f:ProviderFault>`)
}

// wmiDetail writes an MSFT_WmiError; its namespace follows the query's.
func wmiDetail(f *fault, message string) string {
	space := "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/MSFT_WmiError"
	if f.namespace != "" && !strings.EqualFold(f.namespace, "root/cimv2") {
		space = wmiPrefix + strings.ToLower(f.namespace) + "/MSFT_WmiError"
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<p:MSFT_WmiError b:IsCIM_Error="true" xmlns:b="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd" `+
		`xmlns:cim="%s" xmlns:p="%s" xsi:type="p:MSFT_WmiError_Type" xmlns:xsi="%s">`, nsCIM, escape(space), nsInstance)
	for _, p := range []struct{ name, kind, value string }{
		{"CIMStatusCode", "UnsignedInt", fmt.Sprint(f.wmi.status)},
		{"CIMStatusCodeDescription", "String", ""},
		{"ErrorSource", "String", ""},
		{"ErrorSourceFormat", "UnsignedShort", "0"},
		{"ErrorType", "UnsignedShort", "0"},
		{"Message", "String", message},
		{"MessageID", "String", fmt.Sprintf("HRESULT 0x%x", f.code)},
		{"OtherErrorSourceFormat", "String", ""},
		{"OtherErrorType", "String", ""},
		{"OwningEntity", "String", ""},
		{"PerceivedSeverity", "UnsignedShort", "0"},
		{"ProbableCause", "UnsignedShort", "0"},
		{"ProbableCauseDescription", "String", ""},
		{"error_Category", "UnsignedInt", fmt.Sprint(f.wmi.category)},
		{"error_Code", "UnsignedInt", fmt.Sprint(f.code)},
		{"error_Type", "String", "HRESULT"},
		{"error_WindowsErrorMessage", "String", message},
	} {
		if p.value == "" {
			fmt.Fprintf(&b, `<p:%s xsi:nil="true" xsi:type="cim:cim%s"/>`, p.name, p.kind)
			continue
		}
		fmt.Fprintf(&b, `<p:%s xsi:type="cim:cim%s">%s</p:%[1]s>`, p.name, p.kind, p.value)
	}
	b.WriteString(`</p:MSFT_WmiError>`)
	return b.String()
}
