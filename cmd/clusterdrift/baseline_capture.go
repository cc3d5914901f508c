package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/baselines/capture"
	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flagname"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/secrets"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
	"github.com/clusterdrift/clusterdrift/remote/observe"
	"github.com/clusterdrift/clusterdrift/report"
)

// captureFlags say what to capture, and where to.
type captureFlags struct {
	nodes     flags.Nodes
	baselines []string
	file      string
	force     bool
	siteRules []string
	values    []capture.Value // of siteRules
}

func newBaselineCapture(t term.Terminal) *cobra.Command {
	var f captureFlags
	c := &cobra.Command{
		Use:   "capture NODE|FACTS",
		Short: "Write a site's baseline from a node that is as all should be",
		Long: `capture reads one node as scan does, or a file that clusterdrift collect wrote
(its name ends in .json), and writes a baseline that extends the one the node is
judged by and requires what the node has: heartbeat values, offload settings,
services, updates, build, drivers. What was not read is left out and named.
--site-rule adds an entry of site for a registry value, by key and name.
Overlays that the inventory names for the node are not part of it: they can be
laid over it as before.

Exit code: 0 written, 2 invalid input, 3 the node could not be read, 130 interrupted.

` + secrets.PasswordHelp,
		Example: `  clusterdrift baseline capture facts/HVCLUSTER__HV01.json -f site.yaml
  clusterdrift baseline capture -i inventory.yaml HV01
  clusterdrift baseline capture HV01 --site-rule 'HKLM\SYSTEM\CurrentControlSet\Services\Disk!TimeOutValue'
  clusterdrift check facts --baseline site.yaml`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: flags.FirstArgOnly(flags.NodeNames(t, &f.nodes)),
		RunE: func(c *cobra.Command, args []string) error {
			if err := f.verify(); err != nil {
				return err
			}
			n, criteria, err := f.read(c, t, args[0])
			if err != nil {
				return err
			}
			if err := f.capture(t, n, criteria); err != nil {
				return err
			}
			return cli.ExitWith(report.Exit{}.Lost(f.nodes.Lost(t.Err)...))
		},
	}
	f.nodes.RegisterNodes(c.Flags())
	flags.WordsVar(c.Flags(), &f.baselines, "baseline", "b", nil,
		"extend `NAME|FILE`, repeatable: the first baseline that matches the node's OS is used; auto, the default, selects the embedded one")
	c.Flags().StringVarP(&f.file, "file", "f", "", "write the baseline to `FILE` instead of standard output")
	c.Flags().BoolVar(&f.force, "force", false, "replace the file if there is one")
	c.Flags().StringArrayVar(&f.siteRules, "site-rule", nil, "ask also for the registry value `KEY!NAME` that the node has, repeatable")
	return c
}

// verify refuses what would be refused after the node was read.
func (f *captureFlags) verify() error {
	if i := slices.IndexFunc(f.baselines, baselines.IsOverlay); i >= 0 {
		return cli.Usage(f.baselines[i]+" is an overlay, which no baseline extends", "lay it over the captured baseline: --baseline FILE --baseline "+f.baselines[i])
	}
	if _, err := os.Lstat(f.file); f.file != "" && !f.force && !errors.Is(err, fs.ErrNotExist) {
		return cli.Usage(f.file+" is there already", "use another name, or --force to replace it")
	}
	if f.file != "" && !strict.IsFile(f.file) {
		return cli.Usage(f.file+" would not be taken for a baseline's file", "let its name end in .yaml")
	}
	if err := f.parseValues(); err != nil {
		return err
	}
	if f.file == "" {
		return nil
	}
	if err := report.CheckFile(f.file); err != nil {
		return cli.Usage(fmt.Sprintf("--file %s: %v", f.file, err), "name a file in a writable folder")
	}
	return nil
}

// parseValues reads the values of --site-rule, which must not cost more than a file may.
func (f *captureFlags) parseValues() error {
	var targets []observe.Target
	for _, rule := range f.siteRules {
		v, err := capture.ParseValue(rule)
		var limit *observe.Error
		if errors.As(err, &limit) {
			return cli.Usage("--site-rule "+report.Clean(rule)+": "+limit.Message, limit.Hint)
		}
		f.values = append(f.values, v)
		targets = append(targets, v.Targets()[0])
	}
	if n := observe.Messages(observe.Cost(targets)); n > observe.MostMessages {
		return cli.Usage(fmt.Sprintf("the values of --site-rule cost a node %d messages, above the limit of %d", n, observe.MostMessages), "name fewer, or values of the same key")
	}
	return nil
}

// read reads the node, or the file that it was collected to.
func (f *captureFlags) read(c *cobra.Command, t term.Terminal, arg string) (*facts.Node, *flags.Criteria, error) {
	if strings.HasSuffix(arg, ".json") {
		n, err := cli.Await(c.Context(), func() (*facts.Node, error) { return readDocument(arg) })
		if err != nil {
			return nil, nil, cli.Usage(fmt.Sprintf("%s: %v", arg, cli.Cause(err)), cmp.Or(collectedAs(arg), "name a node, or a file that clusterdrift collect wrote"))
		}
		criteria, err := f.criteria(c.Context(), n.Baselines)
		return n, criteria, err
	}
	if info, err := os.Stat(arg); err == nil && info.IsDir() && f.nodes.Inventory == "" {
		return nil, nil, cli.Usage(arg+" is a folder", "name one of the files in it, "+filepath.Join(arg, "CLUSTER__NODE.json"))
	}
	picked, err := cli.Await(c.Context(), func() (*inventory.Inventory, error) { return f.nodes.Select(t, []string{arg}) })
	if err != nil {
		return nil, nil, err
	}
	nodes := picked.Nodes
	if len(nodes) != 1 {
		return nil, nil, cli.Usage(fmt.Sprintf("%s names %d nodes of %s", arg, len(nodes), f.nodes.Inventory), "capture one: collect it to a file first")
	}
	return f.scan(c, t, nodes[0])
}

// collectedAs names the file that collect wrote where the user named one after the node
// alone; empty when there is none, or there are several.
func collectedAs(file string) string {
	if _, err := os.Lstat(file); err == nil {
		return ""
	}
	names, err := documentNames(filepath.Dir(file))
	names = slices.DeleteFunc(names, func(name string) bool { return !strings.HasSuffix(name, "__"+filepath.Base(file)) })
	if err != nil || len(names) != 1 {
		return ""
	}
	return fmt.Sprintf("did you mean %q?", filepath.Join(filepath.Dir(file), names[0]))
}

func (f *captureFlags) scan(c *cobra.Command, t term.Terminal, node inventory.Node) (*facts.Node, *flags.Criteria, error) {
	criteria, err := f.criteria(c.Context(), node.Baselines)
	if err != nil {
		return nil, nil, err
	}
	if err := f.nodes.Prepare(t); err != nil {
		return nil, nil, err
	}
	connector := f.nodes.Connector(t)
	defer connector.Close()
	jobs, err := connector.Jobs(c.Context(), []inventory.Node{node})
	if err != nil {
		return nil, nil, err
	}
	criteria.PlanJobs(jobs)
	for i := range jobs {
		jobs[i].Plan = f.withValues(jobs[i].Plan)
	}
	n := f.nodes.Read(c.Context(), t, jobs)[0]
	if c.Context().Err() != nil {
		return nil, nil, &cli.ExitError{Code: report.ExitInterrupted, Reason: "interrupted: the node was not read"}
	}
	return n, criteria, nil
}

// withValues is a plan that asks for the values besides.
func (f *captureFlags) withValues(plan func(facts.OS) facts.Request) func(facts.OS) facts.Request {
	return func(os facts.OS) facts.Request {
		r := plan(os)
		for _, v := range f.values {
			r.Site = append(r.Site, v.Targets()...)
		}
		return r
	}
}

// criteria are the baselines of the command line, or else those of the node
// without its overlays.
func (f *captureFlags) criteria(ctx context.Context, ofNode []string) (*flags.Criteria, error) {
	refs := f.baselines
	if len(refs) == 0 {
		refs = slices.DeleteFunc(slices.Clone(ofNode), baselines.IsOverlay)
	}
	if len(refs) == 0 {
		refs = []string{baselines.Auto}
	}
	return cli.Await(ctx, func() (*flags.Criteria, error) { return flags.NewCriteria(refs, nil) })
}

func (f *captureFlags) capture(t term.Terminal, n *facts.Node, criteria *flags.Criteria) error {
	if n.Problem != nil {
		end := report.Exit{Code: report.ExitIncomplete, Reason: fmt.Sprintf("%s could not be read: %s", n.Name, report.Clean(flagname.In(n.Problem.Message)))}
		if n.Problem.Kind == facts.KindLocal {
			end.Code = report.ExitLocal
		}
		return cli.ExitWith(end)
	}
	base, err := criteria.ForNode(nil, n.OS)
	if err != nil {
		return &cli.ExitError{Code: report.ExitIncomplete, Reason: fmt.Sprintf("%s cannot be captured: %v", n.Name, err)}
	}
	extends, err := f.extends(base)
	if err != nil {
		return err
	}
	day := n.Finished
	if day.IsZero() {
		day = t.Now()
	}
	data, err := capture.Baseline(n, base, extends, day, f.values...)
	if err != nil {
		return &cli.ExitError{Code: report.ExitIncomplete, Reason: fmt.Sprintf("%s cannot be captured: %v", n.Name, err)}
	}
	return f.write(t, n, base, withSchema(data), day)
}

// extends is how the file that is written finds the baseline that it extends.
func (f *captureFlags) extends(base *baselines.Baseline) (string, error) {
	ref := base.Sources[0].Ref()
	if f.file == "" || !strict.IsFile(ref) {
		return ref, nil
	}
	absolute, err := filepath.Abs(ref)
	if err != nil {
		return "", fmt.Errorf("find the baseline that is extended: %w", err)
	}
	from, err := filepath.Abs(filepath.Dir(f.file))
	if err != nil {
		return "", fmt.Errorf("find the place of the baseline: %w", err)
	}
	if relative, err := filepath.Rel(from, absolute); err == nil {
		return relative, nil
	}
	return absolute, nil
}

func (f *captureFlags) write(t term.Terminal, n *facts.Node, base *baselines.Baseline, data []byte, day time.Time) error {
	if f.file == "" {
		_, err := t.Out.Write(data)
		return err
	}
	err := f.store(data)
	if err == nil {
		err = f.storeSchema()
	}
	if err != nil {
		return fmt.Errorf("write the baseline: %w", err)
	}
	_, err = fmt.Fprintf(t.Out, "%s, as it was on %s, is captured in %s, which extends %s\n", report.Clean(n.Name), day.UTC().Format(time.DateOnly), report.Clean(f.file), report.Clean(base.Name))
	return err
}

// store writes the file; what is there is replaced only by force, even when it
// has come to be there since it was looked for.
func (f *captureFlags) store(data []byte) error {
	if f.force {
		return writeFile(f.file, data)
	}
	return createFile(f.file, data)
}

// storeSchema writes the schema that the comment of the file names, unless it is there.
func (f *captureFlags) storeSchema() error {
	err := createFile(filepath.Join(filepath.Dir(f.file), schemaFile), withoutUnions(baselines.Schema()))
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

// createFile writes a file that is not there yet.
func createFile(path string, data []byte) error {
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = out.Write(data)
	return errors.Join(err, out.Close())
}

// writeFile writes a file in one step.
func writeFile(path string, data []byte) error {
	return report.WriteFile(path, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}
