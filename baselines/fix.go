package baselines

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// firstWithPowerShell is the first build whose cluster and network are administered
// by PowerShell: Windows Server 2012. Before it, the command prompt is used.
const firstWithPowerShell = 9200

// Fix is how drift is fixed: its steps, in their order.
type Fix []Step

// Step is one step of a fix: what to do in words, then the commands that do it. Its
// JSON keys are part of the format of reports.
type Step struct {
	// From and Before bound the builds of Windows that the step is for, 9200: the first
	// one, and the first one later than all of them; 0: no bound.
	From   int    `baseline:"from" json:"from,omitempty"`
	Before int    `baseline:"before" json:"before,omitempty"`
	Text   string `baseline:"text,trim" json:"text,omitempty" text:"lines"` // sentences
	// Cmd are lines for the command prompt, PowerShell those for PowerShell.
	Cmd        []string `baseline:"cmd" json:"cmd,omitempty"`
	PowerShell []string `baseline:"powershell" json:"powershell,omitempty"`
}

// Instruction is a fix of one step without commands.
func Instruction(text string) Fix { return Fix{{Text: text}} }

// For returns the steps for one of the builds, 9200 among them. Of commands for two
// shells those for the shell of the version are kept. A step says which builds it
// is for only if it is not for all of them.
// Without any build the fix stays as it is.
func (f Fix) For(builds ...int) Fix {
	if len(builds) == 0 {
		return f
	}
	var all Fix
	for _, s := range f {
		n := 0
		for _, build := range builds {
			if s.isFor(build) {
				n++
			}
		}
		if n == 0 {
			continue
		}
		if n == len(builds) {
			s.From, s.Before = 0, 0
		}
		old := func(build int) bool { return build < firstWithPowerShell }
		switch {
		case len(s.Cmd) == 0 || len(s.PowerShell) == 0:
		case !slices.ContainsFunc(builds, old):
			s.Cmd = nil
		case !slices.ContainsFunc(builds, func(build int) bool { return !old(build) }):
			s.PowerShell = nil
		}
		all = append(all, s)
	}
	return all
}

func (s Step) isFor(build int) bool {
	return build >= s.From && (s.Before == 0 || build < s.Before)
}

// Condition is the versions of Windows that the step is for, "On Windows Server 2012
// and later"; empty: any.
func (s Step) Condition() string {
	first, last := versionOf(s.From), versionBefore(s.Before)
	switch {
	case s.From == 0 && s.Before == 0:
		return ""
	case s.From == 0:
		return "Up to " + last
	case s.Before == 0:
		return "On " + first + " and later"
	case first == last:
		return "On " + first
	}
	return "On " + first + " to " + last
}

// serverVersions are the builds of the versions of Windows Server.
func serverVersions() map[int]string {
	return map[int]string{
		7600: "Windows Server 2008 R2", 7601: "Windows Server 2008 R2 SP1", 9200: "Windows Server 2012",
		9600: "Windows Server 2012 R2", 14393: "Windows Server 2016", 17763: "Windows Server 2019",
		20348: "Windows Server 2022", 26100: "Windows Server 2025",
	}
}

func versionOf(build int) string {
	if name, ok := serverVersions()[build]; ok {
		return name
	}
	return fmt.Sprintf("build %d", build)
}

// versionBefore is the last version before a build.
func versionBefore(build int) string {
	builds := slices.Sorted(maps.Keys(serverVersions()))
	i, known := slices.BinarySearch(builds, build)
	if !known || i == 0 {
		return fmt.Sprintf("builds before %d", build)
	}
	return strings.TrimSuffix(serverVersions()[builds[i-1]], " SP1")
}

// String is the fix as plain text: sentences, and commands on lines that are indented.
func (f Fix) String() string {
	var lines []string
	for _, l := range f.Lines() {
		if l.Command {
			l.Text = "  " + l.Text
		}
		lines = append(lines, l.Text)
	}
	return strings.Join(lines, "\n")
}

// Line is a line of a fix as it is shown.
type Line struct {
	Text    string
	Command bool // to be run, not read
}

// Lines are the steps as they are shown: of each a sentence, then its commands.
func (f Fix) Lines() []Line {
	var all []Line
	say := func(text string) {
		for line := range strings.SplitSeq(text, "\n") {
			if line = strings.TrimSpace(line); line != "" {
				all = append(all, Line{Text: line})
			}
		}
	}
	for _, s := range f {
		text := s.Text
		both := len(s.Cmd) > 0 && len(s.PowerShell) > 0
		switch {
		case both:
			text += " At a command prompt:"
		case len(s.PowerShell) > 0:
			text += " In PowerShell:"
		}
		text = strings.TrimSpace(text)
		if on := s.Condition(); on != "" {
			text = strings.TrimSpace(on + ": " + text)
		}
		say(text)
		for _, c := range s.Cmd {
			all = append(all, Line{c, true})
		}
		if both {
			say("Or in PowerShell:")
		}
		for _, c := range s.PowerShell {
			all = append(all, Line{c, true})
		}
	}
	return all
}

// writtenStep is a step as a file writes it.
type writtenStep struct {
	Step
	// Only is a word of the requirement: without a value of it the step is left out.
	// With a "!" before it, it is left out if there is a value.
	Only string `baseline:"only"`
	// Use names a procedure of the baseline, whose steps take the place of this one.
	Use string `baseline:"use"`
}

// writtenSteps are those of a fix: a text is one step.
func writtenSteps(n *yaml.Node) []*yaml.Node {
	if n != nil && n.Kind == yaml.ScalarNode {
		return []*yaml.Node{n}
	}
	return strict.Items(n)
}

// fix reads a fix, with procedures and words in their places.
func (a *advice) fix(n *yaml.Node) Fix {
	var all Fix
	for _, item := range writtenSteps(n) {
		if name := strict.Text(item, "use"); item.Kind == yaml.MappingNode && name != "" {
			all = append(all, a.procedure(item, name)...)
		} else {
			all = append(all, a.step(item)...)
		}
	}
	return all
}

// procedure is the fix of a name; its steps use no other.
func (a *advice) procedure(use *yaml.Node, name string) Fix {
	known := strict.Get(a.tree.root, "procedures")
	if strict.Get(known, name) == nil {
		var names []string
		for key := range strict.Pairs(known) {
			names = append(names, key.Value)
		}
		a.tree.fail(use, fmt.Sprintf("%s uses the procedure %q, which the baseline does not have", a.id, name), strict.Suggest(name, names))
		return nil
	}
	var all Fix
	for _, item := range strict.Items(known, name) {
		all = append(all, a.step(item)...)
	}
	return all
}

// step is one step, or none if it is not for this requirement.
func (a *advice) step(n *yaml.Node) Fix {
	if n.Kind == yaml.ScalarNode {
		return Instruction(a.text(n, strings.TrimSpace(n.Value)))
	}
	if only := strict.Get(n, "only"); only != nil {
		word, not := strings.CutPrefix(only.Value, "!")
		if values, ok := a.word(only, word); !ok || len(values) > 0 == not {
			return nil
		}
	}
	s := Step{From: orZero(strict.Number(n, "from")), Before: orZero(strict.Number(n, "before"))}
	if text := strict.Get(n, "text"); text != nil {
		s.Text = a.text(text, strings.TrimSpace(text.Value))
	}
	s.Cmd, s.PowerShell = a.commands(n, "cmd"), a.commands(n, "powershell")
	return Fix{s}
}

// commands are the lines under a key.
func (a *advice) commands(n *yaml.Node, key string) []string {
	var all []string
	for _, line := range strict.Items(n, key) {
		all = append(all, a.command(line, line.Value)...)
	}
	return all
}
