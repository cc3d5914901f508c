package simulator

import "strings"

// registryMethod is which StdRegProv method a message calls. The class is
// registered in both namespaces.
func registryMethod(req *request) (string, bool) {
	switch req.resource {
	case wmiPrefix + "root/default/StdRegProv", wmiPrefix + "root/cimv2/StdRegProv":
		return strings.CutPrefix(req.action, req.resource+"/")
	}
	return "", false
}

// registryAction calls a method of StdRegProv.
func (h *host) registryAction(req *request, method string) (reply, *fault) {
	if !req.body.is(req.resource, method+"_INPUT") {
		return reply{}, schemaFault()
	}
	if !h.begin() {
		return reply{}, h.tooManyOperations()
	}
	defer h.end()
	in := map[string]string{}
	for _, p := range req.body.children {
		in[p.name.Local] = p.content
	}
	out, refused := h.system.Registry(method, in)
	if refused != nil {
		return reply{}, methodFault(refused)
	}
	var b strings.Builder
	name := "p:" + method + "_OUTPUT"
	b.WriteString(`<` + name + ` xmlns:xsi="` + nsInstance + `" xmlns:p="` + req.resource +
		`" xmlns:cim="` + nsCIM + `" xsi:type="` + name + `_Type">`)
	itemWriter{spell: h.speller(0)}.properties(&b, "p:", "cim:", out)
	b.WriteString(`</` + name + `>`)
	return reply{action: req.action + "Response", prefixes: "s a w", body: b.String()}, nil
}
