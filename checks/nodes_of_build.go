package checks

import (
	"strings"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// nodesOfBuild is what the nodes of one build of Windows have together.
type nodesOfBuild struct {
	nodes   int
	revised bool     // one of them gave its update build revision
	updates []string // that one of them lists, sorted
}

func byBuild(nodes []Subject) map[int]*nodesOfBuild {
	builds, listed := map[int]*nodesOfBuild{}, map[int]wording.Set{}
	for _, s := range nodes {
		build := s.Facts.OS.Build
		if builds[build] == nil {
			builds[build], listed[build] = &nodesOfBuild{}, wording.Set{}
		}
		builds[build].nodes++
		builds[build].revised = builds[build].revised || s.Facts.OS.UBR != nil
		addListed(listed[build], s.Facts)
	}
	for build, b := range builds {
		b.updates = listed[build].Sorted()
	}
	return builds
}

// addListed adds the updates that a node lists.
func addListed(kbs wording.Set, n *facts.Node) {
	if n.Hotfixes.State != facts.Collected {
		return
	}
	for _, h := range n.Hotfixes.Installed {
		if id := strings.ToUpper(h.ID); strings.HasPrefix(id, "KB") {
			kbs.Add(id)
		}
	}
}
