package collector

import (
	"slices"
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/windows"
)

// maxDetails bounds the adapters whose keys are read in full; further ones stay
// without details.
const maxDetails = 24

// worthDetails are the keys to read in full: of the adapters that carry IP, of
// those that are devices, and of those of which that is not known, in this order.
func worthDetails(found []facts.AdapterDriver, ip facts.AdapterAddresses) []string {
	var inUse, devices, unknown []string
	for _, d := range found {
		switch {
		case carriesIP(ip, d.ID):
			inUse = append(inUse, d.Key)
		case d.Characteristics == nil:
			unknown = append(unknown, d.Key)
		case d.IsDevice():
			devices = append(devices, d.Key)
		}
	}
	all := slices.Concat(inUse, devices, unknown)
	return all[:min(maxDetails, len(all))]
}

func carriesIP(ip facts.AdapterAddresses, id string) bool {
	return slices.ContainsFunc(ip.Found, func(a facts.AdapterAddress) bool { return a.ID == id && a.IPEnabled })
}

func adapterKey(number string) string { return remote.KeyAdapterClass + `\` + number }

// adapterDetails are the commands that read the keys of adapters.
func (c *collection) adapterDetails() []remote.Command {
	var commands []remote.Command
	for _, number := range c.detailed {
		commands = append(commands, remote.RegQuery(adapterKey(number)))
	}
	return commands
}

// readAdapterDetails fills the details in. An adapter whose key cannot be read
// stays without.
func (c *collection) readAdapterDetails(t transcript) {
	found := c.node.Adapters.Drivers.Found
	for _, number := range c.detailed {
		i := slices.IndexFunc(found, func(d facts.AdapterDriver) bool { return d.Key == number })
		keys, problem := t.keys(remote.RegQuery(adapterKey(number)))
		key, ok := windows.FindKey(keys, adapterKey(number))
		if i >= 0 && problem == nil && ok {
			addDetails(&found[i], key)
		}
	}
}

// addDetails takes the details of an adapter from its key, all or none.
func addDetails(d *facts.AdapterDriver, key windows.RegKey) {
	id, _ := key.Value(interfaceGUID)
	power, ok := powerOf(key)
	if facts.NormalGUID(id.Data) != d.ID || !ok {
		return
	}
	d.Detailed, d.Further, d.PnPCapabilities = true, true, power
	d.Version, d.Date, d.Provider = textOf(key, "DriverVersion"), textOf(key, "DriverDate"), textOf(key, "ProviderName")
	for _, v := range key.Values {
		if !isKeyword(v.Name) {
			continue
		}
		if d.Keywords == nil {
			d.Keywords = map[string]string{}
		}
		d.Keywords[v.Name] = keywordValue(v)
	}
}

// isKeyword reports whether a value of an adapter's key is one of its settings.
func isKeyword(name string) bool {
	plain := func(keyword string) bool { return strings.EqualFold(keyword, name) }
	return strings.HasPrefix(name, "*") || slices.ContainsFunc(facts.PlainKeywords(), plain)
}

// keywordValue is the value of a keyword. Drivers keep digits as text; a number
// that one keeps as such is written alike.
func keywordValue(v windows.RegValue) string {
	if n, ok := v.DWORD(); ok {
		return strconv.FormatUint(uint64(n), 10)
	}
	return v.Data
}

// powerOf reads PnPCapabilities, which need not be there.
func powerOf(key windows.RegKey) (*int, bool) {
	v, ok := key.Value("PnPCapabilities")
	if !ok {
		return nil, true
	}
	n, ok := v.DWORD()
	return intOf(n), ok
}

func textOf(key windows.RegKey, name string) string {
	v, _ := key.Value(name)
	return v.Data
}
