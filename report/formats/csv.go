package formats

import (
	"encoding/csv"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
)

// csvColumns are the columns in their order. It never changes; new ones come last.
var csvColumns = []string{
	"scan_started", "cluster", "node", "node_state", "os", "baseline",
	"id", "family", "status", "severity", "title", "want", "got", "reason", "missing",
	"reference", "provenance", "lists", "accepted_by", "origin_file", "origin_line",
	"waiver_reason", "waiver_owner", "waiver_ticket", "waiver_expires", "waiver_expired", "age_seconds", "fix", "since", "baseline_state",
}

// CSV writes a header and one row for each finding, as RFC 4180 says, in UTF-8
// without a byte order mark. A node without findings has a row that says why. No
// cell can become a formula of a spreadsheet: what looks like one gets an
// apostrophe in front.
func CSV(w io.Writer, r *report.Result, _ report.Options) error {
	r = report.MapStrings(r, func(s string) string { return Inert(report.Clean(s)) })
	out := csv.NewWriter(w)
	out.UseCRLF = true
	_ = out.Write(csvColumns) // Error returns what went wrong
	for _, c := range r.Each() {
		nodes := c.NodesByName()
		for _, f := range c.AllFindings() {
			_ = out.Write(csvRow(r, c.Name, nodes[f.Node], f))
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write CSV report: %w", err)
	}
	return nil
}

func csvRow(r *report.Result, cluster string, n report.Node, f report.Finding) []string {
	var waiver checks.Waiver
	expired := ""
	if f.Waiver != nil {
		waiver, expired = *f.Waiver, strconv.FormatBool(f.Waiver.Expired)
	}
	line := ""
	if f.Origin.Line > 0 {
		line = strconv.Itoa(f.Origin.Line)
	}
	return []string{
		r.Started.Format(time.RFC3339), cluster, f.Node, string(n.State), n.OS, n.Baseline,
		f.ID, f.Family, string(f.Status), string(f.Severity), f.Title, f.Want, f.Got, f.Reason, strings.Join(f.MissingTexts(), "; "),
		f.Reference, string(f.Provenance), strings.Join(f.Lists, " "), f.AcceptedBy, f.Origin.File, line,
		waiver.Reason, waiver.Owner, waiver.Ticket, waiver.Expires.String(), expired, ageSeconds(n), oneLine(f.Fix), since(f), string(f.Change),
	}
}

// since is since when the finding is what it is; empty when that is not known.
func since(f report.Finding) string {
	if f.Standing == nil {
		return ""
	}
	return f.Standing.Since.Format(time.RFC3339)
}

// ageSeconds is the age of the node's facts; empty when it is not known.
func ageSeconds(n report.Node) string {
	if n.AgeSeconds == nil {
		return ""
	}
	return strconv.FormatInt(*n.AgeSeconds, 10)
}

// oneLine joins the lines of a fix: a sentence ends as it is, and a command with a
// semicolon.
func oneLine(fix string) string {
	var text strings.Builder
	for line := range strings.Lines(fix) {
		line = strings.TrimSpace(line)
		switch so := text.String(); {
		case so == "" || line == "":
		case strings.HasSuffix(so, ":") || strings.HasSuffix(so, "."):
			text.WriteString(" ")
		default:
			text.WriteString("; ")
		}
		text.WriteString(line)
	}
	return text.String()
}

// formula matches where a spreadsheet would begin to calculate: at the start of
// a cell, and behind a semicolon, which parts cells where the comma is a decimal
// sign. East Asian versions take the wide signs, too.
var formula = regexp.MustCompile(`(^|;)(["\s]*[=+\-@＝＋－＠])`)

// Inert keeps a spreadsheet from calculating a text.
func Inert(s string) string {
	if !calculates(s) { // nearly no text does
		return s
	}
	return formula.ReplaceAllString(s, "$1'$2")
}

// calculates reports whether there is a formula in a text.
func calculates(s string) bool {
	for part := range strings.SplitSeq(s, ";") {
		first, _ := utf8.DecodeRuneInString(strings.TrimLeft(part, "\"\t\n\f\r "))
		if strings.ContainsRune("=+-@＝＋－＠", first) {
			return true
		}
	}
	return false
}
