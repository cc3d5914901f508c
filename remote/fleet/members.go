package fleet

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/clusterdrift/clusterdrift/remote"
)

// Membership is what a node says of the cluster that it is in.
type Membership struct {
	Cluster string   // the cluster's own name
	Nodes   []string // all members, those that are down too, in alphabetical order
}

// Bounds of what a node may say. No cluster has so many members, and no name of
// a computer is so long.
const (
	maxMembers    = 1000
	maxMemberName = 63
)

// Members asks one node for the members of its cluster. Credentials are shown
// to that node only. Errors are of type *remote.Error.
func Members(ctx context.Context, job Job, o Options) (m Membership, err error) {
	ctx, cancel := context.WithTimeout(ctx, o.NodeTimeout)
	defer cancel()
	session := remote.Options{Limits: o.Limits}
	if o.Trace != nil {
		tracer, end, err := o.Trace(job)
		if err != nil {
			return m, traceProblem(err)
		}
		session.Trace = tracer
		defer end()
	}
	s, err := remote.Open(ctx, job.Target, job.Credentials, session)
	if err != nil {
		return m, err
	}
	defer s.Close(ctx)
	return readMembers(ctx, s)
}

// querier is what readMembers needs of a session.
type querier interface {
	Query(ctx context.Context, namespace, wql string) ([]remote.Row, error)
}

func readMembers(ctx context.Context, s querier) (m Membership, err error) {
	clusters, err := names(ctx, s, "MSCluster_Cluster")
	if err != nil {
		return m, err
	}
	if len(clusters) != 1 {
		return m, notCredible(fmt.Sprintf("MSCluster_Cluster has %d rows", len(clusters)))
	}
	nodes, err := names(ctx, s, "MSCluster_Node")
	if err != nil {
		return m, err
	}
	if len(nodes) == 0 {
		return m, notCredible("MSCluster_Node has 0 rows")
	}
	slices.SortFunc(nodes, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	for i := range nodes[1:] {
		if strings.EqualFold(nodes[i], nodes[i+1]) {
			return m, notCredible(fmt.Sprintf("MSCluster_Node has %q twice", nodes[i]))
		}
	}
	return Membership{clusters[0], nodes}, nil
}

// names reads the names of the objects of a class. A dot, a colon or a slash
// could lead our credentials to a host of the node's choice.
func names(ctx context.Context, s querier, class string) ([]string, error) {
	rows, err := s.Query(ctx, "root/MSCluster", "SELECT Name FROM "+class)
	if err != nil {
		return nil, noCluster(err)
	}
	if len(rows) > maxMembers {
		return nil, notCredible(fmt.Sprintf("%s has %d rows", class, len(rows)))
	}
	var all []string
	for _, r := range rows {
		name, _ := r.Text("Name")
		if !computerName(name) {
			return nil, notCredible(fmt.Sprintf("%s names %.80q, which is not the name of a computer", class, name))
		}
		all = append(all, name)
	}
	return all, nil
}

func computerName(s string) bool {
	foreign := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '_'
	}
	return s != "" && len(s) <= maxMemberName && !strings.ContainsFunc(s, foreign)
}

// noCluster says what a node without the classes of a cluster is.
func noCluster(err error) error {
	if !remote.IsKind(err, remote.NotFound) {
		return err
	}
	return &remote.Error{Kind: remote.NotFound, Op: "read root/MSCluster", Text: "the host has no WMI classes of a failover cluster", Err: err,
		Hint: "Name the cluster, or a node of it."}
}

func notCredible(text string) error {
	return &remote.Error{Kind: remote.Malformed, Op: "read root/MSCluster", Text: text,
		Hint: "Look at the class on the node; name the members on the command line meanwhile."}
}
