package collector

import (
	"regexp"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/windows"
)

// Values of an adapter's key that are searched for.
const (
	interfaceGUID   = "NetCfgInstanceId"
	driverText      = "DriverDesc"
	componentID     = "ComponentId"
	characteristics = "Characteristics"
	connectionName  = "Name" // below Control\Network
)

// adapterCommands search the class for a few values: with every value, the tree
// of the class has hundreds of keys.
func adapterCommands() []remote.Command {
	commands := []remote.Command{remote.RegQuery(remote.KeyAdapterClass)}
	for _, value := range []string{interfaceGUID, driverText, componentID, characteristics} {
		commands = append(commands, remote.RegQueryTreeValue(remote.KeyAdapterClass, value))
	}
	return append(commands, remote.RegQueryTreeValue(remote.KeyAdapterNames, connectionName))
}

func (c *collection) adapterDrivers(t transcript) { c.node.Adapters.Drivers = c.driversOf(t) }

// driversOf reads the class. Not even an administrator may open its
// sub-key Properties, so that each search ends as a failure with an error in
// the midst of what it prints. Whether one got through shows in what it found:
// the plain listing names the keys, and each must have been met.
func (c *collection) driversOf(t transcript) facts.AdapterDrivers {
	source := commandSource(adapterCommands())
	class, problem := t.adapterClass()
	if problem != nil {
		return facts.AdapterDrivers{Section: c.failed(source, problem)}
	}
	a := facts.AdapterDrivers{Section: c.section(source, facts.Collected)}
	names := t.connectionNames()
	for _, number := range class.numbers {
		driver, ok := class.driver(number)
		switch {
		case ok:
			driver.Name = names[driver.ID]
			a.Found = append(a.Found, driver)
		case !class.withoutInterface(number):
			return facts.AdapterDrivers{Section: c.failed(source, notCredible("the key %s of the network adapters could not be read", number))}
		}
	}
	if len(a.Found) == 0 {
		return facts.AdapterDrivers{Section: c.failed(source, notCredible("no network adapter was found on a node that answers"))}
	}
	c.detailed = worthDetails(a.Found, c.node.Adapters.IP)
	return a
}

// adapterClass is what the listing and the searches printed, by the number of
// the adapter's key.
type adapterClass struct {
	numbers []string // sorted
	last    string   // the largest that has an interface
	values  map[string]map[string]windows.RegValue
}

func (t transcript) adapterClass() (adapterClass, *facts.Problem) {
	listed, problem := t.list(remote.RegQuery(remote.KeyAdapterClass))
	if problem != nil {
		return adapterClass{}, problem
	}
	a := adapterClass{values: map[string]map[string]windows.RegValue{}}
	for _, name := range windows.SubKeys(listed, remote.KeyAdapterClass) {
		if adapterNumber.MatchString(name) {
			a.numbers = append(a.numbers, name)
		}
	}
	for _, value := range []string{interfaceGUID, driverText, componentID, characteristics} {
		keys, problem := t.searched(remote.RegQueryTreeValue(remote.KeyAdapterClass, value))
		if problem != nil {
			return adapterClass{}, problem
		}
		a.values[value] = map[string]windows.RegValue{}
		for _, k := range keys {
			number, _ := windows.Below(k.Path, remote.KeyAdapterClass)
			if v, ok := k.Value(value); ok && adapterNumber.MatchString(number) {
				a.values[value][number] = v
				a.numbers = append(a.numbers, number)
			}
		}
	}
	slices.Sort(a.numbers)
	a.numbers = slices.Compact(a.numbers)
	for number := range a.values[interfaceGUID] {
		a.last = max(a.last, number)
	}
	return a, nil
}

// adapterNumber is the name of an adapter's key; the class has others.
var adapterNumber = regexp.MustCompile(`^[0-9]{4}$`)

// searched reads the output of a search that says of itself that it failed
// though it printed what could be read.
func (t transcript) searched(command remote.Command) ([]windows.RegKey, *facts.Problem) {
	out, problem := t.output(command)
	if problem != nil {
		return nil, problem
	}
	keys, _, err := windows.ParseRegSearch(out.Text)
	if err != nil {
		return nil, malformed(err)
	}
	return keys, nil
}

// driver is one adapter, if its interface and its description are known.
func (a adapterClass) driver(number string) (facts.AdapterDriver, bool) {
	id, haveID := a.values[interfaceGUID][number]
	description, described := a.values[driverText][number]
	d := facts.AdapterDriver{
		Key: number, ID: facts.NormalGUID(id.Data), Description: description.Data,
		Component: a.values[componentID][number].Data,
	}
	if flags, ok := a.values[characteristics][number].DWORD(); ok {
		d.Characteristics = intOf(flags)
	}
	return d, haveID && described && bracedGUID.MatchString(d.ID) && !strings.Contains(d.Description, "\n")
}

var bracedGUID = regexp.MustCompile(`^\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}$`)

// withoutInterface reports whether it is proven that a key is not an adapter that
// anything can be bound to, as one whose installation failed: it was met, for
// its description was read, and the search for interfaces went on behind it.
func (a adapterClass) withoutInterface(number string) bool {
	_, printed := a.values[interfaceGUID][number]
	_, described := a.values[driverText][number]
	return !printed && described && a.last > number
}

// connectionNames are the names of connections by the GUID of their interface.
// Nothing fails without them.
func (t transcript) connectionNames() map[string]string {
	names := map[string]string{}
	keys, problem := t.searched(remote.RegQueryTreeValue(remote.KeyAdapterNames, connectionName))
	if problem != nil {
		return names
	}
	for _, k := range keys {
		below, _ := windows.Below(k.Path, remote.KeyAdapterNames)
		id, rest, _ := strings.Cut(below, `\`)
		if v, ok := k.Value(connectionName); ok && strings.EqualFold(rest, "Connection") && !strings.Contains(v.Data, "\n") {
			names[facts.NormalGUID(id)] = v.Data
		}
	}
	return names
}
