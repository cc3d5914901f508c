package collector

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/windows"
)

// quorumCommands read which resource is the quorum resource, and of which type it is.
func quorumCommands() []remote.Command {
	return []remote.Command{
		remote.RegQuery(remote.KeyCluster), remote.RegQuery(remote.KeyQuorum), remote.RegQueryTreeValue(remote.KeyResources, "Type"),
	}
}

func (c *collection) quorum(t transcript) {
	if c.request.Quorum {
		c.node.Quorum.Config = c.readQuorum(t)
	}
	c.siteQuorumRead(t)
}

func (c *collection) readQuorum(t transcript) facts.QuorumConfig {
	source := commandSource(quorumCommands())
	if c.inNoCluster() {
		return facts.QuorumConfig{Section: c.section(c.node.Services.Source, facts.Absent)}
	}
	keys, state, problem := t.child(remote.KeyCluster, "Quorum", remote.RegQuery(remote.KeyQuorum))
	if problem != nil {
		if problem.Kind == kindNotCredible {
			problem.Hint = "The key exists only while the cluster service runs; start it and scan again."
		}
		return facts.QuorumConfig{Section: c.failed(source, problem)}
	}
	q := facts.QuorumConfig{Section: c.section(source, state)}
	if state != facts.Collected {
		return q
	}
	i := slices.IndexFunc(keys, func(k windows.RegKey) bool { return strings.EqualFold(lastName(k), "Quorum") && len(k.Values) > 0 })
	if i < 0 {
		return facts.QuorumConfig{Section: c.failed(source, notCredible("%s has no value", remote.KeyQuorum))}
	}
	path, _ := keys[i].Value("Path")
	id, ok := keys[i].Value("Resource")
	if !ok { // no source says what that means
		return facts.QuorumConfig{Section: c.failed(source, notCredible("%s has no value Resource", remote.KeyQuorum))}
	}
	text := strings.TrimSpace(id.Data)
	q.ID, q.Path, q.Type = &text, path.Data, t.resourceType(text)
	return q
}

// resourceType is the type of a resource, or empty when the registry does not show it.
func (t transcript) resourceType(id string) string {
	if id == "" {
		return ""
	}
	keys, _, problem := t.child(remote.KeyCluster, "Resources", remote.RegQueryTreeValue(remote.KeyResources, "Type"))
	if problem != nil {
		return ""
	}
	for _, k := range keys {
		if v, ok := k.Value("Type"); ok && isResource(k.Path) && facts.NormalGUID(lastName(k)) == facts.NormalGUID(id) {
			return v.Data
		}
	}
	return ""
}

// lastName is the name of a key without those above it.
func lastName(k windows.RegKey) string { return k.Path[strings.LastIndexByte(k.Path, '\\')+1:] }

// resourceID is the GUID of a resource, which has no character that WQL would interpret.
var resourceID = regexp.MustCompile(`^(?i)\{?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$`)

// quorumResource asks how the resource is that the registry names: one row, one message.
func (c *collection) quorumResource(ctx context.Context) {
	q := c.node.Quorum.Config
	r := &c.node.Quorum.Resource
	switch {
	case q.State == facts.Failed:
		r.Section = c.failed(q.Source, q.Problem)
	case q.ID == nil || *q.ID == "" || strings.EqualFold(q.Type, facts.TypeNetworkName):
		r.Section = c.section(q.Source, facts.Absent)
	default:
		*r = c.readResource(ctx, *q.ID)
	}
}

func (c *collection) readResource(ctx context.Context, id string) facts.QuorumResource {
	const class = "MSCluster_Resource"
	if !resourceID.MatchString(id) {
		return facts.QuorumResource{Section: c.failed(class, notCredible("%s is not the id of a resource", quote(id)))}
	}
	wql := "SELECT Name,Type,State FROM " + class + " WHERE Id='" + strings.Trim(id, "{}") + "'"
	rows, head := c.clusterQuery(ctx, wql)
	if head.State == facts.Collected && !alike(rows) {
		head = c.failed(wql, notCredible("%d resources have one id", len(rows)))
	}
	r := facts.QuorumResource{Section: head}
	if head.State == facts.Collected {
		r.Name, _ = rows[0].Text("Name")
		r.Type, _ = rows[0].Text("Type")
		r.Condition = number(rows[0], "State")
	}
	return r
}
