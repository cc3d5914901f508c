package fleet

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// cluster are jobs of one cluster, and before each of them one of another.
func cluster(nodes int) []Job {
	var jobs []Job
	for range nodes {
		jobs = append(jobs, Job{Cluster: "other"}, Job{Cluster: "HV"})
	}
	return jobs
}

// The first jobs whose nodes answer lead, in whatever order they answer.
func TestFirstJobsLead(t *testing.T) {
	const nodes = 6
	for seed := range uint64(20) {
		synctest.Test(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1))
			dark := r.IntN(nodes)
			s := newSharing(cluster(nodes))
			lead := make([]bool, nodes)
			var running sync.WaitGroup
			for i := range nodes {
				after := time.Duration(r.IntN(1000)) * time.Millisecond
				running.Go(func() {
					defer s.leave(2*i + 1)
					time.Sleep(after)
					lead[i] = i != dark && s.claim(context.Background(), 2*i+1)
				})
			}
			running.Wait()
			want := 0
			for i, leads := range lead {
				if expected := i != dark && want < topologyReaders; leads != expected {
					t.Errorf("seed %d, %d is dark: job %d leads: %t", seed, dark, i, leads)
				} else if leads {
					want++
				}
			}
		})
	}
}

// A node does not wait for one that is silent for longer than its patience, nor for one
// of another cluster, and leads in its place.
func TestClaimWaitsALittle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, began := newSharing(cluster(4)), time.Now()
		if !s.claim(t.Context(), 1) || time.Since(began) != 0 {
			t.Error("the first job does not lead at once")
		}
		if !s.claim(t.Context(), 5) || time.Since(began) != patience {
			t.Errorf("the third job was decided after %s", time.Since(began))
		}
		if s.claim(t.Context(), 7) || time.Since(began) != patience {
			t.Error("the fourth leads or waits, although two do")
		}
		s.giveBack(1)
		if !s.claim(t.Context(), 3) {
			t.Error("the second does not lead in place of one that gave no account")
		}
	})
}

// Where the cluster is not known, every node reads what it says of its own.
func TestUnknownClustersLead(t *testing.T) {
	s := newSharing(make([]Job, 5))
	for i := range 5 {
		if !s.claim(t.Context(), i) {
			t.Errorf("job %d does not lead", i)
		}
	}
}
