package formats

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/clusterdrift/clusterdrift/report"
)

// The types of this file are those of ExecJSON, the results of the Heimdall Data
// Format 1.0 of MITRE (libs/inspecjs/schemas/exec-json.json of mitre/heimdall2), as far
// as there is something to say.
type hdfDocument struct {
	Platform    hdfPlatform    `json:"platform"`
	Profiles    []hdfProfile   `json:"profiles"`
	Statistics  hdfStatistics  `json:"statistics"`
	Version     string         `json:"version"` // of the program
	Passthrough hdfPassthrough `json:"passthrough"`
}

// hdfPlatform is what made the results.
type hdfPlatform struct {
	Name     string `json:"name"`
	Release  string `json:"release"`
	TargetID string `json:"target_id"`
}

// hdfStatistics are the duration in seconds, and the numbers of controls by outcome.
type hdfStatistics struct {
	Duration float64             `json:"duration"`
	Controls map[string]hdfTotal `json:"controls"`
}

type hdfTotal struct {
	Total int `json:"total"`
}

// hdfPassthrough is what the format has no place for.
type hdfPassthrough struct {
	Exit          report.Exit           `json:"exit"`
	Totals        string                `json:"totals"` // the counts in one line
	Moment        string                `json:"moment,omitempty"`
	Shard         string                `json:"shard,omitempty"`
	Narrowed      string                `json:"narrowed,omitempty"`
	Warnings      []string              `json:"warnings,omitempty"`
	UnusedWaivers []string              `json:"unused_waivers,omitempty"`
	Baselines     []report.BaselineUsed `json:"baselines"`
}

// hdfProfile is what was judged on one node, or on a cluster as a whole: of a control on
// several nodes a viewer would show the pass of one in place of the unknown of another.
type hdfProfile struct {
	Name          string           `json:"name"` // "FIELDREPORT/HV01", or "FIELDREPORT"
	Title         string           `json:"title"`
	Version       string           `json:"version,omitempty"` // the baseline
	SHA256        string           `json:"sha256"`            // of the baseline, 64 hex digits; empty: not known
	Status        string           `json:"status"`            // "loaded", or "skipped" of a node that was not read
	StatusMessage string           `json:"status_message,omitempty"`
	Supports      []map[string]any `json:"supports"`
	Attributes    []hdfAttribute   `json:"attributes"`
	Groups        []hdfGroup       `json:"groups"`
	Controls      []hdfControl     `json:"controls"`
}

// hdfAttribute is something that is known of the node.
type hdfAttribute struct {
	Name    string         `json:"name"`
	Options map[string]any `json:"options"` // "value"
}

// hdfGroup is a family.
type hdfGroup struct {
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	Controls []string `json:"controls"`
}

// hdfControl is a finding.
type hdfControl struct {
	ID             string           `json:"id"`
	Title          string           `json:"title"`
	Desc           string           `json:"desc"`
	Descriptions   []hdfDescription `json:"descriptions"`
	Impact         float64          `json:"impact"`
	Refs           []map[string]any `json:"refs"`
	Tags           map[string]any   `json:"tags"`
	SourceLocation hdfLocation      `json:"source_location"`
	Results        []hdfResult      `json:"results"`
	Waiver         *hdfWaiver       `json:"waiver_data,omitempty"`
}

type hdfDescription struct {
	Label string `json:"label"`
	Data  string `json:"data"`
}

// hdfLocation is the line of the baseline.
type hdfLocation struct {
	Ref  string `json:"ref,omitempty"`
	Line int    `json:"line,omitempty"`
}

type hdfResult struct {
	Status      string `json:"status"` // "passed", "failed", "skipped" or "error"
	CodeDesc    string `json:"code_desc"`
	StartTime   string `json:"start_time"` // RFC 3339
	Message     string `json:"message,omitempty"`
	SkipMessage string `json:"skip_message,omitempty"`
}

type hdfWaiver struct {
	ExpirationDate     string `json:"expiration_date,omitempty"`
	Justification      string `json:"justification"`
	Run                bool   `json:"run"`
	SkippedDueToWaiver bool   `json:"skipped_due_to_waiver"`
	Message            string `json:"message"`
}

// HDF writes the result in the Heimdall Data Format (ExecJSON 1.0) of MITRE, for
// Heimdall and the tools around it: a profile for each node and for each cluster as a
// whole, and in it a control for each finding. What is unknown is an error, as none of
// the other outcomes may be taken for it.
func HDF(w io.Writer, r *report.Result, _ report.Options) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(hdfOf(report.MapStrings(r, report.CleanWhole))); err != nil {
		return fmt.Errorf("write HDF report: %w", err)
	}
	return nil
}

func hdfOf(r *report.Result) hdfDocument {
	d := hdfDocument{
		Platform: hdfPlatform{Name: r.Tool.Name, Release: r.Tool.Version, TargetID: r.NodesInClusters()},
		Profiles: []hdfProfile{}, Version: r.Tool.Version,
		Statistics: hdfStatistics{Duration: r.Took.Seconds(), Controls: map[string]hdfTotal{}},
		Passthrough: hdfPassthrough{Exit: r.Exit, Totals: r.TotalsLine(), Moment: r.MomentText(), Shard: r.Shard.Text(), Narrowed: r.Selection.String(),
			Warnings: r.Warnings, Baselines: append([]report.BaselineUsed{}, r.Baselines...)},
	}
	for _, u := range r.UnusedWaivers {
		d.Passthrough.UnusedWaivers = append(d.Passthrough.UnusedWaivers, u.String())
	}
	for _, c := range r.Each() {
		d.Profiles = append(d.Profiles, hdfProfiles(r, c)...)
	}
	for _, status := range []string{hdfPassed, hdfFailed, hdfSkipped, hdfError} {
		d.Statistics.Controls[status] = hdfTotal{}
	}
	for _, p := range d.Profiles {
		for _, c := range p.Controls {
			status := c.Results[0].Status
			d.Statistics.Controls[status] = hdfTotal{d.Statistics.Controls[status].Total + 1}
		}
	}
	return d
}
