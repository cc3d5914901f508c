package baselines

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// words are the values of a requirement as its texts name them, by name: {{min}}.
// They are the keys of the requirement, what its method words adds, and, of a
// requirement that is distinguished by a key, subject. A word without values leaves a
// step out, or a command; in a text it is empty.
type words map[string][]string

// phrase makes words of a text that is not empty.
func phrase(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// wordy is a requirement that has words as well as its keys.
type wordy interface{ words() words }

// advice is what a requirement says to people: its texts, made from its values.
type advice struct {
	tree  *tree
	id    string
	known words
}

// advise makes the texts of a requirement from its values.
func (t *tree) advise(e entry, v reflect.Value, r *Requirement) {
	a := &advice{tree: t, id: e.id(), known: e.record.words(v.Elem())}
	a.known["subject"] = phrase(e.subject)
	if own, ok := v.Interface().(wordy); ok {
		maps.Copy(a.known, own.words())
	}
	if n := strict.Get(e.node, "title"); n != nil {
		r.Title = a.text(n, r.Title)
	}
	t.titles[r.ID] = r.Title
	if n := strict.Get(e.node, "why"); n != nil {
		r.Why = a.text(n, r.Why)
	}
	r.Fix = a.fix(strict.Get(e.node, "fix"))
	if own, ok := v.Interface().(interface{ defaultFix() Fix }); ok && len(r.Fix) == 0 {
		r.Fix = own.defaultFix()
	}
	if own, ok := v.Interface().(interface{ brief() string }); ok && isKind(yaml.SequenceNode, strict.Get(e.node, "fix")) {
		r.Brief = own.brief()
	}
	if n := strict.Get(e.node, "remedy"); n != nil {
		a.remedy(n, r)
	}
}

// remedy makes the lines of a remedy. One whose lines all name what has no value is
// none: no command can be written for these values.
func (a *advice) remedy(n *yaml.Node, r *Requirement) {
	written := len(r.Remedy.Cmd) + len(r.Remedy.PowerShell)
	r.Remedy.Cmd, r.Remedy.PowerShell = a.commands(n, "cmd"), a.commands(n, "powershell")
	if written > 0 && len(r.Remedy.Cmd)+len(r.Remedy.PowerShell) == 0 && !r.Remedy.Restart {
		r.Remedy = nil
	}
}

// words are the values of a record by their keys, but for its texts.
func (r *record) words(v reflect.Value) words {
	all := words{}
	for _, f := range r.fields {
		if f.key == "" || slices.Contains(theTexts[:], f.key) {
			continue
		}
		if values, ok := wordsOf(v.FieldByIndex(f.index)); ok {
			all[f.key] = values
		}
	}
	return all
}

// theTexts are the keys of what is said of a requirement.
var theTexts = [...]string{"title", "why", "fix", "remedy", "reference"}

// theWords are the keys of what is said of the values of a requirement, and of what
// is not said in any text.
var theWords = [...]string{"title", "why", "fix", "remedy", "reference", "provenance", "severity", "at", "leads_to", "related_to"}

// wordsOf is a value, or each of a list; false for what has no words.
func wordsOf(v reflect.Value) ([]string, bool) {
	switch v.Kind() {
	case reflect.Bool:
		if !v.Bool() {
			return nil, true
		}
		return []string{"true"}, true
	case reflect.Int:
		return []string{strconv.FormatInt(v.Int(), 10)}, true
	case reflect.String:
		return phrase(v.String()), true
	case reflect.Pointer:
		if v.Type().Elem().Kind() != reflect.Int {
			return nil, false
		}
		if v.IsNil() {
			return nil, true
		}
		return wordsOf(v.Elem())
	case reflect.Slice:
		var all []string
		for i := range v.Len() {
			one, ok := wordsOf(v.Index(i))
			if !ok {
				return nil, false
			}
			all = append(all, one...)
		}
		return all, true
	case reflect.Struct:
		if b, ok := v.Interface().(Build); ok {
			return []string{b.String()}, true
		}
	}
	return nil, false
}

// wordPlace is where a word goes.
var wordPlace = regexp.MustCompile(`\{\{([^{}]*)\}\}`)

// isTemplate reports whether a text has a place for a word.
func isTemplate(s string) bool { return wordPlace.MatchString(s) }

// word are the values of a word that a node names.
func (a *advice) word(n *yaml.Node, name string) ([]string, bool) {
	values, ok := a.known[name]
	if !ok {
		a.tree.fail(n, fmt.Sprintf("%s has no value {{%s}}", a.id, name), cmp.Or(strict.Suggest(name, slices.Sorted(maps.Keys(a.known))), "leave it out, or name a key of the requirement"))
	}
	return values, ok
}

// text puts words into a text; several values are joined by commas.
func (a *advice) text(n *yaml.Node, s string) string {
	return wordPlace.ReplaceAllStringFunc(s, func(place string) string {
		values, _ := a.word(n, place[2:len(place)-2])
		return strings.Join(values, ", ")
	})
}

// mostLines is how many lines of commands a requirement may have: far more than any
// that a person would run.
const mostLines = 1000

// command puts words into the line of a command. A word of several values makes as
// many lines, in each of which it is the same value wherever it is named; one without
// any makes none.
func (a *advice) command(n *yaml.Node, line string) []string {
	lines, seen := []string{line}, map[string]bool{}
	for _, place := range wordPlace.FindAllStringSubmatch(line, -1) {
		name := place[1]
		if seen[name] {
			continue
		}
		seen[name] = true
		values, _ := a.word(n, name)
		if len(lines)*len(values) > mostLines {
			a.tree.fail(n, fmt.Sprintf("the command of %s makes more than %d lines", a.id, mostLines), "name fewer keys that have several values")
			return nil
		}
		lines = withWord(lines, place[0], values)
	}
	return lines
}

// withWord puts each value into each line, in every place of the word.
func withWord(lines []string, place string, values []string) []string {
	var all []string
	for _, line := range lines {
		for _, v := range values {
			all = append(all, strings.ReplaceAll(line, place, v))
		}
	}
	return all
}
