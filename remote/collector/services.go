package collector

import (
	"context"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// clusterService is the service whose absence proves that a node is in no cluster.
const clusterService = "ClusSvc"

func (c *collection) services(ctx context.Context) {
	names := c.request.Services
	if len(names) == 0 {
		return
	}
	rows, head := c.query(ctx, cimv2, "SELECT Name,State,StartMode FROM Win32_Service WHERE "+nameIs(names))
	s := facts.Services{Section: head, Asked: names}
	for _, r := range rows {
		var found facts.Service
		found.Name, _ = r.Text("Name")
		found.State, _ = r.Text("State")
		found.StartMode, _ = r.Text("StartMode")
		s.Found = append(s.Found, found)
	}
	slices.SortFunc(s.Found, func(a, b facts.Service) int { return strings.Compare(a.Name, b.Name) })
	c.node.Services = s
}

// inNoCluster tells whether it is proven that the node has no cluster service.
func (c *collection) inNoCluster() bool {
	isClusterService := func(name string) bool { return strings.EqualFold(name, clusterService) }
	s := c.node.Services
	return s.State == facts.Collected && len(s.Found) > 0 &&
		slices.ContainsFunc(s.Asked, isClusterService) &&
		!slices.ContainsFunc(s.Found, func(f facts.Service) bool { return isClusterService(f.Name) })
}
