package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flagname"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote/doctor"
	"github.com/clusterdrift/clusterdrift/report"
)

// Columns of the doctor's text.
const (
	stepColumn   = 14 // the longest name is "authenticate"
	statusColumn = 9  // "skipped", "warning"
	heldColumn   = 5  // "yes"
	rightColumn  = 33 // the longest is "read the registry by StdRegProv"
)

// doctorFormat is the version of the doctor's JSON form.
const doctorFormat = 1

func printPatientsJSON(t term.Terminal, patients []patient) error {
	e := json.NewEncoder(t.Out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(struct {
		Format int       `json:"format"`
		Nodes  []patient `json:"nodes"`
	}{doctorFormat, report.Cleaned(patients)})
}

// printPatients writes the text for people. Whatever came from a node is cleaned.
func printPatients(t term.Terminal, patients []patient) error {
	var b bytes.Buffer
	for i, p := range patients {
		if i > 0 {
			b.WriteByte('\n')
		}
		as := ""
		if p.User != "" {
			as = " as " + p.User
		}
		fmt.Fprintf(&b, "%s  %s, %s%s\n\n", report.Clean(p.Node), report.Clean(p.Address), p.Auth, report.Clean(as))
		for _, s := range p.Steps {
			printStep(&b, s, t.TextOptions())
		}
		printRights(&b, p.Rights)
	}
	printSummary(&b, patients)
	_, err := t.Out.Write(b.Bytes())
	return err
}

// printSummary gives each of several nodes a line: what failed first, or that nothing
// did.
func printSummary(b *bytes.Buffer, patients []patient) {
	if len(patients) < 2 {
		return
	}
	column := 0
	for _, p := range patients {
		column = max(column, len(report.Clean(p.Node)))
	}
	b.WriteString("\nSummary\n\n")
	for _, p := range patients {
		fmt.Fprintf(b, "  %s  %s\n", text.Pad(report.Clean(p.Node), column, ' '), report.Clean(p.Summary()))
	}
}

func printStep(b *bytes.Buffer, s doctor.Step, o report.Options) {
	status := string(s.Status)
	if c, ok := statusColors(s.Status); ok && o.Color {
		status = text.Escape(status, c.EscapeSeq())
	}
	fmt.Fprintf(b, "  %s%s%s\n", text.Pad(s.Name, stepColumn, ' '), text.Pad(status, statusColumn, ' '), report.Clean(s.Text))
	margin := strings.Repeat(" ", 2+stepColumn+statusColumn)
	for _, d := range s.Details {
		fmt.Fprintf(b, "%s%s\n", margin, report.Clean(d))
	}
	for _, f := range s.Fix {
		for i, line := range wrapped(report.Clean(f), o.Width-len(margin)-len("- ")) {
			fmt.Fprintf(b, "%s%s%s\n", margin, []string{"- ", "  "}[min(i, 1)], line)
		}
	}
}

// wrapped breaks a line to fit a terminal. Elsewhere it stays whole, as a user
// may cut a command out of it.
func wrapped(s string, room int) []string {
	const least = 20
	if room < least {
		return []string{s}
	}
	lines := strings.Split(text.WrapSoft(s, room), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
	}
	return lines
}

func statusColors(s doctor.Status) (text.Colors, bool) {
	switch s {
	case doctor.OK:
		return text.Colors{text.FgGreen}, true
	case doctor.Warning:
		return text.Colors{text.FgYellow}, true
	case doctor.Failed:
		return text.Colors{text.FgRed}, true
	}
	return nil, false
}

// printRights lists what the account needs, and what is lost where it lacks it.
func printRights(b *bytes.Buffer, rights []doctor.Right) {
	b.WriteString("\n  The least rights, and whether the account has them\n")
	for _, r := range rights {
		held, without := "?", "without it, "+r.Without
		switch r.Held {
		case doctor.Yes:
			held, without = "yes", ""
		case doctor.No:
			held = "no"
		}
		line := text.Pad(held, heldColumn, ' ') + text.Pad(r.Name, rightColumn, ' ') + without
		fmt.Fprintf(b, "  %s\n", strings.TrimRight(line, " "))
	}
}

// inFlags puts the report into the words of the command line.
func inFlags(r doctor.Report) doctor.Report {
	for i := range r.Steps {
		s := &r.Steps[i]
		s.Text = flagname.In(s.Text)
		for _, texts := range [][]string{s.Details, s.Fix} {
			for j, text := range texts {
				texts[j] = flagname.In(text)
			}
		}
	}
	return r
}
