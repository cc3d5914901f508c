package flags

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
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
	c.Flags().VisitAll(func(f *pflag.Flag) {
		value, _ := pflag.UnquoteUsage(f)
		if f.Name == "output" || !strings.Contains(value, "FILE") {
			return
		}
		for _, path := range valuesOf(f) {
			spare("what --"+f.Name+" names", path)
		}
	})
	for _, path := range others {
		spare("an input", path)
	}
	return wrong
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
