package record

import (
	"cmp"
	"errors"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/waiver"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/report"
)

// Items of lists are those of the model, as they are, and can be wrong.
type (
	baseline     struct{ report.BaselineUsed }
	unusedWaiver struct{ waiver.Waiver }
	gap          struct{ facts.Gap }
	difference   struct{ checks.Difference }
	moment       struct{ checks.Moment }
	path         struct{ checks.Path }
)

func (b baseline) model() report.BaselineUsed { return b.BaselineUsed }
func (w unusedWaiver) model() waiver.Waiver   { return w.Waiver }
func (g gap) model() facts.Gap                { return g.Gap }
func (d difference) model() checks.Difference { return d.Difference }
func (m moment) model() checks.Moment         { return m.Moment }
func (p path) model() checks.Path             { return p.Path }

func (b baseline) check() error { return named("a baseline", b.Name) }

func (w unusedWaiver) check() error { return named("a waiver", w.Finding) }

// check lets a kind pass that a later version has added.
func (g gap) check() error {
	return cmp.Or(named("what is missing", g.Text), named("what is missing", string(g.Kind)))
}

func (d difference) check() error { return named("a difference", d.Aspect) }

func (m moment) check() error {
	return oneOf("kind", m.Kind, checks.MomentFlip, checks.MomentBack, checks.MomentEvent)
}

func (p path) check() error {
	return cmp.Or(within("sent", int64(p.Sent)), within("answered", int64(p.Answered)), within("longest", int64(p.Longest)))
}

func named(what, name string) error {
	if name == "" {
		return errors.New(what + " has no name")
	}
	return nil
}

// each makes a list of another kind; nil of an empty one.
func each[T, U any](all []T, of func(T) U) []U {
	var out []U
	for _, v := range all {
		out = append(out, of(v))
	}
	return out
}
