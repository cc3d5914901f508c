package fleet

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
)

// Membership is what a node says of the cluster that it is in.
type Membership struct {
	Cluster string // the cluster's own name
	// Nodes are all members, those that are down too, in alphabetical order: each
	// the name of a computer, alone or fully qualified, without a dot at its end.
	Nodes []string
}

// MaxMembers is how many members a node may name at most. No cluster has so many.
const MaxMembers = 1000

// ErrMembers is in an error when the node answered, but not with the members of
// one cluster.
var ErrMembers = errors.New("the members are not credible")

// Members asks one node for the members of its cluster. Credentials are shown
// to that node only. Errors are of type *remote.Error.
func Members(ctx context.Context, job Job, o Options) (m Membership, err error) {
	ctx, cancel := context.WithTimeout(ctx, o.NodeTimeout)
	defer cancel()
	turn := o.Fuses.Turn(job.Credentials)
	turn.Begin()
	defer turn.End()
	session := remote.Options{Limits: o.Limits, Budget: o.Budget, Admit: turn.Admit}
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
	if twice := sameComputer(nodes); twice != "" {
		return m, notCredible(fmt.Sprintf("MSCluster_Node has %q twice", twice))
	}
	slices.SortFunc(nodes, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	return Membership{clusters[0], nodes}, nil
}

// sameComputer is a computer that two of the names stand for; empty when there
// is none. A cluster has no two members with one name, whatever their domains.
func sameComputer(names []string) string {
	seen := map[string]bool{}
	for _, name := range names {
		computer, _, _ := strings.Cut(name, ".")
		key := strings.ToLower(strings.ToUpper(computer)) // some letters have two lower-case forms
		if seen[key] {
			return computer
		}
		seen[key] = true
	}
	return ""
}

// names reads the names of the objects of a class. Each must be the name of a
// computer: anything else could lead our credentials to a host of the node's choice.
func names(ctx context.Context, s querier, class string) ([]string, error) {
	rows, err := s.Query(ctx, "root/MSCluster", "SELECT Name FROM "+class)
	if err != nil {
		return nil, noCluster(err)
	}
	if len(rows) > MaxMembers {
		return nil, notCredible(fmt.Sprintf("%s has %d rows", class, len(rows)))
	}
	var all []string
	for _, r := range rows {
		name, _ := r.Text("Name")
		if why := notComputer(name); why != "" {
			return nil, notCredible(fmt.Sprintf("%s names %.80q, which is not the name of a computer: %s", class, name, why))
		}
		all = append(all, strings.TrimSuffix(name, "."))
	}
	return all, nil
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
	return &remote.Error{Kind: remote.Malformed, Op: "read root/MSCluster", Text: text, Err: ErrMembers,
		Hint: "Check the class on the node; until it is right, name the members on the command line or in the inventory."}
}
