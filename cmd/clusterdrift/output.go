package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/report"
)

// reportFlags say what to print where, and what counts for the exit code.
type reportFlags struct {
	outputs         []string
	waivers         []string
	failOn          string
	allowIncomplete bool
	verbose, quiet  bool
}

func (r *reportFlags) register(f *pflag.FlagSet) {
	f.StringSliceVarP(&r.outputs, "output", "o", []string{"text"},
		"write the report as `FORMAT[=FILE]`, repeatable; formats: "+strings.Join(report.Formats(), ", ")+
			", and as a folder of files "+strings.Join(report.DirectoryFormats(), ", ")+"=DIR")
	registerWaivers(f, &r.waivers)
	f.StringVar(&r.failOn, "fail-on", string(baselines.Low), "least `SEVERITY` that counts as drift for the exit code: "+strings.Join(severityNames(), ", "))
	f.BoolVar(&r.allowIncomplete, "allow-incomplete", false, "do not let unknowns and unreachable nodes change the exit code")
	f.BoolVarP(&r.verbose, "verbose", "v", false, "text: also print what passes, with its evidence")
	f.BoolVarP(&r.quiet, "quiet", "q", false, "text: print only the verdict of each cluster")
}

func severityNames() []string {
	var names []string
	for _, s := range baselines.Severities() {
		names = append(names, string(s))
	}
	return names
}

// gate checks the flags that decide the exit code.
func (r *reportFlags) gate() (report.Gate, error) {
	for _, s := range baselines.Severities() {
		if string(s) == r.failOn {
			return report.Gate{FailOn: s, AllowIncomplete: r.allowIncomplete}, nil
		}
	}
	return report.Gate{}, usageError(fmt.Sprintf("--fail-on %q is no severity", r.failOn), meant(r.failOn, severityNames()))
}

// sink is one report to write: to a file, to standard output, or, of a format that
// is a folder, to that.
type sink struct {
	render report.Renderer
	folder report.DirectoryRenderer // in place of render
	file   string
}

// sinks checks the formats before anything is scanned.
func (r *reportFlags) sinks() ([]sink, error) {
	var sinks []sink
	plain := 0
	for _, o := range r.outputs {
		format, file, toFile := strings.Cut(o, "=")
		if render, ok := report.LookupDirectory(format); ok {
			if err := checkFolder(o, format, file); err != nil {
				return nil, err
			}
			sinks = append(sinks, sink{folder: render, file: file})
			continue
		}
		render, err := report.Lookup(format)
		if err != nil {
			return nil, usageError(err.Error(), "")
		}
		if toFile && file == "" {
			return nil, usageError(fmt.Sprintf("--output %s names no file", o), "write --output "+format+"=FILE")
		}
		if !toFile {
			plain++
		}
		sinks = append(sinks, sink{render: render, file: file})
	}
	if plain > 1 {
		return nil, usageError("two reports would go to standard output", "give all but one of them a file: --output FORMAT=FILE")
	}
	return sinks, nil
}

// checkFolder refuses what cannot take the files of a report.
func checkFolder(output, format, folder string) error {
	hint := "write --output " + format + "=DIR"
	if folder == "" {
		return usageError(fmt.Sprintf("--output %s names no folder for its files", output), hint)
	}
	if err := report.CheckDirectory(folder); err != nil {
		return usageError(fmt.Sprintf("--output %s: %v", output, err), hint)
	}
	return nil
}

// write prints a result to all sinks and ends with its exit code.
func (r *reportFlags) write(t terminal, sinks []sink, result *report.Result) error {
	options := t.textOptions()
	options.Verbose, options.Quiet = r.verbose, r.quiet
	for _, s := range sinks {
		if err := s.write(t, result, options); err != nil {
			return fmt.Errorf("write the report: %w", err)
		}
	}
	if result.Exit.Code == report.ExitPass {
		return nil
	}
	return &exit{result.Exit.Code, result.Exit.Reason}
}

func (s sink) write(t terminal, result *report.Result, o report.Options) error {
	if s.folder != nil {
		files, err := s.folder(result)
		if err != nil {
			return err
		}
		return report.WriteDirectory(s.file, files)
	}
	if s.file == "" {
		return s.render(t.out, result, o)
	}
	o.Color = false
	return report.WriteFile(s.file, func(w io.Writer) error { return s.render(w, result, o) })
}
