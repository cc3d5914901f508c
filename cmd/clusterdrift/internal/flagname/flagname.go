// Package flagname puts the flags of the command line into texts of packages that
// know settings only: "the setting ca_file" becomes "--ca-file".
//
// In go texts and facts; out come the same in the words of the command line. What
// is stored for others to read keeps the settings.
package flagname

import (
	"reflect"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/setting"
)

// Of is the flag for a setting.
func Of(n setting.Name) string { return "--" + strings.ReplaceAll(string(n), "_", "-") }

// In gives the text with a flag in place of each setting.
func In(text string) string { return setting.Rename(text, Of) }

// InProblem is the problem in the words of the command line; nil for nil.
func InProblem(p *facts.Problem) *facts.Problem {
	if p == nil {
		return nil
	}
	renamed := *p
	renamed.Message, renamed.Hint = In(p.Message), In(p.Hint)
	return &renamed
}

// InNode is a copy of the node whose problem, and those of its sections, are in
// the words of the command line.
func InNode(n *facts.Node) *facts.Node {
	renamed := *n
	inProblems(reflect.ValueOf(&renamed).Elem())
	return &renamed
}

// inProblems walks by reflection: a section that is added cannot be forgotten.
// Problems are replaced, as the node that was copied has them too.
func inProblems(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			inProblems(v.Field(i))
		}
	case reflect.Pointer:
		if !v.CanInterface() { // of time.Time
			return
		}
		if p, ok := v.Interface().(*facts.Problem); ok {
			v.Set(reflect.ValueOf(InProblem(p)))
		}
	}
}
