package collector

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/windows"
)

// Laned is a session to a node to which there may be a second one, for the shell.
type Laned interface {
	Session
	// Two reports whether there may be a second one. It is asked once, after the identity
	// of the node was read.
	Two() bool
	// Second waits for the second session, whose shell is open, and returns nil where
	// there is none after all. It may be used by another goroutine than the first. end
	// closes it.
	Second(ctx context.Context) (s Session, end func())
}

// feeds says which line of the shell needs what a section has read.
type feeds int

const (
	feedsNothing feeds = iota
	feedsFirst         // the first line
	feedsDetails       // the second line
)

// lanes are two ways to a node, on which the same collection is read at the same time.
// All of its code runs by turns, and gives the turn away only while it waits for the
// node; so no two sections are ever written at a time.
type lanes struct {
	turn    sync.Mutex
	queries *collection                     // the part on the first lane
	late    bool                            // the second lane has read the quorum resource
	fed     [feedsDetails + 1]chan struct{} // closed when what feeds a line was read
}

// awaitQueries waits for what feeds the second line, and takes over what is not wanted
// any more for it. On one lane it was read before.
func (c *collection) awaitQueries() {
	if c.lanes == nil {
		return
	}
	c.lanes.turn.Unlock()
	<-c.lanes.fed[feedsDetails]
	c.lanes.turn.Lock()
	c.request = c.lanes.queries.request
}

// waited waits for an answer, and gives the turn away meanwhile.
func waited[T any](l *lanes, question func() (T, error)) (T, error) {
	if l != nil {
		l.turn.Unlock()
		defer l.turn.Lock()
	}
	return question()
}

// twoLanes reads the queries on the session at hand and the lines of the shell on the
// second one. Where there is none, where it cannot be used, or where it leads to
// another machine, the shell follows the queries as on one lane.
// The second session may still be at its end when this returns.
func (c *collection) twoLanes(ctx context.Context, s Laned, second *sync.WaitGroup) {
	l := &lanes{queries: c}
	for i := range l.fed {
		l.fed[i] = make(chan struct{})
	}
	l.turn.Lock()
	defer l.turn.Unlock()
	c.lanes = l
	read := make(chan any, 1) // whether the lines were read, or what a defect threw
	second.Go(func() { c.onSecond(ctx, s, read) })
	c.fed(ctx)
	l.turn.Unlock()
	outcome := <-read
	l.turn.Lock()
	c.lanes, c.lateRead = nil, l.late
	if defect, ok := outcome.(error); ok {
		panic(defect)
	}
	if outcome != true {
		c.console(ctx)
	}
}

// fed reads the queries, and first those that the lines of the shell wait for. Whatever
// happens, the shell does not wait for ever.
func (c *collection) fed(ctx context.Context) {
	next := feedsFirst
	defer func() {
		for ; next <= feedsDetails; next++ {
			close(c.lanes.fed[next])
		}
	}()
	for ; next <= feedsDetails; next++ {
		c.queriesThat(ctx, func(s section) bool { return s.feeds == next })
		close(c.lanes.fed[next])
	}
	for _, step := range c.queriedSteps() {
		c.step(step)
		c.queriesThat(ctx, func(s section) bool { return s.step == step && s.feeds == feedsNothing })
	}
}

// onSecond reads the lines of the shell on the second session and says whether it
// did. The session ends meanwhile.
func (c *collection) onSecond(ctx context.Context, s Laned, read chan<- any) {
	second, end := s.Second(ctx)
	if second == nil {
		read <- false
		return
	}
	defer end()
	defer func() {
		if p := recover(); p != nil {
			read <- fmt.Errorf("on the second lane: %v", p)
		}
	}()
	l := c.lanes
	<-l.fed[feedsFirst]
	l.turn.Lock()
	defer l.turn.Unlock()
	b := *c
	b.session, b.broken, b.elsewhere = second, nil, false
	b.console(ctx)
	if l.late = !b.elsewhere; l.late && c.request.Quorum {
		b.step(stepQuorum)
		b.queries(ctx, stepQuorum)
	}
	read <- !b.elsewhere
}

// belongs reports whether the shell of the second lane is of use: it runs on the machine
// whose identity was read on the first one. On one lane both share a connection; with two,
// what balances the load may have led the second to another node, or ended it.
func (t transcript) belongs(computer string) bool {
	if err := t[0].err; err != nil {
		return !remote.IsKind(err, remote.Unreachable)
	}
	keys, problem := t.list(remote.RegQuery(remote.KeyTCP))
	key, ok := windows.FindKey(keys, remote.KeyTCP)
	if problem != nil || !ok {
		return false
	}
	host, _ := key.Value("Hostname")
	return strings.EqualFold(cutNetBIOS(strings.TrimSpace(host.Data)), cutNetBIOS(computer))
}

// cutNetBIOS is as much of a host name as the name of the computer has.
func cutNetBIOS(name string) string {
	letters := []rune(name)
	return string(letters[:min(len(letters), netBIOSName)])
}

// netBIOSName is how many characters of a host name the name of the computer has.
const netBIOSName = 15
