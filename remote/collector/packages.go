package collector

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/windows"
)

// Bounds of what is asked of the CBS store.
const (
	maxControls = 2
	maxStates   = 60
)

// rollupPackages is the name that cumulative updates of 2016 and later have in common.
const rollupPackages = "Package_for_RollupFix"

// kbs are the ids to look up, each once, in order.
func kbs(r facts.Request) []string {
	var ids []string
	for _, kb := range r.KBs {
		if id, ok := windows.NormalizeKB(kb); ok {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// searches are the commands that look the ids up.
func (c *collection) searches() []remote.Command {
	var searches []remote.Command
	for _, id := range kbs(c.request) {
		searches = append(searches, remote.RegFindKeys(remote.KeyPackages, id))
	}
	return searches
}

// controls are searches that must succeed if the store can be searched: for
// updates that Win32_QuickFixEngineering reports, which takes them from the
// same store, and on 2016 and later for the cumulative update, which the store
// does not name by KB.
func (c *collection) controls() []remote.Command {
	if len(kbs(c.request)) == 0 {
		return nil
	}
	var controls []remote.Command
	for _, h := range c.node.Hotfixes.Installed[:min(maxControls, len(c.node.Hotfixes.Installed))] {
		controls = append(controls, remote.RegFindKeys(remote.KeyPackages, h.ID))
	}
	if hasUBR(c.node.OS) {
		controls = append(controls, remote.RegFindKeys(remote.KeyPackages, rollupPackages))
	}
	return controls
}

// packages reads the searches. One that found nothing counts only when another
// search of its line succeeded: reg.exe fails alike for "no match" and for "not
// readable".
func (c *collection) packages(t transcript) {
	ids := kbs(c.request)
	named := kbs(facts.Request{KBs: c.request.KBs}) // the same on all nodes
	if len(named) == 0 {
		named = ids
	}
	source := string(remote.RegFindKeys(remote.KeyPackages, named[0]))
	if len(named) > 1 {
		source = fmt.Sprintf("%s; and for %d more", source, len(named)-1)
	}
	p := facts.Packages{Section: c.section(source, facts.Collected)}
	var problem *facts.Problem
	for _, id := range ids {
		found, why := t.search(id)
		p.Found = append(p.Found, found...)
		if why == nil {
			p.Searched = append(p.Searched, id)
		} else if problem == nil {
			problem = why
		}
	}
	if len(p.Searched) == 0 {
		p.Section = c.failed(source, problem)
	}
	c.node.Packages = p
}

// search returns the packages of one KB, or why nothing can be said of it.
func (t transcript) search(id string) ([]facts.Package, *facts.Problem) {
	command := remote.RegFindKeys(remote.KeyPackages, id)
	for _, e := range t {
		i := slices.Index(e.commands, command)
		switch {
		case i < 0:
			continue
		case e.err != nil:
			return nil, remote.Problem(e.err)
		case e.outputs[i].Masked:
			return nil, remote.Problem(echoed())
		case e.outputs[i].OK:
			return packagesOf(id, e.outputs[i].Text)
		case e.storeReadable():
			return nil, nil
		}
		return nil, notCredible("no search in the CBS store succeeded, so a package that was not found may exist")
	}
	return nil, notCredible("%s was not run", command)
}

// storeReadable reports whether any search of the line found a package.
func (e exchange) storeReadable() bool {
	for i, command := range e.commands {
		if !strings.HasPrefix(string(command), string(remote.RegQuery(remote.KeyPackages))) || !e.outputs[i].OK || e.outputs[i].Masked {
			continue
		}
		keys, err := windows.ParseRegQuery(e.outputs[i].Text)
		if err == nil && len(windows.SubKeys(keys, remote.KeyPackages)) > 0 {
			return true
		}
	}
	return false
}

// packagesOf reads a search that succeeded. reg.exe matches parts of names, so
// other KBs' packages are left out. Member packages are taken only when there is
// no package for the KB as a whole.
func packagesOf(id string, out []byte) ([]facts.Package, *facts.Problem) {
	keys, err := windows.ParseRegQuery(out)
	if err != nil {
		return nil, malformed(err)
	}
	var whole, members []facts.Package
	var strange string
	for _, name := range windows.SubKeys(keys, remote.KeyPackages) {
		p, err := windows.ParsePackageName(name)
		switch {
		case err != nil && namesKB(name, id):
			strange = name
		case err != nil || p.KB != id:
		case p.Member == 0:
			whole = append(whole, facts.Package{Name: name, KB: id})
		default:
			members = append(members, facts.Package{Name: name, KB: id})
		}
	}
	if len(whole) == 0 {
		whole = members
	}
	if len(whole) == 0 && strange != "" {
		return nil, notCredible("the package name %s is not understood", quote(strange))
	}
	slices.SortFunc(whole, func(a, b facts.Package) int { return strings.Compare(a.Name, b.Name) })
	return whole, nil
}

var digitRun = regexp.MustCompile(`[0-9]+`)

// namesKB reports whether a name has the KB's number, not just a number that begins with it.
func namesKB(name, id string) bool {
	return slices.Contains(digitRun.FindAllString(name, -1), strings.TrimPrefix(id, "KB"))
}

// statedPackages are the packages that were found, as many as are asked about.
func (c *collection) statedPackages() []facts.Package {
	found := c.node.Packages.Found
	return found[:min(maxStates, len(found))]
}

// packageStates are the commands that read CurrentState of the packages that
// were found.
func (c *collection) packageStates() []remote.Command {
	var commands []remote.Command
	for _, p := range c.statedPackages() {
		commands = append(commands, remote.RegQueryValue(packageKey(p), "CurrentState"))
	}
	return commands
}

// readPackageStates fills the states in. One that cannot be read stays nil.
func (c *collection) readPackageStates(t transcript) {
	asked := c.statedPackages()
	for i, command := range c.packageStates() {
		keys, problem := t.keys(command)
		key, ok := windows.FindKey(keys, packageKey(asked[i]))
		if problem != nil || !ok {
			continue
		}
		if state, ok := key.DWORD("CurrentState"); ok {
			asked[i].State = intOf(state)
		}
	}
	if err := t[len(t)-1].err; err != nil && len(asked) > 0 {
		c.node.Packages.Section = c.failed(c.node.Packages.Source, remote.Problem(err))
	}
}

// packageKey is the key of a package; its name was parsed and is safe in a command.
func packageKey(p facts.Package) string { return remote.KeyPackages + `\` + p.Name }
