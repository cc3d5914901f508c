package web

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/checks"
)

// mostFound is how many lines each list of a search has.
const mostFound = 100

// foundNode, foundID and found are lines of the lists.
type (
	foundNode struct {
		nodeState
		Cluster string
	}
	foundID struct {
		ID                                     string
		Drift, Unknown, Waived, Pass, Clusters int
	}
	foundFinding struct {
		Cluster, Node, ID string
		Status            checks.Status
		Severity          baselines.Severity
		Since             time.Time
	}
)

// search collects what has a word in its name.
type search struct {
	word     string // folded
	Clusters []*state
	Nodes    []foundNode
	IDs      []foundID
	Found    []foundFinding
	cut      bool // a list would have more lines
}

func (s *search) matches(name string) bool {
	return strings.Contains(string(strict.Fold(name)), s.word)
}

// searchPage finds clusters, nodes and findings by a part of their names. Findings are those
// of the last complete runs.
func (s *Server) searchPage(r *request) (*answer, error) {
	query, err := r.value("q")
	if err != nil {
		return nil, err
	}
	query = strings.TrimSpace(query)
	view := struct {
		layout
		search
		Summary string
	}{layout: s.layout("Search")}
	view.Query = query
	if query != "" {
		v, err := s.fleet.at(r.ctx, r.version)
		if err != nil {
			return nil, err
		}
		view.search = find(v.clusters, query)
		view.Title = "Search: " + query
		view.Summary = view.summary()
	}
	return s.show("search", view)
}

func (s *search) summary() string {
	text := fmt.Sprintf("Found: %d clusters, %d nodes, %d findings, which are reported in %d places.", len(s.Clusters), len(s.Nodes), len(s.IDs), len(s.Found))
	if s.cut {
		text += fmt.Sprintf(" No list has more than %d lines: search for more of the name.", mostFound)
	}
	return text
}

func find(clusters []*state, query string) search {
	s := search{word: string(strict.Fold(query))}
	ids := map[string]*foundID{}
	for _, c := range clusters {
		if s.matches(c.Name()) {
			s.Clusters = append(s.Clusters, c)
		}
		for _, n := range c.Nodes {
			if s.matches(n.Name) {
				s.Nodes = append(s.Nodes, foundNode{n, c.Name()})
			}
		}
		for id, counts := range c.ids {
			if !s.matches(id) {
				continue
			}
			if ids[id] == nil {
				ids[id] = &foundID{ID: id}
			}
			f := ids[id]
			f.Drift, f.Unknown, f.Waived, f.Pass, f.Clusters = f.Drift+counts.Drift, f.Unknown+counts.Unknown, f.Waived+counts.Waived, f.Pass+counts.Pass, f.Clusters+1
		}
		for _, f := range c.Reported {
			if len(s.Found) <= mostFound && s.matches(f.ID) {
				s.Found = append(s.Found, foundFinding{c.Name(), f.Node, f.ID, f.Status, f.Severity, f.Since})
			}
		}
	}
	for _, f := range ids {
		s.IDs = append(s.IDs, *f)
	}
	slices.SortFunc(s.IDs, func(a, b foundID) int { return cmp.Or(cmp.Compare(b.Drift, a.Drift), strings.Compare(a.ID, b.ID)) })
	s.Clusters, s.Nodes, s.IDs, s.Found = first(&s, s.Clusters), first(&s, s.Nodes), first(&s, s.IDs), first(&s, s.Found)
	return s
}

// first are the lines that a list shows.
func first[T any](s *search, all []T) []T {
	s.cut = s.cut || len(all) > mostFound
	return all[:min(len(all), mostFound)]
}
