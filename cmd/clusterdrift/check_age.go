package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// clockSkew is how far the clock of the machine that collected may be ahead.
const clockSkew = 5 * time.Minute

// disregardOld takes from each node that is too old, or read at a time that has not
// come, what was read of it: no finding may rest on that. A maxAge of 0 allows any.
func (c collection) disregardOld(now time.Time, maxAge time.Duration) []*facts.Node {
	var recent []*facts.Node
	for _, n := range c.nodes {
		if s := c.stored[n]; s != nil && n.Problem == nil {
			if p := ageProblem(s.first, s.last, now, maxAge); p != nil {
				n = n.Without(p)
			}
		}
		recent = append(recent, n)
	}
	return recent
}

// ageProblem says why facts that were read from first to last are not evidence of how
// the node is now; nil when they are.
func ageProblem(first, last, now time.Time, maxAge time.Duration) *facts.Problem {
	age := now.Sub(first)
	if first.After(last) { // the age of a recorded result is as the document says
		last = first
	}
	switch {
	case last.After(now.Add(clockSkew)):
		return &facts.Problem{Kind: facts.KindFuture,
			Message: fmt.Sprintf("the facts were read at %s, but it is only %s", utc(last), utc(now)),
			Hint:    "Check the clock of the machine that collected them, and of this one."}
	case maxAge == 0:
		return nil
	case first.IsZero():
		return &facts.Problem{Kind: facts.KindStale,
			Message: fmt.Sprintf("the facts do not say when they were read, and no more than %s are allowed", ageWords(maxAge)), Hint: "Collect the node again."}
	case age <= maxAge:
		return nil
	}
	message := fmt.Sprintf("the facts are %s old, more than the %s allowed", ageWords(age), ageWords(maxAge))
	if ageWords(age) == ageWords(maxAge) {
		message = fmt.Sprintf("the facts are a little older than the %s allowed", ageWords(maxAge))
	}
	return &facts.Problem{Kind: facts.KindStale, Message: message, Hint: "Collect the node again, or allow a greater age."}
}

func utc(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }

// ageWords is a duration in whole minutes, "36 hours", "3 days 4 hours"; from two days
// on in whole hours.
func ageWords(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d >= 2*day:
		return twoUnits(int(d/day), "day", int(d%day/time.Hour), "hour")
	case d >= 2*time.Hour:
		return twoUnits(int(d/time.Hour), "hour", int(d%time.Hour/time.Minute), "minute")
	}
	return wording.Counted(int(d/time.Minute), "minute")
}

func twoUnits(n int, unit string, rest int, part string) string {
	words := []string{wording.Counted(n, unit)}
	if rest > 0 {
		words = append(words, wording.Counted(rest, part))
	}
	return strings.Join(words, " ")
}
