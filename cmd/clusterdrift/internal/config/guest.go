package config

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
)

// A file in the working directory may belong to a checkout, and its author may be
// a stranger. It must not decide which nodes are read, who logs on and how, which
// files are read or written, or what counts for the exit code. So it is accepted
// only with keys that cannot, and a flag that is new is not one of them.

// guestRules are the keys that a file in the working directory may have, each with
// what is wrong with a value; empty: nothing. The formats are those that print to
// standard output.
func guestRules(formats []string) map[string]func(*yaml.Node) string {
	anything := func(*yaml.Node) string { return "" }
	return map[string]func(*yaml.Node) string{
		"color":           anything,
		"concurrency":     positiveOrAuto,
		"connect-timeout": duration, // and not shorter: see noteShorter
		"message-timeout": duration,
		"output":          oneOf(formats),
		"timeout":         duration,
		"verbose":         anything,
	}
}

// guestTimeouts may only become longer: a scan that gives up early sees less.
func guestTimeouts() []string { return []string{"connect-timeout", "message-timeout", "timeout"} }

// guest is a file in the working directory.
type guest struct {
	*strict.Document
	root  *cobra.Command
	users Files                        // what holds without the file, over the defaults
	found map[strict.Position][]string // what the schema found wrong
}

// restrict refuses a file in the working directory with a key that it may not
// have, whichever command the key is for, or with a value that it may not set.
func restrict(d *strict.Document, root *cobra.Command, users Files, t term.Terminal) error {
	g := guest{d, root, users, map[strict.Position][]string{}}
	for _, e := range d.Problems {
		g.found[e.Position] = append(g.found[e.Position], e.Message)
	}
	g.noteKeys()
	g.noteShorter()
	g.noteLost()
	return verifyConfig(d, g.hint(t))
}

// noteKeys looks at every key of the file, also where its structure is wrong.
func (g guest) noteKeys() {
	for key, value := range strict.Pairs(g.Root) {
		switch key.Value {
		case "format":
		case "flags":
			g.noteFlags(value)
		case "commands":
			for _, flags := range strict.Pairs(value) {
				g.noteFlags(flags)
			}
		default:
			g.refuse(key)
		}
	}
}

func (g guest) noteFlags(flags *yaml.Node) {
	rules := guestRules(g.formats())
	for key, value := range strict.Pairs(flags) {
		rule, ok := rules[key.Value]
		if !ok {
			g.refuse(key)
			continue
		}
		if problem := rule(value); problem != "" && !g.noted(value, key.Value) {
			g.Fail(value, key.Value+" "+problem, "")
		}
	}
}

// refuse names a key once: one that no command knows is named already.
func (g guest) refuse(key *yaml.Node) {
	name := strconv.Quote(key.Value)
	if !g.noted(key, name) {
		g.Fail(key, "a file in the working directory may not set "+name, "")
	}
}

// noted reports whether a problem at a node names something already.
func (g guest) noted(n *yaml.Node, name string) bool {
	return slices.ContainsFunc(g.found[g.At(n)], func(message string) bool { return strings.Contains(message, name) })
}

// bound is the least that a timeout may be.
type bound struct {
	flag  string
	least time.Duration
}

// noteShorter notes each timeout that would be shorter with the file than without
// it, for any command.
func (g guest) noteShorter() {
	for n, b := range g.bounds() {
		if d, err := time.ParseDuration(n.Value); err == nil && d < b.least {
			g.Fail(n, fmt.Sprintf("a file in the working directory may not make %s shorter than %s", b.flag, b.least), "")
		}
	}
}

// bounds are those of the file's timeouts. What is said of all commands is bound
// by each of them.
func (g guest) bounds() map[*yaml.Node]bound {
	all := map[*yaml.Node]bound{}
	for path, command := range cli.Commands(g.root) {
		for _, name := range guestTimeouts() {
			f := cli.Flags(command).Lookup(name)
			if f == nil {
				continue
			}
			if n := valueIn(g.Document, path, f); n != nil {
				all[n] = bound{name, max(all[n].least, g.without(path, f))}
			}
		}
	}
	return all
}

// noteLost notes the formats in place of which the user's own file has a report
// written to a file, for any command: that one would no longer be written.
func (g guest) noteLost() {
	lost := map[*yaml.Node]string{}
	all := cli.Commands(g.root)
	for _, path := range slices.Sorted(maps.Keys(all)) {
		f := cli.Flags(all[path]).Lookup("output")
		if f == nil {
			continue
		}
		n := valueIn(g.Document, path, f)
		d, users := g.users.lookup(path, f)
		if report := toFile(users); n != nil && report != "" && lost[n] == "" {
			lost[n] = fmt.Sprintf("a file in the working directory may not set output in place of %q of %s:%d, which would not be written", report, d.File, users.Line)
		}
	}
	for n, problem := range lost {
		g.Fail(n, problem, "")
	}
}

// toFile is the first of the outputs that is not for standard output; empty when
// all are, or there are none.
func toFile(n *yaml.Node) string {
	if n == nil {
		return ""
	}
	for _, v := range outputsOf(n) {
		if strings.Contains(v, "=") {
			return v
		}
	}
	return ""
}

// without is the timeout of a command that holds without the file. What is not a
// timeout at all cannot become longer.
func (g guest) without(command string, f *pflag.Flag) time.Duration {
	if _, n := g.users.lookup(command, f); n != nil {
		if d, err := time.ParseDuration(n.Value); err == nil {
			return d
		}
	}
	if d, err := time.ParseDuration(f.DefValue); err == nil {
		return d
	}
	return math.MaxInt64
}

// hint says what the file may set, and the ways out.
func (g guest) hint(t term.Terminal) string {
	var known []string
	rules := guestRules(g.formats())
	for _, command := range cli.Commands(g.root) {
		cli.Flags(command).VisitAll(func(f *pflag.Flag) {
			if rules[f.Name] != nil {
				known = append(known, f.Name)
			}
		})
	}
	slices.Sort(known)
	trusted := "name it with --config " + g.File
	if path := userConfig(t); path != "" {
		trusted = "move the rest to " + path + " or " + trusted
	}
	return fmt.Sprintf("%s may set only %s; output without =FILE, timeouts only longer. If you trust it, %s; otherwise ignore it with --no-config",
		g.File, strings.Join(slices.Compact(known), ", "), trusted)
}

// positiveOrAuto is a rule for a number as its flag reads it, or the word auto.
func positiveOrAuto(n *yaml.Node) string {
	if i, err := strconv.ParseInt(n.Value, 0, 64); n.Value != "auto" && (err != nil || i < 1) {
		return fmt.Sprintf("must be a number above 0 or auto, not %q", n.Value)
	}
	return ""
}

func duration(n *yaml.Node) string {
	if _, err := time.ParseDuration(n.Value); err != nil {
		return fmt.Sprintf("must be a duration like 10m, not %q", n.Value)
	}
	return ""
}

// formats are those that the output flag of any command prints to standard output.
func (g guest) formats() []string {
	var all []string
	for _, command := range cli.Commands(g.root) {
		if f := cli.Flags(command).Lookup("output"); f != nil {
			all = append(all, f.Annotations[standardOutput]...)
		}
	}
	return all
}

// oneOf is the rule for the output flag of every command: nothing but formats, of
// which none is a folder and none is given a file.
func oneOf(formats []string) func(*yaml.Node) string {
	return func(n *yaml.Node) string {
		values := outputsOf(n)
		if len(values) == 0 {
			return "must name a format"
		}
		for _, v := range values {
			if !slices.Contains(formats, v) {
				return fmt.Sprintf("must be a format for standard output, not %q", v)
			}
		}
		return ""
	}
}

// outputsOf are the values of an output flag, of which a file may write a single one
// without a list.
func outputsOf(n *yaml.Node) []string {
	if n.Kind == yaml.SequenceNode {
		return strict.Texts(n)
	}
	return []string{n.Value}
}
