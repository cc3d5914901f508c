// Package fleet reads many nodes at a time.
//
// In go jobs, one for each node; out come the nodes' facts in the order of the
// jobs. A node that cannot be read has a Problem in its facts and never harms
// the others. Every goroutine has ended when Scan returns.
package fleet

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"reflect"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/collector"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/setting"
)

// Job is one node to read.
type Job struct {
	Name        string           // as the user named it
	Host        string           // the host name that is expected to answer; empty: Name says it
	Cluster     string           // empty: not known
	Baselines   []string         // kept in the facts for a later judgement
	Moment      string           // kept in the facts for a later judgement; empty: none
	Selection   *facts.Selection // kept in the facts; nil: not chosen from its cluster
	Target      remote.Target
	Credentials remote.Credentials
	// Plan says what to ask of the node once its OS is known.
	Plan func(facts.OS) facts.Request
}

// Options of a scan.
type Options struct {
	Concurrency int // nodes at a time, at least 1
	// MaxConcurrency, if it is more, is how many nodes at a time may become of Concurrency
	// while the processors have time to spare. The facts are the same.
	MaxConcurrency int
	NodeTimeout    time.Duration // for one node, all included
	Lanes          Lanes         // connections to a node at a time
	Limits         remote.Limits
	Budget         *remote.Budget // of what all nodes together hold; nil: one of remote.DefaultHeld bytes
	Now            func() time.Time
	Dial           remote.Dial // nil: TCP
	// Fuses end the use of credentials that too many nodes have refused. All
	// phases of a run share them; nil: there is no limit.
	Fuses *Fuses
	// Trace, if set, opens the trace of a node and says how to close it.
	Trace func(Job) (tracer remote.Tracer, end func(), err error)
	// Also, if set, is called for each node that was entered, after its facts were read:
	// it reads what is not a part of the facts, over the same connection. It is called from many
	// goroutines at a time.
	Also func(ctx context.Context, job Job, s *remote.Session, n *facts.Node)
	// Done, if set, is called for each node as it is finished, from the goroutines
	// of the scan but never twice at a time.
	Done func(n *facts.Node)
	// Take, if set, is given the facts of each node as it is finished, with its place among
	// the jobs, from the goroutines of the scan but never twice at a time. The facts are its
	// own: Scan keeps none of them, and returns nil. It reports whether it keeps what was
	// read in any form; if so, that counts against the Budget to the end.
	Take func(place int, n *facts.Node) (keeps bool)
	// Step, if set, is called for each node that is being read what is done next, in
	// a few words for people. It is called from many goroutines at a time; of the
	// node nothing but its name and cluster may be read.
	Step func(n *facts.Node, step string)
}

func (o Options) step(n *facts.Node, step string) {
	if o.Step != nil {
		o.Step(n, step)
	}
}

// Scan reads all nodes. It returns early only by ctx; nodes that were not read
// by then say so in their Problem.
func Scan(ctx context.Context, jobs []Job, o Options) []*facts.Node {
	if o.Budget == nil {
		o.Concurrency = remote.NodesAtATime(remote.DefaultHeld, min(max(1, o.Concurrency), len(jobs)))
		o.MaxConcurrency = remote.NodesAtATime(remote.DefaultHeld, min(o.MaxConcurrency, len(jobs)))
		o.Budget = remote.NewBudget(remote.DefaultHeld, o.Lanes.Sessions(max(o.Concurrency, o.MaxConcurrency)))
	}
	nodes := make([]*facts.Node, len(jobs))
	shared := newSharing(jobs)
	turns := make([]*Turn, len(jobs))
	for i, job := range jobs {
		turns[i] = o.Fuses.Turn(job.Credentials)
	}
	var telling sync.Mutex
	at := newPlaces(o.Concurrency, o.MaxConcurrency)
	watching, end := context.WithCancel(ctx)
	var running errgroup.Group
	var growing sync.WaitGroup
	growing.Go(func() { at.watch(watching) })
	defer growing.Wait()
	defer end()
	for i, job := range jobs {
		at.take() // in the order of the jobs
		running.Go(func() error {
			defer at.give()
			n := scanNode(ctx, job, i, turns[i], o, shared)
			telling.Lock()
			defer telling.Unlock()
			if o.Done != nil {
				o.Done(n)
			}
			if o.Take == nil {
				nodes[i] = n
				return nil
			}
			if !o.Take(i, n) {
				shared.drop(o.Budget, n)
			}
			return nil
		})
	}
	_ = running.Wait() // no job returns an error
	if o.Take != nil {
		return nil
	}
	return nodes
}

func scanNode(ctx context.Context, job Job, place int, turn *Turn, o Options, shared *sharing) (n *facts.Node) {
	turn.Begin()
	defer turn.End()
	defer shared.leave(place)
	n = &facts.Node{
		Format: facts.Format, Name: job.Name, Host: job.Host, Cluster: job.Cluster, Baselines: job.Baselines, Moment: job.Moment, Selection: job.Selection,
		Address: net.JoinHostPort(job.Target.Host, strconv.Itoa(job.Target.Port)),
		Started: o.Now().UTC(), Weaknesses: job.Target.Weaknesses(),
	}
	// A defect here must not cost the verdicts of the other nodes.
	defer func() {
		if recover() != nil {
			n.Problem = &facts.Problem{Kind: string(remote.Malformed), Message: "reading the node failed by a defect of clusterdrift", Hint: "This is a bug in clusterdrift; please report it."}
		}
		n.Finished = o.Now().UTC()
	}()
	if err := readNode(ctx, job, place, turn, o, shared, n); err != nil {
		n.Problem = remote.Problem(err)
	}
	shared.hold(n, keep(o.Budget, n))
	intern(reflect.ValueOf(n))
	return n
}

// readNode fills in the node's facts, or returns why it could not be entered.
func readNode(ctx context.Context, job Job, place int, turn *Turn, o Options, shared *sharing, n *facts.Node) error {
	if ctx.Err() != nil { // there is not even a trace of it
		return &remote.Error{Kind: remote.Interrupted, Text: "the scan was interrupted", Err: ctx.Err()}
	}
	ctx, cancel := context.WithTimeout(ctx, o.NodeTimeout)
	defer cancel()
	session := remote.Options{Limits: o.Limits, Budget: o.Budget, Dial: o.Dial, Admit: func(ctx context.Context) (func(remote.Outcome), error) {
		o.step(n, "waiting to log on")
		report, err := turn.Admit(ctx)
		if err == nil {
			o.step(n, "logging on")
		}
		return report, err
	}, Weak: func(weak []string) { n.Weaknesses = weak }}
	if o.Trace != nil {
		tracer, end, err := o.Trace(job)
		if err != nil {
			return traceProblem(err)
		}
		session.Trace = tracer
		defer end()
	}
	o.step(n, "connecting")
	s, err := remote.Open(ctx, job.Target, job.Credentials, session)
	if err != nil {
		return err
	}
	turn.Skip()
	both := newLanes(ctx, s, o.Lanes)
	defer func() {
		n.ReadAs = s.Account()
		both.close(ctx)
		n.Traffic = both.traffic()
		n.Weaknesses = weaknesses(n.Name, both)
	}()
	topology := false
	leads := func() bool {
		topology = shared.claim(ctx, place)
		return topology
	}
	collector.Collect(ctx, both, n, job.Plan, leads, o.Now, func(step string) { o.step(n, step) })
	if o.Also != nil && n.Problem == nil {
		o.step(n, "event logs")
		o.Also(ctx, job, s, n)
	}
	if topology && !isAccount(n.Topology) {
		shared.giveBack(place)
	}
	return nil
}

// isAccount reports whether a node said what it was asked of its cluster.
func isAccount(t facts.Topology) bool {
	said := false
	for _, state := range []facts.State{t.Nodes.State, t.Interfaces.State} {
		if state != "" && state != facts.Collected {
			return false
		}
		said = said || state == facts.Collected
	}
	return said
}

// weaknesses are those of the way to a node, and of the node itself.
func weaknesses(name string, s *lanes) []string {
	weak := s.Weaknesses()
	if s.echoes() > 0 {
		weak = append(weak, name+" sent back the password; it is masked, and nothing that came with it counts: change the password")
	}
	return weak
}

func traceProblem(err error) error {
	text := "it cannot be written"
	var file *fs.PathError
	if errors.As(err, &file) {
		text = file.Err.Error() // the system's word
	}
	return &remote.Error{Kind: remote.Local, Op: "open the trace", Text: text, Hint: fmt.Sprintf("Check the directory of %s.", setting.Trace), Err: err}
}
