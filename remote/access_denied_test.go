package remote

import (
	"fmt"
	"strings"
	"testing"
)

// faultOf is the Fault element of an answer with the given subcode and detail.
func faultOf(t *testing.T, subcode, detail string) *element {
	t.Helper()
	root, err := parseXML(t.Context(), []byte(`<s:Fault xmlns:s="`+nsSOAP+`" xmlns:w="`+nsWSMan+`" xmlns:f="urn:f" xmlns:p="urn:p"><s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>`+
		subcode+`</s:Value></s:Subcode></s:Code><s:Reason><s:Text>Zugriff verweigert</s:Text></s:Reason><s:Detail>`+detail+`</s:Detail></s:Fault>`))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func wsmanFault(code string) string {
	return `<f:WSManFault Code="` + code + `"><f:Message/></f:WSManFault>`
}

func wmiError(field, value string) string {
	return `<p:MSFT_WmiError><p:` + field + `>` + value + `</p:` + field + `></p:MSFT_WmiError>`
}

// Every form of a refusal is one, wherever the node puts its code and however it
// writes it.
func TestAccessDenied(t *testing.T) {
	codes := []uint32{5, 1314, 1385, 2147942405, 2147943714, 2147943785, 2147549467, 3221225506, 2147749891, 2147749986, 2150859012, 2150859013, 2150859014}
	const inner = `<f:WSManFault Code="2150858752"><f:Message><f:ProviderFault>%s</f:ProviderFault></f:Message></f:WSManFault>`
	for _, code := range codes {
		for form, text := range map[string]string{"decimal": fmt.Sprint(code), "hex": fmt.Sprintf("0x%x", code), "upper": fmt.Sprintf("0X%08X", code), "signed": fmt.Sprint(int32(code))} {
			for place, detail := range map[string]string{
				"fault": wsmanFault(text), "provider": fmt.Sprintf(inner, wsmanFault(text)), "wmi": wmiError("error_Code", text),
				"message id": wmiError("MessageID", "HRESULT "+text), "status": fmt.Sprintf(inner, `<p:__ExtendedStatus><p:StatusCode>`+text+`</p:StatusCode></p:__ExtendedStatus>`),
			} {
				e, _ := faultError("read", faultOf(t, "w:InternalError", detail)).(*Error)
				if e == nil || e.Kind != AccessDenied || e.Code != code || !strings.Contains(e.Hint, "account") {
					t.Errorf("%d, %s, in %s: %+v", code, form, place, e)
				}
			}
		}
	}
	for name, fault := range map[string]*element{
		"subcode": faultOf(t, "w:AccessDenied", ""), "CIM status": faultOf(t, "w:InternalError", wmiError("CIMStatusCode", "2")),
		"subcode, unknown code": faultOf(t, "w:AccessDenied", wsmanFault("77")),
	} {
		if err := faultError("read", fault); !IsKind(err, AccessDenied) || err.(*Error).Hint == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A text that looks like a refusal is none, nor is a code that is none.
func TestNotAccessDenied(t *testing.T) {
	for name, fault := range map[string]*element{
		"the text alone":    faultOf(t, "w:InternalError", ""),
		"another code":      faultOf(t, "w:InternalError", wsmanFault("50")),
		"too large":         faultOf(t, "w:InternalError", wsmanFault("4294967301")),
		"not a number":      faultOf(t, "w:InternalError", wsmanFault("5 apples")),
		"in a message":      faultOf(t, "w:InternalError", `<f:Message>5</f:Message>`),
		"not an HRESULT":    faultOf(t, "w:InternalError", wmiError("MessageID", "WINRM 5")),
		"another CIM":       faultOf(t, "w:InternalError", wmiError("CIMStatusCode", "21")),
		"another subcode":   faultOf(t, "w:AccessDeniedNot", ""),
		"the largest minus": faultOf(t, "w:InternalError", wsmanFault("-4294967291")),
	} {
		if err := faultError("read", fault); IsKind(err, AccessDenied) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCodesInBothForms(t *testing.T) {
	for code, want := range map[uint32]string{5: "read: no (code 5)", 2150859012: "read: no (code 2150859012, 0x80338104)"} {
		if got := (&Error{Op: "read", Text: "no", Code: code}).Error(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
