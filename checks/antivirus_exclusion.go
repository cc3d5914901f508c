package checks

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// exclusions are what Defender leaves alone, written in one way.
type exclusions struct {
	windowsDir       string // empty when it is not known
	paths, processes []string
	localAside       bool // a policy sets the node's own aside
	// automatic are the paths and processes that Defender excludes by itself if a role
	// is installed which no service shows.
	automatic []baselines.AutomaticExclusions
	managed   bool // by mobile device management, too, which is not read
	switches  []facts.Gap
}

// newExclusions gathers those that count.
func newExclusions(n *facts.Node, automatic []baselines.AutomaticExclusions) exclusions {
	local, policy := n.Antivirus.Local, n.Antivirus.Policy
	e := exclusions{managed: local.Managed || policy.Managed}
	if n.OS.State == facts.Collected {
		e.windowsDir = strings.ToLower(strings.TrimRight(n.OS.WindowsDir, `\`))
	}
	e.localAside = e.isOn("DisableLocalAdminMerge", policy.LocalMergeOff)
	e.add(policy.Paths, policy.Processes)
	if !e.localAside {
		e.add(local.Paths, local.Processes)
	}
	if e.isOn("DisableAutoExclusions", cmp.Or(policy.AutomaticOff, local.AutomaticOff)) {
		return e
	}
	for _, a := range automatic {
		svc, missing := lookUpService(n.Services, a.Service)
		switch {
		case a.Service == "" || !missing.IsZero():
			e.automatic = append(e.automatic, a)
		case svc != nil:
			e.add(a.Paths, a.Processes)
		}
	}
	return e
}

// isOn reads a switch, which is 0 or 1.
func (e *exclusions) isOn(name string, value *int) bool {
	if value != nil && *value != 0 && *value != 1 {
		e.switches = append(e.switches, facts.GapUndocumented.Of(fmt.Sprintf("the meaning of %s, which is %d", name, *value)))
	}
	return value != nil && *value == 1
}

func (e *exclusions) add(paths, processes []string) {
	for _, p := range paths {
		e.paths = append(e.paths, e.plain(p))
	}
	for _, p := range processes {
		e.processes = append(e.processes, e.plain(p))
	}
}

// plain writes a path in lower case, with its variables expanded as far as they
// are known, and without what does not change its meaning at the end.
func (e exclusions) plain(path string) string {
	path = strings.ToLower(strings.TrimSpace(path))
	path = strings.ReplaceAll(path, "%windir%", "%systemroot%")
	if e.windowsDir != "" {
		path = strings.ReplaceAll(path, "%systemroot%", e.windowsDir)
		path = strings.ReplaceAll(path, "%systemdrive%", e.windowsDir[:min(2, len(e.windowsDir))])
	}
	return strings.TrimRight(strings.TrimSuffix(path, `\*`), `\`)
}

// lacking are what is wanted and not excluded, and what may yet exclude it.
func (e exclusions) lacking(want baselines.Exclusions) (lacking []string, doubts []facts.Gap) {
	look := func(wanted, in []string, covers func(exclusion, path string) bool, automatic func(baselines.AutomaticExclusions) []string) {
		for _, w := range wanted {
			path := e.plain(w)
			if slices.ContainsFunc(in, func(x string) bool { return covers(x, path) }) {
				continue
			}
			lacking = append(lacking, w)
			for _, x := range in {
				if mayCover(x, path) {
					doubts = append(doubts, facts.GapUndecided.Of("whether the exclusion "+x+" takes in "+w))
				}
			}
			for _, a := range e.automatic {
				if slices.ContainsFunc(automatic(a), func(x string) bool { return covers(e.plain(x), path) }) {
					doubts = append(doubts, facts.GapUndecided.Of("whether the role "+a.Role+" is installed, for which Defender excludes "+w+" by itself"))
				}
			}
		}
	}
	look(want.Paths, e.paths, coversPath, func(a baselines.AutomaticExclusions) []string { return a.Paths })
	look(want.Processes, e.processes, coversProcess, func(a baselines.AutomaticExclusions) []string { return a.Processes })
	doubts = append(doubts, e.switches...)
	if e.managed {
		doubts = append(doubts, facts.GapUnconfirmed.Of("the exclusions that mobile device management sets, whose form is not confirmed"))
	}
	if len(lacking) > 0 && e.windowsDir == "" {
		doubts = append(doubts, facts.GapLeftOut.Of("the Windows folder of the node"))
	}
	slices.SortFunc(doubts, facts.Gap.Compare)
	return lacking, doubts
}

// coversPath takes a folder with everything in it.
func coversPath(exclusion, path string) bool {
	return slices.Contains(withParents(path), exclusion)
}

// coversProcess takes a process by its path, its folder, or its name alone. A
// process that is wanted by name alone may be excluded by any path.
func coversProcess(exclusion, process string) bool {
	switch {
	case !strings.Contains(exclusion, `\`):
		return exclusion == wording.BaseName(process)
	case !strings.Contains(process, `\`):
		return wording.BaseName(exclusion) == process
	}
	return coversPath(exclusion, process)
}

// mayCover reports, of an exclusion with a wildcard, or a variable that is not
// known here, whether what it leaves open could make it cover a path.
func mayCover(exclusion, path string) bool {
	first, last := strings.IndexAny(exclusion, "*?%"), strings.LastIndexAny(exclusion, "*?%")
	if first < 0 || !strings.HasPrefix(path, exclusion[:first]) {
		return false
	}
	return slices.ContainsFunc(withParents(path), func(p string) bool { return strings.HasSuffix(p, exclusion[last+1:]) })
}

// withParents is a path and the folders that it is in.
func withParents(path string) []string {
	all := []string{path}
	for {
		i := strings.LastIndex(path, `\`)
		if i <= 0 {
			return all
		}
		path = path[:i]
		all = append(all, path)
	}
}
