package checks

import (
	"fmt"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/internal/answer"
	"github.com/clusterdrift/clusterdrift/checks/internal/match"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/observe"
)

// judgeProbe judges one of the things that a rule looks at.
func judgeProbe(n *facts.Node, p baselines.SiteProbe) outcome {
	o, missing := observationOf(n, p.Observe)
	switch {
	case !missing.IsZero():
		return outcome{verdict: unknown(p.Observe.String()+" is not known", missing)}
	case o.State == facts.Absent:
		return whenAbsent(p, o.Section)
	case p.Observe.Events != nil:
		return judgeCount(n, p, o)
	}
	got := answer.Text(o, p)
	return comparedAnswer(p, answer.Match(p, o), got, observed(o.Section, "%s: %s", p.Observe, got))
}

// comparedAnswer is the verdict on what was read.
func comparedAnswer(p baselines.SiteProbe, c answer.Result, got string, e Evidence) outcome {
	switch c.Match {
	case match.Yes:
		return outcome{verdict: passed(got, p.Observe.String()+" is as the requirement wants it", e)}
	case match.No:
		return outcome{verdict: drifted(got, fmt.Sprintf("%s is %s; wanted: %s", p.Observe, got, p.Want), e)}
	}
	v := unknown(p.Observe.String()+" cannot be compared with what is wanted", c.Missing).with(e)
	v.got = got
	return outcome{verdict: v}
}

// whenAbsent is what the rule says of something that is proven not to be there.
func whenAbsent(p baselines.SiteProbe, s facts.Section) outcome {
	got := absent(p.Observe)
	e := observed(s, "%s: %s", p.Observe, got)
	if d := p.Absent.Default; d != nil {
		got += ", default " + d.String()
		e = observed(s, "%s: %s", p.Observe, got)
		read := facts.Observed{Section: s, Value: datumOf(*d)}
		return comparedAnswer(p, answer.Match(p, read), got, e)
	}
	reason := fmt.Sprintf("%s: %s, which the requirement takes for %s", p.Observe, got, p.Absent.Verdict)
	switch p.Absent.Verdict {
	case baselines.AbsentDrift:
		v := drifted(got, reason, e)
		v.byHand = p.Observe.Service != "" // what configures a service does not install it
		return outcome{verdict: v}
	case baselines.AbsentPass:
		return outcome{verdict: passed(got, reason, e)}
	case baselines.AbsentNotApplicable:
		v := inapplicable(reason, e)
		v.got = got
		return outcome{verdict: v}
	}
	v := unknown(reason, facts.GapAbsent.Of(p.Observe.String()+": "+got)).with(e)
	v.got = got
	return outcome{verdict: v, undecided: p.Absent.Verdict == baselines.AbsentUndecided}
}

// absent says in a word what is not there.
func absent(t observe.Target) string {
	switch {
	case t.Registry != nil:
		return "not set"
	case t.Service != "":
		return "not installed"
	case t.WQL != nil:
		return "no row"
	case t.File != nil:
		return "no such file"
	case t.Events != nil:
		return "no event"
	}
	return "none"
}

// datumOf is a constant of a rule as if it had been read.
func datumOf(s baselines.Scalar) *facts.Datum {
	d := facts.Datum{Text: s.Text, Bool: s.Bool}
	switch {
	case s.Number != nil && *s.Number < 0:
		d.Signed = s.Number
	case s.Number != nil:
		d.Number = new(uint64(*s.Number))
	}
	return &d
}
