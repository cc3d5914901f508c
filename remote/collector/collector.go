// Package collector turns what a session answers into facts.
//
// In goes a session to one node and a plan, which says after the node's
// identity is known what else to ask; out come the sections of a facts.Node. A
// section is collected only when its source answered and was understood, absent
// only when its absence is proven, and failed with a reason otherwise. The
// collector never judges, never retries, and asks nothing that the plan does
// not want.
package collector

import (
	"context"
	"sync"
	"time"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/observe"
)

// Session is what the collector needs of remote.Session.
type Session interface {
	// Query returns the rows of a WQL query; one row costs one message, more cost two.
	Query(ctx context.Context, namespace, wql string) ([]remote.Row, error)
	// Run runs commands as one line and returns an Output for each, at three
	// messages, and one more to open the shell.
	Run(ctx context.Context, cmds []remote.Command) ([]remote.Output, error)
	// RegistryKeys, RegistryValues and RegistryDWORD read the registry at one
	// message each, without a shell. Their errors have kind NotFound or AccessDenied.
	RegistryKeys(ctx context.Context, key string) ([]string, error)
	RegistryValues(ctx context.Context, key string) ([]string, error)
	RegistryDWORD(ctx context.Context, key, name string) (uint32, error)
	// RegistryText reads a text; its error may have kind WrongType, too.
	RegistryText(ctx context.Context, key, name string) (string, error)
	// ObservedKey, ObservedValue, ObservedRows and ObservedClass read what a site's own
	// requirements look at.
	ObservedKey(ctx context.Context, r observe.Registry) ([]remote.RegistryValue, error)
	ObservedValue(ctx context.Context, r observe.Registry) (facts.Datum, error)
	ObservedRows(ctx context.Context, queries ...observe.WQL) ([]remote.Row, error)
	ObservedClass(ctx context.Context, q observe.WQL) (bool, error)
	// Echoes counts the answers in which the node sent back the password.
	Echoes() int
}

// Collect reads a node's identity, asks plan what else to read, and fills n's
// sections. The cluster-wide sections are read only if leads, which is asked once the
// identity was read, and only if the plan wants them; to measure the latency every node reads the networks, and before
// Windows Server 2012, where an update brings votes, every node reads the members. A failure
// is the Problem of its section; n.Problem is set when not even the identity
// could be read, and then no section has a state. When the session breaks, the remaining sections fail with the reason
// and nothing more is asked. step, if set, is called with what is read next, in a few
// words for people.
func Collect(ctx context.Context, s Session, n *facts.Node, plan func(facts.OS) facts.Request, leads func() bool, now func() time.Time, step func(string)) {
	c := &collection{session: s, node: n, now: now, announce: step}
	c.step("identity")
	if !c.identity(ctx) {
		return
	}
	topology := leads()
	c.request = plan(n.OS)
	c.votes = c.request.Quorum && (topology || n.OS.Build < facts.Build2012)
	c.request.Members = c.request.Members && topology || c.votes
	c.request.Volumes = c.request.Volumes && topology
	c.request.Addresses = c.request.Addresses && topology
	c.request.Quorum = c.request.Quorum && topology
	c.request.Topology = c.request.Topology && topology || c.request.PingRounds > 0
	c.request.Site = siteTargets(c.request, topology)
	c.measure()
	defer c.siteSorted()
	var second sync.WaitGroup
	defer second.Wait()
	if two, ok := s.(Laned); ok && c.wantsShell() && two.Two() {
		c.twoLanes(ctx, two, &second)
	} else {
		c.oneLane(ctx)
	}
	if c.request.Quorum && !c.lateRead {
		c.step(stepQuorum)
		c.queries(ctx, stepQuorum)
	}
	if c.request.PingRounds > 0 {
		c.step(stepLatency)
		c.queries(ctx, stepLatency)
	}
}

// oneLane reads the queries, and then the lines of the shell.
func (c *collection) oneLane(ctx context.Context) {
	for _, step := range c.queriedSteps() {
		c.step(step)
		c.queries(ctx, step)
	}
	c.console(ctx)
}

// collection is one node's collection in progress, or the part of it that is read on
// the second lane.
type collection struct {
	lanes     *lanes // nil: there is one
	elsewhere bool   // this lane leads to another machine
	lateRead  bool   // the second lane has read the quorum resource
	session   Session
	node      *facts.Node
	now       func() time.Time
	request   facts.Request
	votes     bool         // the members are asked for with their votes
	broken    error        // why the session can be used no longer
	announce  func(string) // what is read next; may be nil

	detailed []string       // keys of the adapters to read in full
	hive     *facts.Problem // why the cluster's keys are not there, without a kind: they are; nil: not looked for
}

func (c *collection) step(name string) {
	if c.announce != nil {
		c.announce(name)
	}
}

// query sends one WQL query. The section it returns is Collected only when
// there are rows: each of the collector's queries requests something that
// exists on a healthy node, and a provider without rights or in trouble answers
// with nothing at all.
func (c *collection) query(ctx context.Context, namespace, wql string) ([]remote.Row, facts.Section) {
	rows, err := ask(c, func() ([]remote.Row, error) { return c.session.Query(ctx, namespace, wql) })
	return c.answered(wql, rows, err)
}

// answered is the section of an answer, and its rows when they are evidence.
func (c *collection) answered(wql string, rows []remote.Row, err error) ([]remote.Row, facts.Section) {
	switch {
	case err != nil:
		return nil, c.failed(wql, remote.Problem(err))
	case len(rows) == 0:
		return nil, c.failed(wql, notCredible("the answer is empty, which proves nothing"))
	}
	return rows, c.section(wql, facts.Collected)
}

// ask is send, and fails for an answer of which something is masked: what is left
// of it proves nothing, neither that something is there nor that it is not.
func ask[T any](c *collection, question func() (T, error)) (T, error) {
	before := c.session.Echoes()
	answer, err := send(c, question)
	if err == nil && c.session.Echoes() > before {
		var nothing T
		return nothing, echoed()
	}
	return answer, err
}

// send sends something to the node unless the session is broken, and notes when
// it breaks.
func send[T any](c *collection, question func() (T, error)) (T, error) {
	if c.broken != nil {
		var nothing T
		return nothing, c.broken
	}
	answer, err := waited(c.lanes, question)
	if err != nil && endsSession(err) {
		c.broken = err
	}
	return answer, err
}

// endsSession reports whether nothing more can be asked after an error: the
// connection is gone, not safe, or out of step, or the account is refused and
// another attempt could lock it.
func endsSession(err error) bool {
	return !remote.IsKind(err, remote.AccessDenied, remote.NotFound, remote.WrongType, remote.Fault, remote.Quota, remote.Refused)
}
