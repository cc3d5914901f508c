package checks

import (
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
}

func newExclusions(os facts.OS, stores ...facts.Exclusions) exclusions {
	var e exclusions
	if os.State == facts.Collected {
		e.windowsDir = strings.ToLower(strings.TrimRight(os.WindowsDir, `\`))
	}
	for _, s := range stores {
		if s.State != facts.Collected {
			continue
		}
		for _, p := range s.Paths {
			e.paths = append(e.paths, e.plain(p))
		}
		for _, p := range s.Processes {
			e.processes = append(e.processes, e.plain(p))
		}
	}
	return e
}

// plain writes a path in lower case, with its variables expanded as far as they
// are known, and without what does not change its meaning at the end.
func (e exclusions) plain(path string) string {
	path = strings.ToLower(strings.TrimSpace(path))
	path = strings.ReplaceAll(path, "%windir%", "%systemroot%")
	if e.windowsDir != "" {
		path = strings.ReplaceAll(path, "%systemroot%", e.windowsDir)
	}
	return strings.TrimRight(strings.TrimSuffix(path, `\*`), `\`)
}

// lacking are what is wanted and not excluded, and what may yet exclude it.
func (e exclusions) lacking(want baselines.Exclusions) (lacking, doubts []string) {
	look := func(wanted, in []string, covers func(exclusion, path string) bool) {
		for _, w := range wanted {
			path := e.plain(w)
			if slices.ContainsFunc(in, func(x string) bool { return covers(x, path) }) {
				continue
			}
			lacking = append(lacking, w)
			for _, x := range in {
				if mayCover(x, path) {
					doubts = append(doubts, "whether the exclusion "+x+" takes in "+w)
				}
			}
		}
	}
	look(want.Paths, e.paths, coversPath)
	look(want.Processes, e.processes, coversProcess)
	if len(lacking) > 0 && e.windowsDir == "" {
		doubts = append(doubts, "the Windows folder of the node")
	}
	slices.Sort(doubts)
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

// mayCover tells of an exclusion with a wildcard, or a variable that is not
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
