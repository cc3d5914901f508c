package simulator

import (
	"strconv"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

const (
	actionEnumerate = nsEnumeration + "/Enumerate"
	actionPull      = nsEnumeration + "/Pull"
	actionRelease   = nsEnumeration + "/Release"

	dialectWQL = "http://schemas.microsoft.com/wbem/wsman/1/WQL"
)

// enumerationTimeout is how long the node keeps an enumeration that no client pulls.
const enumerationTimeout = time.Minute

// enumeration is a query whose objects have not all been fetched.
type enumeration struct {
	resource  string
	namespace string
	rest      []windows.Instance
	all       []windows.Instance // for nodes that never come to an end
	pages     int                // fetched by Pull
	expires   time.Time
}

// wmiResource splits a resource URI into the WMI namespace and the class, which
// is "*" where a filter names it.
func wmiResource(uri string) (namespace, class string, ok bool) {
	rest, ok := strings.CutPrefix(uri, wmiPrefix)
	if !ok {
		return "", "", false
	}
	i := strings.LastIndex(rest, "/")
	if i < 0 {
		return "", "", false
	}
	return rest[:i], rest[i+1:], true
}

// enumerate runs a query. An optimised first reply holds one object, whatever
// MaxElements says.
func (h *host) enumerate(req *request) (reply, *fault) {
	namespace, wql, f := readEnumerate(req)
	if f != nil {
		return reply{}, f
	}
	if h.node.Account.NoWMI {
		return reply{}, accessDenied()
	}
	if h.refusesByQuota() || !h.begin() {
		return reply{}, h.tooManyOperations()
	}
	defer h.end()
	found, refused := h.system.Query(namespace, wql)
	if refused != nil {
		return reply{}, wmiFault(refused, namespace, wql)
	}
	e := &enumeration{resource: req.resource, namespace: namespace, rest: found, all: found}
	var items string
	if req.body.child(nsWSMan, "OptimizeEnumeration") != nil {
		page, f := h.page(req, e, 1, firstPage)
		if f != nil {
			return reply{}, f
		}
		if e.finished(h) {
			return firstPage("", "<w:Items>"+page+"</w:Items><w:EndOfSequence/>"), nil
		}
		items = "<w:Items>" + page + "</w:Items>"
	}
	return firstPage(h.keep(e), items), nil
}

// readEnumerate checks the message and returns what is to be queried.
func readEnumerate(req *request) (namespace, wql string, f *fault) {
	namespace, class, ok := wmiResource(req.resource)
	if !ok {
		return "", "", unknownResource()
	}
	if !req.body.is(nsEnumeration, "Enumerate") {
		return "", "", schemaFault()
	}
	if _, f := maxElements(req.body, nsWSMan); f != nil {
		return "", "", f
	}
	filter := req.body.child(nsWSMan, "Filter")
	switch {
	case filter == nil && class != "*":
		return namespace, "SELECT * FROM " + class, nil
	case filter != nil && class != "*":
		return "", "", classWithFilter()
	case filter == nil || filter.attribute("Dialect") != dialectWQL:
		return "", "", cannotProcessFilter()
	}
	return namespace, filter.content, nil
}

// maxElements reads the limit on the objects of one reply; 1 if there is none.
func maxElements(body *xmlNode, space string) (int, *fault) {
	e := body.child(space, "MaxElements")
	if e == nil {
		return 1, nil
	}
	n, err := strconv.Atoi(e.content)
	if err != nil || n < 1 {
		return 0, schemaFault()
	}
	return n, nil
}

func firstPage(context, rest string) reply {
	return reply{action: actionEnumerate + "Response", prefixes: "s a n w", body: "<n:EnumerateResponse>" +
		"<n:EnumerationContext>" + context + "</n:EnumerationContext>" + rest + "</n:EnumerateResponse>"}
}

func nextPage(context, rest string) reply {
	if context != "" {
		context = "<n:EnumerationContext>" + context + "</n:EnumerationContext>"
	}
	return reply{action: actionPull + "Response", prefixes: "s a n w",
		body: "<n:PullResponse>" + context + rest + "</n:PullResponse>"}
}
