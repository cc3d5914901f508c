package baselines

import (
	"fmt"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// settleAt lets the severities that a file of a site gives a family at a moment win over
// those that embedded files give single requirements. Otherwise what a requirement has
// itself wins. A resolved baseline has what is left, so that it means the same.
func (t *tree) settleAt() {
	targets := nodes{}
	for e := range entries(t.root) {
		family := strict.Get(t.root, "at", e.family.name)
		own, left := strict.Get(e.node, "at"), 0
		overruled := nodes{}
		for key, value := range strict.Pairs(own) {
			above := strict.Get(family, key.Value)
			switch {
			case key.Value == olderThan:
			case above != nil && !t.layer(above).embedded && t.layer(value).embedded:
				overruled[value] = true
			default:
				left++
			}
		}
		if len(overruled) > 0 && left == 0 {
			overruled = nodes{own: true}
		}
		for n := range overruled {
			targets[n] = true
		}
	}
	t.drop(targets)
}

// idleAt notes severities that a file of a site gives a family and that no requirement has.
func (t *tree) idleAt() []*Error {
	var idle []*Error
	for family, at := range strict.Pairs(strict.Get(t.root, "at")) {
		for key, value := range strict.Pairs(at) {
			if key.Value == olderThan || t.layer(value).embedded {
				continue
			}
			if message := t.whyIdle(family.Value, key); message != "" {
				idle = append(idle, &Error{Position: t.at(value), Message: message, Hint: "leave it out, or take it out of `at` of the requirements"})
			}
		}
	}
	return idle
}

// whyIdle is empty when a severity of a family has an effect.
func (t *tree) whyIdle(family string, moment *yaml.Node) string {
	concerns := false
	for e := range entries(t.root) {
		if e.family.name != family {
			continue
		}
		if strict.Get(e.node, "at", moment.Value) == nil {
			return ""
		}
		concerns = true
	}
	if !concerns {
		return fmt.Sprintf("at of %s has no effect: the baseline has no requirement of the family", family)
	}
	return fmt.Sprintf("%s of %s has no effect: every requirement of the family has its own", moment.Value, family)
}
