package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/report"
)

// roff is a manual page in the macros of man(7).
type roff struct{ strings.Builder }

// manualPage is the page of a command.
func manualPage(c *cobra.Command, day time.Time) []byte {
	var p roff
	p.request("TH", strings.ToUpper(manualName(c)), "1", day.Format(time.DateOnly), "clusterdrift "+toolVersion(), "clusterdrift")
	p.section("NAME")
	p.text(manualName(c) + " - " + c.Short)
	p.section("SYNOPSIS")
	p.text(c.UseLine())
	long, exits := exitStatus(c)
	if long != "" {
		p.section("DESCRIPTION")
		p.prose(long)
	}
	p.options("OPTIONS", c.NonInheritedFlags())
	p.options("OPTIONS OF EVERY COMMAND", c.InheritedFlags())
	p.section("EXIT STATUS")
	if exits != "" {
		p.text(exits)
	} else {
		p.terms(manualExits(c))
	}
	p.entries("ENVIRONMENT", manualVariables)
	p.entries("FILES", manualFiles)
	if c.Example != "" {
		p.section("EXAMPLES")
		p.literal(strings.Split(strings.TrimRight(c.Example, "\n"), "\n"))
	}
	p.related(c)
	return []byte(p.String())
}

// judges reports whether a command ends with the exit code of a result, or is the one that
// stands for all.
func judges(c *cobra.Command) bool {
	return !c.HasParent() || c.Flags().Lookup("allow-incomplete") != nil
}

// exitStatus parts the paragraph on exit codes from a description; the commands that judge
// have a table in its place.
func exitStatus(c *cobra.Command) (long, exits string) {
	if judges(c) {
		return c.Long, ""
	}
	var rest []string
	for paragraph := range strings.SplitSeq(c.Long, "\n\n") {
		if text, ok := strings.CutPrefix(paragraph, "Exit code: "); ok {
			exits = text
			continue
		}
		rest = append(rest, paragraph)
	}
	return strings.Join(rest, "\n\n"), exits
}

// An entry is a term and what it means.
type entry struct{ term, text string }

// manualExits are the exit codes of a command whose description does not have them.
func manualExits(c *cobra.Command) []entry {
	local := entry{fmt.Sprint(report.ExitLocal), "The command line or an input is invalid, or something failed on the machine that runs the program."}
	interrupted := entry{fmt.Sprint(report.ExitInterrupted), "Interrupted."}
	if !judges(c) {
		return []entry{{fmt.Sprint(report.ExitPass), "Done."}, local, interrupted}
	}
	return []entry{
		{fmt.Sprint(report.ExitPass), "Every applicable requirement passes or is waived."},
		{fmt.Sprint(report.ExitDrift), "Drift of a severity that counts."},
		local,
		{fmt.Sprint(report.ExitIncomplete), "No drift was seen, but a node could not be read or a requirement is unknown."},
		{fmt.Sprint(report.ExitDriftIncomplete), "Drift, and something is unknown as well."},
		{fmt.Sprint(report.ExitNothing), "Nothing was judged."},
		interrupted,
	}
}

var manualVariables = []entry{
	{"CLUSTERDRIFT_PASSWORD", "The password of the account that reads the nodes."},
	{"CLUSTERDRIFT_FLAG", "The value of a long flag: --message-timeout is CLUSTERDRIFT_MESSAGE_TIMEOUT. A list is parted by commas."},
	{"CREDENTIALS_DIRECTORY", "The folder of the credentials that systemd gives to a service. Files in it may be readable by the group."},
	{"KRB5_CONFIG, KRB5CCNAME", "The configuration of Kerberos, and the cache of tickets."},
	{"NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE", "Whether the text is coloured."},
	{"GITHUB_WORKSPACE", "The root of the checkout, to which paths in reports are relative."},
	{"SOURCE_DATE_EPOCH", "The date of manual pages, in seconds since 1970."},
}

var manualFiles = []entry{
	{"clusterdrift.yaml", "Values of flags, in the working directory. It may not set what decides which nodes are read, who logs on, or what counts."},
	{"$XDG_CONFIG_HOME/clusterdrift/clusterdrift.yaml", "Values of flags of the user."},
	{"$XDG_STATE_HOME/clusterdrift/history.db", "The history, unless --history names another."},
	{"/etc/krb5.conf", "The configuration of Kerberos, unless --krb5-conf or KRB5_CONFIG names another."},
}

// options are the flags of a set, with their defaults.
func (p *roff) options(title string, set *pflag.FlagSet) {
	var all []*pflag.Flag
	set.VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			all = append(all, f)
		}
	})
	if len(all) == 0 {
		return
	}
	p.section(title)
	for _, f := range all {
		value, usage := pflag.UnquoteUsage(f)
		name := bold("--" + f.Name)
		if f.Shorthand != "" {
			name = bold("-"+f.Shorthand) + ", " + name
		}
		if value != "" {
			name += " " + italic(value)
		}
		if !slices.Contains([]string{"", "false", "0", "[]", "0s"}, f.DefValue) && !strings.Contains(usage, "(default") {
			usage += fmt.Sprintf(" (default %s)", f.DefValue)
		}
		p.WriteString(".TP\n" + name + "\n")
		p.text(usage)
	}
}

// entries are a section of terms and what they mean.
func (p *roff) entries(title string, all []entry) {
	p.section(title)
	p.terms(all)
}

func (p *roff) terms(all []entry) {
	for _, e := range all {
		p.WriteString(".TP\n" + bold(e.term) + "\n")
		p.text(e.text)
	}
}

// related names the pages of the command above and of those below.
func (p *roff) related(c *cobra.Command) {
	var names []string
	if c.HasParent() {
		names = append(names, manualName(c.Parent()))
	}
	for _, below := range cli.Descendants(c) {
		if below.Parent() == c && !below.Hidden {
			names = append(names, manualName(below))
		}
	}
	if len(names) == 0 {
		return
	}
	p.section("SEE ALSO")
	for i, name := range names {
		end := ","
		if i == len(names)-1 {
			end = ""
		}
		p.WriteString(".BR " + escaped(name) + " (1)" + end + "\n")
	}
}
