package history_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
)

// Facts that are damaged in the database are said to be, and nothing is judged by them.
func TestDamagedFacts(t *testing.T) {
	for _, statement := range []string{
		`UPDATE visit_facts SET body = X'00'`,
		`UPDATE visit_facts SET body = (SELECT head FROM run)`,
		`UPDATE fact_section SET body = X'28b52ffd'`,
		`UPDATE fact_section SET body = (SELECT body FROM fact_section WHERE section = 'hotfixes' LIMIT 1) WHERE section = 'firewall'`,
		`UPDATE fact_section SET section = 'nothing' WHERE section = 'firewall'`,
		`UPDATE node SET name = 'HV09' WHERE name = 'HV01'`,
	} {
		t.Run(statement, func(t *testing.T) {
			p := filePlace(t)
			s := create(t, p)
			run, _ := recordFacts(t, s, 0, 0)
			execute(t, p.File(), statement)
			var read []string
			err := s.EachFacts(t.Context(), run.ID, func(_ string, n *facts.Node) error {
				read = append(read, n.Name)
				return nil
			})
			if err == nil || len(read) > 2 {
				t.Errorf("%v: %v", read, err)
			}
		})
	}
}

// Writers of clusters that have sections in common, and one that removes old runs all the
// time, do not take sections from each other.
func TestFactsOfSeveralWriters(t *testing.T) {
	onEach(t, func(t *testing.T, p history.Place) {
		const writers, nights = 4, 6
		create(t, p)
		var writing, pruning sync.WaitGroup
		end := make(chan struct{})
		for w := range writers {
			writing.Go(func() { writeFacts(t, p, w, nights) })
		}
		pruning.Go(func() { pruneUntil(t, p, end) })
		writing.Wait()
		close(end)
		pruning.Wait()
		s := create(t, p)
		if _, err := s.Prune(t.Context(), history.Retention{Keep: 1}); err != nil {
			t.Fatal(err)
		}
		runs, err := s.Runs(t.Context(), history.Filter{})
		if err != nil || len(runs) != writers {
			t.Fatalf("%d runs, %v", len(runs), err)
		}
		for _, r := range runs {
			nodes := 0
			if err := s.EachFacts(t.Context(), r.ID, func(string, *facts.Node) error { nodes++; return nil }); err != nil || nodes != 2 {
				t.Errorf("%s: %d nodes, %v", r.Scope, nodes, err)
			}
		}
	})
}

// writeFacts records nights of a cluster of its own, whose firewall is another one each night
// and that of the others.
func writeFacts(t *testing.T, p history.Place, writer, nights int) {
	s, err := history.Open(t.Context(), p)
	if err != nil {
		t.Error(err)
		return
	}
	defer s.Close()
	cluster := fmt.Sprintf("HV-%d", writer)
	for n := range nights {
		a, b := factsNode(n, "HV01", n%3), factsNode(n, "HV02", n%3)
		a.Cluster, b.Cluster = cluster, cluster
		r := resultOf(n, report.Cluster{Name: cluster, Nodes: []report.Node{readNode("HV01"), readNode("HV02")}})
		r.Conclude(report.Gate{})
		o := withFacts(r, a, b)
		o.Scope = cluster
		if _, _, err := s.Record(t.Context(), r, o); err != nil {
			t.Error(err)
		}
	}
}

// pruneUntil leaves the last run of each scope, again and again.
func pruneUntil(t *testing.T, p history.Place, end <-chan struct{}) {
	s, err := history.Open(t.Context(), p)
	if err != nil {
		t.Error(err)
		return
	}
	defer s.Close()
	for {
		select {
		case <-end:
			return
		default:
		}
		if _, err := s.Prune(t.Context(), history.Retention{Keep: 1}); err != nil {
			t.Error(err)
		}
	}
}
