package simulator

import (
	"fmt"

	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// Codes of WSManFault: Win32 errors, or HRESULTs of the WS-Management facility.
const (
	codeAccessDenied        uint32 = 5
	codeResourceNotFound    uint32 = 2150858752
	codeInvalidActionURI    uint32 = 2150858753
	codeInvalidHeader       uint32 = 2150858767
	codeCannotProcessFilter uint32 = 2150858778
	codeInvalidContext      uint32 = 2150858779
	codeEnvelopeTooLarge    uint32 = 2150858790
	codeOperationTimedOut   uint32 = 2150858793
	codeSchemaValidation    uint32 = 2150858817
	codeUnexpectedSelectors uint32 = 2150858843
	codeMinEnvelope         uint32 = 2150858878
	codeClassWithFilter     uint32 = 2150859003
	codeShellQuota          uint32 = 2150859173
	codeOperationsQuota     uint32 = 2150859174
	codeOtherResource       uint32 = 2150859181
)

const (
	actionFault            = "http://schemas.dmtf.org/wbem/wsman/1/wsman/fault"
	actionEnumerationFault = nsEnumeration + "/fault"
)

// fault is a refusal of a SOAP message.
type fault struct {
	code    uint32
	action  string // actionFault if empty
	value   string // "s:Sender" if empty
	subcode string
	reason  string
	message string // of the detail; the reason if empty

	wmi       *wmiStatus // the refusal came from the CIM layer
	namespace string     // of the query
	query     string     // that WMI refused; a 2008 R2 repeats it
}

// wmiStatus is what a stack 3.0 reports in an MSFT_WmiError.
type wmiStatus struct {
	status   int // CIMStatusCode (DSP0004)
	category int
}

func accessDenied() *fault {
	return &fault{code: codeAccessDenied, subcode: "w:AccessDenied", reason: "Access is denied. "}
}

func schemaFault() *fault {
	return &fault{code: codeSchemaValidation, subcode: "w:SchemaValidationError",
		reason: "The message does not keep to its schema. "}
}

func invalidHeader() *fault {
	return &fault{code: codeInvalidHeader, subcode: "a:InvalidMessageInformationHeader",
		reason: "The message lacks a header, or has one that is not valid. "}
}

func invalidAction() *fault {
	return &fault{code: codeInvalidActionURI, subcode: "a:ActionNotSupported",
		reason: "The resource has no such action. "}
}

func unknownResource() *fault {
	return &fault{code: codeResourceNotFound, subcode: "a:DestinationUnreachable",
		reason: "There is no such resource. "}
}

func envelopeTooSmall() *fault {
	return &fault{code: codeMinEnvelope, subcode: "w:EncodingLimit",
		reason: "The maximum envelope size of the request is below 8192. "}
}

func envelopeTooLarge() *fault {
	return &fault{code: codeEnvelopeTooLarge, subcode: "w:EncodingLimit",
		reason: "An item is larger than the maximum envelope size of the request. "}
}

func operationTimedOut() *fault {
	return &fault{code: codeOperationTimedOut, value: "s:Receiver", subcode: "w:TimedOut",
		reason: "The operation did not end within the time of OperationTimeout. "}
}

func invalidContext() *fault {
	return &fault{code: codeInvalidContext, action: actionEnumerationFault, value: "s:Receiver", subcode: "n:InvalidEnumerationContext",
		reason: "The enumeration context is not valid. "}
}

func otherResource() *fault {
	return &fault{code: codeOtherResource, subcode: "a:InvalidMessageInformationHeader",
		reason: "The parameters of the Pull differ from those of the Enumerate. "}
}

func classWithFilter() *fault {
	return &fault{code: codeClassWithFilter, subcode: "a:DestinationUnreachable",
		reason: "A resource URI that names a class cannot have a WQL filter. "}
}

func cannotProcessFilter() *fault {
	return &fault{code: codeCannotProcessFilter, action: actionEnumerationFault, subcode: "n:CannotProcessFilter",
		reason: "The filter is missing, or it cannot be processed. "}
}

func unknownShell() *fault {
	return &fault{code: codeUnexpectedSelectors, subcode: "w:InvalidSelectors",
		reason: "The selectors of the request name no shell or command of this user. "}
}

func (h *host) tooManyOperations() *fault {
	return &fault{code: codeOperationsQuota, value: "s:Receiver", subcode: "w:InternalError",
		reason:  "Too many operations of this user are under way. ",
		message: fmt.Sprintf("The user may have %d operations at a time, and has them. ", h.maxOperations()),
		wmi:     &wmiStatus{status: 27, category: 30}}
}

func (h *host) tooManyShells() *fault {
	return &fault{code: codeShellQuota, subcode: "w:QuotaLimit",
		reason:  "Too many shells of this user are open. ",
		message: fmt.Sprintf("The user may have %d shells at a time, and has them. ", h.maxShells()),
		wmi:     &wmiStatus{status: 27, category: 30}}
}

// wmiFault says why WMI refused a query. Class, namespace and language share
// one code.
func wmiFault(refused *windows.WMIError, namespace, wql string) *fault {
	f := cannotProcessFilter()
	f.namespace, f.query = namespace, wql
	switch refused.Kind {
	case windows.AccessDenied:
		return accessDenied()
	case windows.InvalidNamespace:
		f.message, f.wmi = "There is no such namespace. ", &wmiStatus{status: 3}
	case windows.InvalidClass:
		f.message, f.wmi = "The namespace has no such class. ", &wmiStatus{status: 5}
	default:
		f.message, f.wmi = "The query is not valid. ", &wmiStatus{status: 15}
	}
	return f
}

// methodFault says why a method was refused.
func methodFault(refused *windows.WMIError) *fault {
	if refused.Kind == windows.AccessDenied {
		return accessDenied()
	}
	return invalidAction()
}
