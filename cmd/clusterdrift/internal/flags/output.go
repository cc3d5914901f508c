package flags

import (
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/config"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/formats"
)

// Report holds the flags that say what to print where, and what counts for the exit
// code.
type Report struct {
	outputs         []string
	waivers         []string
	incidents       []string
	failOn          string
	newSince        string // a file
	allowIncomplete bool
	details         bool
	verbose, quiet  bool
	recording       recording
	pending         map[string]int // notices that are not delivered, by sink; nil: not known
}

// Register registers the flags.
func (r *Report) Register(f *pflag.FlagSet) {
	r.RegisterOutput(f)
	r.RegisterRecord(f)
	r.RegisterKeepFacts(f)
	registerWaivers(f, &r.waivers)
	WordsVar(f, &r.incidents, "incidents", "", nil, "show the incidents of `FILE`, which clusterdrift diagnose wrote as JSON, with the findings that they have to do with; repeatable")
}

// RegisterOutput registers the flags but for the waivers and incidents, which have to be known when
// findings are judged.
func (r *Report) RegisterOutput(f *pflag.FlagSet) {
	r.RegisterFormats(f)
	registerFailOn(f, &r.failOn)
	registerNewSince(f, &r.newSince)
	f.BoolVar(&r.allowIncomplete, "allow-incomplete", false, "do not let unknowns and unreachable nodes change the exit code, unless nothing was judged")
}

// RegisterFormats registers the flags that say what to print where.
func (r *Report) RegisterFormats(f *pflag.FlagSet) {
	WordsVar(f, &r.outputs, "output", "o", []string{"text"},
		"write the report as `FORMAT[=FILE]`, repeatable; formats: "+strings.Join(formats.Names(), ", ")+
			"; as a folder of files: "+strings.Join(foldersWanted("=DIR"), ", "))
	config.MarkFormats(f, "output", formats.Names()...)
	f.BoolVar(&r.details, "details", false, "text: print each finding with its evidence, its reason and the whole fix")
	f.BoolVarP(&r.verbose, "verbose", "v", false, "text: like --details, and also print what passes")
	f.BoolVarP(&r.quiet, "quiet", "q", false, "text: print only the verdict of each cluster")
}

func severityNames() []string {
	var names []string
	for _, s := range baselines.Severities() {
		names = append(names, string(s))
	}
	return names
}

// Gate returns what counts for the exit code, whatever was before.
func (r *Report) Gate() (report.Gate, error) {
	severity, err := severityOf(r.failOn)
	return report.Gate{FailOn: severity, AllowIncomplete: r.allowIncomplete}, err
}

// severityOf is the severity that --fail-on names.
func severityOf(name string) (baselines.Severity, error) {
	for _, s := range baselines.Severities() {
		if string(s) == name {
			return s, nil
		}
	}
	return "", cli.Usage(fmt.Sprintf("--fail-on: unknown severity %q", name), cli.Meant(name, severityNames()))
}
