package flags

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/remote/trace"
	"github.com/clusterdrift/clusterdrift/report"
)

// SpareInputs refuses a report that would replace a file that the command reads: one
// that a flag names, or one of others.
func SpareInputs(sinks []Sink, c *cobra.Command, others []string) error {
	var wrong error
	spare := func(what, path string) {
		for _, s := range sinks {
			if wrong == nil && s.replaces(path) {
				wrong = cli.Usage(fmt.Sprintf("--output %s would replace %s, which is %s", s.output, path, what), "give the report another file")
			}
		}
	}
	eachInput(c, func(f *pflag.Flag, path string) { spare("what --"+f.Name+" names", path) })
	for _, path := range others {
		spare("an input", path)
	}
	return wrong
}

// SpareInFolder refuses a folder for facts in which an input lies that facts could
// replace: which names they get is known only when the nodes are.
func SpareInFolder(dir string, c *cobra.Command) error {
	var wrong error
	eachInput(c, func(f *pflag.Flag, path string) {
		info, err := os.Stat(path)
		if wrong != nil || err != nil || info.IsDir() || !strings.EqualFold(filepath.Ext(path), ".json") {
			return
		}
		folder, err := os.Stat(dir)
		beside, errBeside := os.Stat(filepath.Dir(path))
		if err == nil && errBeside == nil && os.SameFile(folder, beside) {
			wrong = cli.Usage(fmt.Sprintf("--dir %s holds %s, which is what --%s names and facts could replace", dir, path, f.Name), "name another folder")
		}
	})
	return wrong
}

// eachInput visits the files that flags name for reading.
func eachInput(c *cobra.Command, visit func(f *pflag.Flag, path string)) {
	c.Flags().VisitAll(func(f *pflag.Flag) {
		value, _ := pflag.UnquoteUsage(f)
		if f.Name == "output" || f.Name != historyFlag && !strings.Contains(value, "FILE") {
			return
		}
		for _, path := range valuesOf(f) {
			visit(f, path)
		}
	})
}

// SpareTraces refuses a report that would replace a trace of the same run.
func SpareTraces(sinks []Sink, n *Nodes) error {
	for _, s := range sinks {
		if n.traces.dir == "" || s.file == "" || s.folder != nil || !strings.HasSuffix(s.file, trace.Suffix) {
			continue
		}
		if folder := (Sink{file: n.traces.dir}); filepath.Dir(s.place()) == folder.place() {
			return cli.Usage(fmt.Sprintf("--output %s could replace a trace in --trace %s", s.output, n.traces.dir), "give the report a file in another folder")
		}
	}
	return nil
}

// valuesOf are the values of a flag that is set, of which it may have several.
func valuesOf(f *pflag.Flag) []string {
	if list, ok := f.Value.(pflag.SliceValue); ok {
		return list.GetSlice()
	}
	if path := f.Value.String(); path != "" {
		return []string{path}
	}
	return nil
}

// replaces reports whether the sink writes a file that is there under the path.
func (s Sink) replaces(path string) bool {
	info, err := os.Stat(path)
	if s.file == "" || err != nil || info.IsDir() {
		return false
	}
	if s.folder == nil {
		written, err := os.Stat(s.file)
		return err == nil && os.SameFile(info, written)
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil || !report.InDirectory(filepath.Base(real)) {
		return false
	}
	folder, err := os.Stat(s.file)
	beside, errBeside := os.Stat(filepath.Dir(real))
	return err == nil && errBeside == nil && os.SameFile(folder, beside)
}
