package flags

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/waiver"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Narrow holds the flags that choose what is judged: families of requirements and
// their ids. The zero value chooses everything.
type Narrow struct{ only, skip []string }

// Register registers the flags.
func (n *Narrow) Register(f *pflag.FlagSet) {
	const always = "cluster/members and node/identity are always judged"
	WordsVar(f, &n.only, "only", "", nil, "judge nothing but the `FAMILY|ID`, repeatable, such as hotfix or heartbeat/SameSubnetDelay; "+always)
	WordsVar(f, &n.skip, "skip", "", nil, "leave out the `FAMILY|ID`, repeatable; "+always)
}

// Chosen reports whether a part of the requirements was chosen.
func (n Narrow) Chosen() bool { return len(n.only)+len(n.skip) > 0 }

// narrowed is a Narrow that was held against the baselines of a run. Nil: everything is
// judged.
type narrowed struct {
	only, skip []string // as the table of families and the baselines spell them, sorted
	left       []string // ids that are left out
}

// among finds what the flags name among the requirements of the baselines that possible
// returns. Names that match nothing, or that leave nothing to judge, are a
// *cli.UsageError.
func (n Narrow) among(possible func() []*baselines.Baseline) (*narrowed, error) {
	if !n.Chosen() {
		return nil, nil
	}
	return n.amongIDs(idsOf(possible()))
}

// amongIDs finds what the flags name among the ids of findings.
func (n Narrow) amongIDs(ids []string) (*narrowed, error) {
	var all narrowed
	var problems []string
	all.only, problems = matched("only", n.only, ids)
	skip, more := matched("skip", n.skip, ids)
	all.skip = skip
	for _, word := range skip {
		if checks.AlwaysJudged(word) || word == "node" {
			more = append(more, fmt.Sprintf("--skip %s: it is always judged, because no other verdict can be believed without it", word))
		}
	}
	if problems = append(problems, more...); len(problems) > 0 {
		return nil, &cli.UsageError{Problems: problems, Hint: "name families or ids; clusterdrift explain lists the families, and clusterdrift explain FAMILY the ids of one"}
	}
	chosen := slices.ContainsFunc(all.only, checks.AlwaysJudged)
	for _, id := range ids {
		switch {
		case !all.judges(id):
			all.left = append(all.left, id)
		case !checks.AlwaysJudged(id):
			chosen = true
		}
	}
	if !chosen && !slices.Contains(all.only, "node") {
		return nil, cli.Usage("--skip leaves out everything that would be judged", "leave out less")
	}
	return &all, nil
}

// idsOf are the ids of the findings that baselines lead to, sorted.
func idsOf(all []*baselines.Baseline) []string {
	ids := []string{checks.IdentityID}
	for _, b := range all {
		ids = append(ids, b.FindingIDs()...)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// matched are the words of a flag as the families and ids are spelled, sorted and each
// once, and what is wrong with the others.
func matched(flag string, given, ids []string) (words, problems []string) {
	families := checks.Families()
	known := slices.Concat(families, ids)
	for _, word := range given {
		i := slices.IndexFunc(known, func(k string) bool { return strings.EqualFold(k, word) })
		switch {
		case i < 0:
			problem := fmt.Sprintf("--%s %s: no baseline of this run has such a family or id", flag, word)
			if near := strict.Nearest(word, known); near != "" {
				problem += fmt.Sprintf("; did you mean %q?", near)
			}
			problems = append(problems, problem)
		case i < len(families) && !slices.ContainsFunc(ids, func(id string) bool { return checks.FamilyOf(id) == known[i] }):
			problems = append(problems, fmt.Sprintf("--%s %s: no baseline of this run requires anything of this family", flag, known[i]))
		default:
			words = append(words, known[i])
		}
	}
	slices.Sort(words)
	return slices.Compact(words), problems
}

// judges reports whether a finding is part of the report.
func (n *narrowed) judges(id string) bool {
	switch {
	case n == nil, checks.AlwaysJudged(id):
		return true
	case names(n.skip, id):
		return false
	}
	return len(n.only) == 0 || names(n.only, id)
}

// names reports whether one of the words is the id or its family.
func names(words []string, id string) bool {
	return slices.Contains(words, id) || slices.Contains(words, checks.FamilyOf(id))
}

// plan is what to ask of a node with a baseline.
func (n *narrowed) plan(b *baselines.Baseline) facts.Request {
	if n == nil {
		return checks.Plan(b)
	}
	return checks.PlanFor(b, n.judges)
}

// findings leaves out what is not judged.
func (n *narrowed) findings(all []checks.Finding) []checks.Finding {
	return slices.DeleteFunc(all, func(f checks.Finding) bool { return !n.judges(f.ID) })
}

// unmatched are the words of --only by which no node with a baseline is judged; none
// when no node has one.
func (n *narrowed) unmatched(used []*baselines.Baseline) []string {
	if n == nil || len(used) == 0 {
		return nil
	}
	ids := idsOf(used)
	return slices.DeleteFunc(slices.Clone(n.only), func(word string) bool {
		return slices.ContainsFunc(ids, func(id string) bool { return names([]string{word}, id) })
	})
}

// unused leaves out the waivers that may concern what was left out.
func (n *narrowed) unused(all []waiver.Waiver) []waiver.Waiver {
	if n == nil {
		return all
	}
	return slices.DeleteFunc(all, func(w waiver.Waiver) bool { return len(w.FindingsAmong(n.left)) > 0 })
}

// checkProbes refuses a probe whose measurements are not judged, and a selection that
// only a probe can decide.
func (n *narrowed) checkProbes(p probes) error {
	const family = facts.ProbeLatency
	isLatency := func(word string) bool { return checks.FamilyOf(word) == family }
	switch {
	case n == nil:
	case len(p) > 0 && names(n.skip, family), len(p) > 0 && len(n.only) > 0 && !slices.ContainsFunc(n.only, isLatency):
		return cli.Usage("--probe latency measures what --only and --skip leave out", "leave out --probe, or have the family latency judged")
	case len(p) == 0 && len(n.only) > 0 && !slices.ContainsFunc(n.only, func(word string) bool { return !isLatency(word) }):
		return cli.Usage("--only "+strings.Join(n.only, ",")+" is judged by a measurement that is not made", "add --probe latency")
	}
	return nil
}
