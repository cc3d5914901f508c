package answer

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// mostShown bounds what is shown of a text that a node sent, in characters, and
// mostRowsShown the rows.
const (
	mostShown     = 120
	mostRowsShown = 3
)

// Text is what was read, in short.
func Text(o facts.Observed, p baselines.SiteProbe) string {
	switch {
	case o.Service != nil:
		return strings.ToLower(o.Service.State + ", start mode " + o.Service.StartMode)
	case o.Value != nil:
		return Datum(*o.Value)
	}
	if p.Want.Column == "" {
		return wording.Counted(len(o.Rows), "row")
	}
	all := columnOf(o, p.Want.Column, Datum)
	more := len(all) - mostRowsShown
	all = all[:min(mostRowsShown, len(all))]
	text := strings.Join(all, "; ")
	if more > 0 {
		text += fmt.Sprintf("; and %s more", wording.Counted(more, "row"))
	}
	return text
}

// columnOf is a column of all rows, sorted.
func columnOf(o facts.Observed, name string, text func(facts.Datum) string) []string {
	var all []string
	for _, row := range o.Rows {
		d, ok := column(row, name)
		if !ok {
			all = append(all, "null")
			continue
		}
		all = append(all, text(d))
	}
	slices.Sort(all)
	return all
}

// Compared is all that a probe compares of what was read, in a form in which different
// things differ: of rows the column, or their number.
func Compared(o facts.Observed, p baselines.SiteProbe) string {
	switch {
	case o.Service != nil || o.Value != nil:
		return Whole(o)
	case p.Want.Column == "":
		return wording.Counted(len(o.Rows), "row")
	}
	return digested(fmt.Sprintf("%q", columnOf(o, p.Want.Column, wholeDatum)))
}

// Datum is a value, cut where it is long.
func Datum(d facts.Datum) string {
	switch {
	case d.Text != nil:
		if *d.Text == "" {
			return `""`
		}
		return shortened(*d.Text)
	case d.Number != nil:
		return fmt.Sprint(*d.Number)
	case d.Signed != nil:
		return fmt.Sprint(*d.Signed)
	case d.Bool != nil:
		return fmt.Sprint(*d.Bool)
	case len(d.List) == 0:
		return "an empty list"
	}
	return shortened(strings.Join(d.List, ", "))
}

func shortened(s string) string {
	if r := []rune(s); len(r) > mostShown {
		return string(r[:mostShown]) + "..."
	}
	return s
}

// column is the value of a column; false for null. The case of letters does not count.
func column(row map[string]facts.Datum, name string) (facts.Datum, bool) {
	for _, key := range slices.Sorted(maps.Keys(row)) {
		if strings.EqualFold(key, name) {
			return row[key], true
		}
	}
	return facts.Datum{}, false
}

// Whole is all that was read, in a form in which different things differ. A long
// one ends with a digest.
func Whole(o facts.Observed) string {
	var parts []string
	switch {
	case o.Service != nil:
		parts = append(parts, strings.ToLower(o.Service.State+", start mode "+o.Service.StartMode))
	case o.Value != nil:
		parts = append(parts, wholeDatum(*o.Value))
	}
	for _, row := range o.Rows {
		var columns []string
		for name, d := range row {
			columns = append(columns, name+" "+wholeDatum(d))
		}
		slices.Sort(columns)
		parts = append(parts, strings.Join(columns, ", "))
	}
	slices.Sort(parts)
	return digested(strings.Join(parts, "; "))
}

// digested is a text that ends with a digest where it is long.
func digested(text string) string {
	if short := shortened(text); short != text {
		digest := sha256.Sum256([]byte(text))
		return fmt.Sprintf("%s (sha256 %s)", short, hex.EncodeToString(digest[:6]))
	}
	return text
}

func wholeDatum(d facts.Datum) string {
	if d.Text != nil {
		return *d.Text
	}
	if d.List != nil {
		return fmt.Sprintf("%q", d.List)
	}
	return Datum(d)
}
