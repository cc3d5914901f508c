package collector

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/windows"
)

const (
	defender   = "Windows Defender"
	exclusions = "Exclusions"
	altitude   = "Altitude"

	// windowsNT is a key below SOFTWARE\Microsoft that every Windows has.
	windowsNT = "Windows NT"
)

// localDefenderCommands begin with a search that finds Windows Defender where it
// is, and a key that every Windows has: the proof that the search worked.
func localDefenderCommands() []remote.Command {
	return []remote.Command{
		remote.RegFindKeys(remote.KeyMicrosoft, "Windows"),
		remote.RegQuery(remote.KeyDefender),
		remote.RegQueryTree(remote.KeyDefenderExclusions),
	}
}

func policyDefenderCommands() []remote.Command {
	return []remote.Command{remote.RegQuery(remote.KeyPolicies), remote.RegQueryTree(remote.KeyPolicyDefender)}
}

func filterCommands() []remote.Command {
	return []remote.Command{remote.RegQueryTreeValue(remote.KeyServices, altitude)}
}

func antivirusCommands() []remote.Command {
	return slices.Concat(localDefenderCommands(), policyDefenderCommands(), filterCommands())
}

func (c *collection) antivirus(t transcript) {
	c.node.Antivirus = facts.Antivirus{Local: c.localExclusions(t), Policy: c.policyExclusions(t), Filters: c.filters(t)}
}

// localExclusions is Absent without Defender. A Defender without the key of
// exclusions has none.
func (c *collection) localExclusions(t transcript) facts.Exclusions {
	source := commandSource(localDefenderCommands())
	keys, _, problem := t.child(remote.KeyDefender, exclusions, remote.RegQueryTree(remote.KeyDefenderExclusions))
	switch {
	case problem != nil && t.withoutDefender():
		return facts.Exclusions{Section: c.section(source, facts.Absent)}
	case problem != nil:
		return facts.Exclusions{Section: c.failed(source, problem)}
	}
	own, _ := t.keys(remote.RegQuery(remote.KeyDefender)) // without them only the list is known
	return exclusionsOf(c.section(source, facts.Collected), slices.Concat(keys, own), remote.KeyDefender)
}

// withoutDefender reports whether it is proven that there is no key of Defender.
func (t transcript) withoutDefender() bool {
	keys, problem := t.keys(remote.RegFindKeys(remote.KeyMicrosoft, "Windows"))
	return problem == nil && hasSubKey(keys, remote.KeyMicrosoft, windowsNT) && !hasSubKey(keys, remote.KeyMicrosoft, defender)
}

// policyExclusions reads the whole policy of Defender, which is short.
func (c *collection) policyExclusions(t transcript) facts.Exclusions {
	source := commandSource(policyDefenderCommands())
	keys, state, problem := t.child(remote.KeyPolicies, defender, remote.RegQueryTree(remote.KeyPolicyDefender))
	if problem != nil {
		return facts.Exclusions{Section: c.failed(source, problem)}
	}
	return exclusionsOf(c.section(source, state), keys, remote.KeyPolicyDefender)
}

// exclusionsOf reads what is below one key of Defender. A switch that is not a DWORD
// fails the section.
func exclusionsOf(head facts.Section, keys []windows.RegKey, path string) facts.Exclusions {
	below := path + `\` + exclusions
	e := facts.Exclusions{Section: head, Paths: excluded(keys, below+`\Paths`), Processes: excluded(keys, below+`\Processes`)}
	for _, s := range []struct {
		key, name string
		value     **int
	}{{path, "DisableLocalAdminMerge", &e.LocalMergeOff}, {path, "DisableAntiSpyware", &e.Off}, {below, "DisableAutoExclusions", &e.AutomaticOff}} {
		key, _ := windows.FindKey(keys, s.key)
		v, ok := key.Value(s.name)
		if !ok {
			continue
		}
		number, ok := v.DWORD()
		if !ok {
			head.State, head.Problem = facts.Failed, notCredible("%s of %s is a %s with the data %s", s.name, quote(s.key), v.Type, quote(v.Data))
			return facts.Exclusions{Section: head}
		}
		*s.value = intOf(number)
	}
	managed, _ := windows.FindKey(keys, path+`\Policy Manager`)
	for _, name := range []string{"ExcludedPaths", "ExcludedProcesses", "DisableLocalAdminMerge"} {
		_, set := managed.Value(name)
		e.Managed = e.Managed || set
	}
	return e
}

// excluded are the names of a key's values: Defender keeps what it leaves alone
// as names. The unnamed value, whose name is printed in parentheses, is none.
func excluded(keys []windows.RegKey, path string) []string {
	key, _ := windows.FindKey(keys, path)
	var names []string
	for _, v := range key.Values {
		if !strings.HasPrefix(v.Name, "(") {
			names = append(names, v.Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// filters reads the instances of file-system filter drivers. A list that may
// lack one says nothing of the scanners that are not on it, so that the search
// must have opened every key; and every Windows has some filter.
func (c *collection) filters(t transcript) facts.FilterDrivers {
	command := filterCommands()[0]
	text, problem := t.printed(command)
	if problem != nil {
		return facts.FilterDrivers{Section: c.failed(string(command), problem)}
	}
	found, problem := readFilters(text)
	if problem != nil {
		return facts.FilterDrivers{Section: c.failed(string(command), problem)}
	}
	return facts.FilterDrivers{Section: c.section(string(command), facts.Collected), Found: found}
}

func readFilters(text []byte) ([]facts.FilterDriver, *facts.Problem) {
	keys, whole, err := windows.ParseRegSearch(text)
	switch {
	case err != nil:
		return nil, malformed(err)
	case !whole:
		return nil, notCredible("the search for filter drivers did not open every key, or was cut short")
	}
	var found []facts.FilterDriver
	for _, k := range keys {
		service, ok := serviceOfInstance(k.Path)
		v, _ := k.Value(altitude)
		if !ok {
			continue
		}
		if !decimal.MatchString(v.Data) {
			return nil, notCredible("the altitude of %s is %s", quote(service), quote(v.Data))
		}
		found = append(found, facts.FilterDriver{Service: service, Altitude: v.Data})
	}
	if len(found) == 0 {
		return nil, notCredible("no filter driver was found, and every Windows has some")
	}
	slices.SortFunc(found, func(a, b facts.FilterDriver) int {
		return cmp.Or(cmp.Compare(a.Service, b.Service), cmp.Compare(a.Altitude, b.Altitude))
	})
	return slices.Compact(found), nil
}

// decimal is an altitude: a number, perhaps with a fraction.
var decimal = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?$`)

// serviceOfInstance is the service in a path that ends with Instances and the
// name of one, "WdFilter" of ...\Services\WdFilter\Instances\WdFilter Instance.
func serviceOfInstance(path string) (string, bool) {
	below, _ := windows.Below(path, remote.KeyServices)
	names := strings.Split(below, `\`)
	n := len(names)
	return names[0], n > 2 && strings.EqualFold(names[n-2], "Instances")
}
