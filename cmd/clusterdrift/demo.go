package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/secrets"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/formats"
)

// demoFlags describe the simulated cluster.
type demoFlags struct {
	story     string
	serve     bool
	inventory string
	nodes     int
	latency   time.Duration
	transport string
	narrow    flags.Narrow
}

func newDemo(t term.Terminal) *cobra.Command {
	var d demoFlags
	c := &cobra.Command{
		Use:   "demo",
		Short: "Scan a simulated cluster",
		Long: `demo starts eight simulated Windows Server 2008 R2 SP1 nodes on this machine and
scans them over WinRM, as it would scan real ones. Their states tell the story
of a cluster that fell apart when the network location profile of its nodes
changed: some nodes lack something, some only seem to, one hides what it has, and
one does not answer.

With --story quorum two Windows Server 2022 nodes tell another one: their cluster
has no witness, and one of them was left paused after it was patched. The next
fault would stop it.

The baselines count as current: their age is not judged.

demo itself exits 0; its last line says which code the scan would have returned.
With --serve the nodes stay up until interrupted, for trying the other commands.`,
		Example: `  clusterdrift demo
  clusterdrift demo --story quorum
  clusterdrift demo --serve --inventory demo.yaml`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return d.run(c.Context(), t, c.Flags().Changed("nodes"))
		},
	}
	f := c.Flags()
	f.StringVar(&d.story, "story", fieldReport, "what the nodes tell: "+strings.Join(storyNames(), " or "))
	f.BoolVar(&d.serve, "serve", false, "keep the nodes up until interrupted instead of scanning them")
	f.StringVarP(&d.inventory, "inventory", "i", "clusterdrift-demo.yaml", "with --serve: write the inventory to `FILE`")
	f.IntVar(&d.nodes, "nodes", 8, "number of nodes: the first ones tell the story, further ones are as they should be; with --story quorum 2 if left out")
	f.DurationVar(&d.latency, "latency", 0, "let each answer take `DURATION` longer")
	f.StringVar(&d.transport, "transport", "http", "http or https")
	d.narrow.Register(f)
	return c
}

// run starts the nodes; counted says whether the user said how many.
func (d demoFlags) run(ctx context.Context, t term.Terminal, counted bool) error {
	if err := d.check(); err != nil {
		return err
	}
	password := rand.Text()
	described := stories()[d.story](password)
	if !counted {
		d.nodes = len(described)
	}
	described = described[:min(d.nodes, len(described))]
	if more := d.nodes - len(described); more > 0 {
		described = append(described, windows.Healthy(more, password)...)
	}
	farm, err := simulator.Start(described, simulator.Options{HTTPS: d.transport == "https", Latency: d.latency})
	if err != nil {
		return fmt.Errorf("start the simulated nodes: %w", err)
	}
	defer farm.Close()
	nodes := d.demoNodes(described, farm.Endpoints())
	if d.serve {
		return d.serveNodes(ctx, t, nodes, farm.Endpoints(), password)
	}
	return d.scanNodes(ctx, t, nodes, farm.Endpoints(), password)
}

// check returns what is wrong with the flags, before any node is started.
func (d demoFlags) check() error {
	if _, ok := stories()[d.story]; !ok {
		return cli.Usage(fmt.Sprintf("--story %q is not a story", d.story), "give "+strings.Join(storyNames(), " or "))
	}
	if d.nodes < 1 {
		return cli.Usage(fmt.Sprintf("--nodes %d: there must be at least one node", d.nodes), "")
	}
	if d.transport != "http" && d.transport != "https" {
		return cli.Usage(fmt.Sprintf("--transport %q is neither http nor https", d.transport), "")
	}
	if d.latency < 0 {
		return cli.Usage(fmt.Sprintf("--latency %s is below 0", d.latency), "")
	}
	if !d.serve {
		return nil
	}
	if d.narrow.Chosen() {
		return cli.Usage("--only and --skip do not go with --serve, which scans nothing", "give them to the scan of the nodes that it serves")
	}
	if err := report.CheckFile(d.inventory); err != nil {
		return cli.Usage(fmt.Sprintf("--inventory %s: %v", d.inventory, err), "name a file in a writable folder")
	}
	if !replaceable(d.inventory) {
		return cli.Usage(fmt.Sprintf("--inventory %s exists, and no demo wrote it", d.inventory), "name another file, or remove this one")
	}
	return nil
}

// demoHeader begins the inventories of a demo, by which the next one knows that it may
// replace them.
const demoHeader = "# Simulated nodes of clusterdrift demo --serve. The next demo replaces this file.\n"

// replaceable reports whether there is no such file, or an earlier demo wrote it.
func replaceable(file string) bool {
	f, err := os.Open(file)
	if err != nil {
		return errors.Is(err, fs.ErrNotExist)
	}
	defer f.Close()
	head := make([]byte, len(demoHeader))
	_, err = io.ReadFull(f, head)
	return err == nil && string(head) == demoHeader
}

// demoNodes are the simulated nodes as an inventory has them.
func (d demoFlags) demoNodes(described []*windows.Node, endpoints []simulator.Endpoint) []inventory.Node {
	var nodes []inventory.Node
	for i, e := range endpoints {
		account := described[i].Account
		nodes = append(nodes, inventory.Node{Name: e.Node, Cluster: described[i].Cluster.Name, Address: e.Host,
			Settings: inventory.Settings{Port: e.Port, Transport: d.transport, Auth: "ntlm", User: account.Domain + `\` + account.User}})
	}
	return nodes
}

// scanNodes scans the nodes as the scan command would, with default flags.
func (d demoFlags) scanNodes(ctx context.Context, t term.Terminal, nodes []inventory.Node, endpoints []simulator.Endpoint, password string) error {
	ca, err := writeCA(os.TempDir(), "clusterdrift-demo-*.pem", endpoints)
	if err != nil {
		return err
	}
	if ca != "" {
		defer os.Remove(ca)
	}
	for i := range nodes {
		nodes[i].CAFile = ca
	}
	t.Env = func(name string) (string, bool) {
		if name == secrets.PasswordVariable {
			return password, true
		}
		return os.LookupEnv(name)
	}
	criteria, err := flags.NewNarrowed(nil, nil, d.narrow)
	if err != nil {
		return err
	}
	defaults := flags.DefaultNodes()
	connector := defaults.Connector(t)
	defer connector.Close()
	jobs, err := connector.Jobs(ctx, nodes)
	if err != nil {
		return err
	}
	criteria.PlanJobs(jobs)
	started := t.Now()
	read := flags.Reading{Nodes: defaults.Read(ctx, t, jobs), From: "the demo", Started: started, Finished: t.Now(), Today: baselines.EmbeddedSourcesRead()}
	result, err := criteria.Result(ctx, tool(), read, report.Gate{})
	if err != nil {
		return err
	}
	if err := formats.Text(t.Out, result, t.TextOptions()); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return &cli.ExitError{Code: report.ExitInterrupted, Reason: result.Exit.Reason}
	}
	fmt.Fprintf(t.Out, "\nThese nodes are simulated. A scan of real ones in this state would exit %d: %s.\n", result.Exit.Code, result.Exit.Reason)
	return nil
}

// serveNodes keeps the nodes up and says how to scan them.
func (d demoFlags) serveNodes(ctx context.Context, t term.Terminal, nodes []inventory.Node, endpoints []simulator.Endpoint, password string) error {
	ca := ""
	if pem := endpoints[0].CA; pem != nil {
		ca = strings.TrimSuffix(d.inventory, ".yaml") + "-ca.pem"
		if err := writeFile(ca, pem); err != nil {
			return fmt.Errorf("write the certificate authority: %w", err)
		}
		defer os.Remove(ca)
	}
	for i := range nodes {
		nodes[i].CAFile = ca
	}
	data, err := inventory.Format(nodes, d.inventory)
	if err != nil {
		return err
	}
	if err := writeFile(d.inventory, append([]byte(demoHeader), data...)); err != nil {
		return fmt.Errorf("write the inventory: %w", err)
	}
	fmt.Fprintf(t.Err, "%d simulated nodes are up until you interrupt this. In another terminal:\n", len(nodes))
	fmt.Fprint(t.Out, linesToPaste(runtime.GOOS, password, d.inventory))
	<-ctx.Done()
	return nil
}

// linesToPaste sets the password and scans, in the shells that a system has.
func linesToPaste(system, password, file string) string {
	scan := "clusterdrift scan -i " + file + "\n"
	if system != "windows" {
		return fmt.Sprintf("export %s=%s\n%s", secrets.PasswordVariable, password, scan)
	}
	return fmt.Sprintf("in PowerShell:\n$env:%s = '%s'\n%sor in cmd.exe:\nset \"%s=%s\"\n%s",
		secrets.PasswordVariable, password, scan, secrets.PasswordVariable, password, scan)
}

// writeCA writes the simulated authority's certificate to a temporary file; no
// file without HTTPS.
func writeCA(dir, pattern string, endpoints []simulator.Endpoint) (string, error) {
	if endpoints[0].CA == nil {
		return "", nil
	}
	f, err := os.CreateTemp(dir, pattern)
	if err != nil {
		return "", fmt.Errorf("write the certificate authority: %w", err)
	}
	_, err = f.Write(endpoints[0].CA)
	return f.Name(), cmp.Or(err, f.Close())
}
