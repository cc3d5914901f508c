package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

const (
	// clockSkew is how far the clock of the machine that collected may be ahead.
	clockSkew = 5 * time.Minute
	// usualAge and usualSpread are how old facts may be, and how far apart those of one
	// cluster, before check says so. What is judged is up to the user.
	usualAge    = 24 * time.Hour
	usualSpread = time.Hour
)

// disregardOld takes from each node that is too old, or read at a time that has not
// come, what was read of it: no finding may rest on that. A maxAge of 0 allows any.
func disregardOld(nodes []*facts.Node, now time.Time, maxAge time.Duration) []*facts.Node {
	var recent []*facts.Node
	for _, n := range nodes {
		if n.Problem == nil {
			if p := ageProblem(n, now, maxAge); p != nil {
				n = n.Without(p)
			}
		}
		recent = append(recent, n)
	}
	return recent
}

// ageProblem says why the facts of a node are not evidence of how it is now; nil when
// they are.
func ageProblem(n *facts.Node, now time.Time, maxAge time.Duration) *facts.Problem {
	first, last := n.ReadBetween()
	age := now.Sub(first)
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

// ageWarnings say which of the facts that are judged are old, and of which clusters the
// nodes were read so far apart that they may never have been alike.
func ageWarnings(nodes []*facts.Node, now time.Time) []string {
	var warnings []string
	var oldest, clusters []*facts.Node // of all that are old; the first of each cluster
	members := map[string][]*facts.Node{}
	for _, n := range nodes {
		first, _ := n.ReadBetween()
		if n.Problem != nil || first.IsZero() {
			continue
		}
		if now.Sub(first) > usualAge {
			oldest = append(oldest, n)
		}
		name := flags.ClusterName(n)
		if members[name] == nil {
			clusters = append(clusters, n)
		}
		members[name] = append(members[name], n)
	}
	if len(oldest) > 0 {
		n, at, _, _ := readExtremes(oldest)
		warnings = append(warnings, fmt.Sprintf("the facts of %d of %s are more than %s old; those of %s are %s old",
			len(oldest), wording.Counted(len(nodes), "node"), ageWords(usualAge), n.Name, ageWords(now.Sub(at))))
	}
	for _, n := range clusters {
		name := flags.ClusterName(n)
		early, from, late, to := readExtremes(members[name])
		if apart := to.Sub(from); apart > usualSpread {
			warnings = append(warnings, fmt.Sprintf("the nodes of %s were read %s apart: %s at %s, %s at %s",
				name, ageWords(apart), early.Name, utc(from), late.Name, utc(to)))
		}
	}
	return warnings
}

// readExtremes are the nodes that were read first and last, and when that began. There
// must be a node, and each must say when it was read.
func readExtremes(nodes []*facts.Node) (early *facts.Node, from time.Time, late *facts.Node, to time.Time) {
	for _, n := range nodes {
		at, _ := n.ReadBetween()
		if early == nil || at.Before(from) {
			early, from = n, at
		}
		if late == nil || at.After(to) {
			late, to = n, at
		}
	}
	return early, from, late, to
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
