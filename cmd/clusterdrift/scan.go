package main

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/checks/waiver"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
)

// scanFlags are those of every command that reads nodes with baselines.
type scanFlags struct {
	nodes     nodeFlags
	baselines []string
	probes    probes
}

func (s *scanFlags) register(f *pflag.FlagSet) {
	s.nodes.register(f)
	registerBaselines(f, &s.baselines)
	s.probes.register(f)
}

func registerBaselines(f *pflag.FlagSet, refs *[]string) {
	f.StringSliceVarP(refs, "baseline", "b", nil,
		"judge by `NAME|FILE` instead of what the inventory says, repeatable: the first that is made for a node's OS counts; auto picks the embedded one; overlays such as role-hyperv are laid over it")
}

func newScan(t terminal) *cobra.Command {
	var flags scanFlags
	var reports reportFlags
	c := &cobra.Command{
		Use:   "scan [NODE...]",
		Short: "Read nodes, judge them and report the drift",
		Long: `scan reads every node over WinRM, judges it by its baseline and reports the
drift. Nothing but read-only queries is sent. With --probe latency the nodes also
send ICMP echo requests to each other, and are judged by how they are answered.
On a terminal a longer scan shows which nodes it is waiting for, unless TERM is
dumb.

With --cluster one host is asked for the members of its cluster first: the
cluster's own name leads to the node that owns it, and any node will do. All
members are read by their names, in the domain of the name that was given. Each
host is printed on standard error before it is logged on to. A member of another
domain is read with --discover-any only, and a cluster of more than 64 members
only if --max-members allows it. A name that could be an address is refused.

Exit code: 0 everything passes, 1 drift, 2 bad input (nothing was scanned) or a
failure of this machine, 3 no drift seen but incomplete, 4 drift and incomplete,
130 interrupted.

` + passwordHelp,
		Example: `  clusterdrift scan -u 'CONTOSO\clusteraudit' HV01 HV02 HV03
  clusterdrift scan --cluster HVCLUSTER.contoso.example -u 'CONTOSO\clusteraudit'
  clusterdrift scan -i inventory.yaml -o text -o junit=drift.xml --fail-on high
  clusterdrift scan -i hosts.ini --cluster hyperv
  clusterdrift scan -i inventory.yaml --baseline site.yaml --password-file secret.txt
  clusterdrift scan -i inventory.yaml -o plan=plan.md -o plan-script=fix
  clusterdrift scan --auth kerberos -u clusteraudit@CONTOSO.EXAMPLE hv01.contoso.example`,
		ValidArgsFunction: cobra.NoFileCompletions, // names that no file knows
		RunE: func(c *cobra.Command, args []string) error {
			gate, err := reports.gate()
			if err != nil {
				return err
			}
			sinks, err := reports.sinks()
			if err != nil {
				return err
			}
			started := t.now()
			waivers, err := await(c.Context(), func() (*waiver.Set, error) { return loadWaivers(reports.waivers, started) })
			if err != nil {
				return err
			}
			nodes, lib, err := flags.read(c, t, args)
			if err != nil {
				return err
			}
			lib.waivers = waivers
			result, err := lib.result(c.Context(), nodes, gate, started, t.now(), flags.nodes.traces.failed.lost(t)...)
			if err != nil {
				return err
			}
			return reports.write(c.Context(), t, sinks, result)
		},
	}
	flags.register(c.Flags())
	reports.register(c.Flags())
	return c
}

// read loads inventory and baselines, then reads the nodes.
func (s *scanFlags) read(c *cobra.Command, t terminal, args []string) ([]*facts.Node, *library, error) {
	if err := s.probes.check(); err != nil {
		return nil, nil, err
	}
	ctx := c.Context()
	loaded, err := await(ctx, func() (*inventory.Inventory, error) { return s.nodes.load(t, args) })
	if err != nil {
		return nil, nil, err
	}
	var named [][]string
	for _, n := range loaded.Nodes {
		named = append(named, n.Baselines)
	}
	lib, err := await(ctx, func() (*library, error) { return newLibrary(s.baselines, named) })
	if err != nil {
		return nil, nil, err
	}
	lib.probes = s.probes
	if err := s.nodes.prepare(t); err != nil {
		return nil, nil, err
	}
	access := newAccess(&s.nodes.access, t)
	defer access.close()
	nodes, dark, err := s.nodes.members(ctx, t, access, loaded.Nodes)
	if err != nil {
		return nil, nil, err
	}
	jobs, err := jobsFor(ctx, nodes, access)
	if err != nil {
		return nil, nil, err
	}
	lib.planAll(jobs)
	return append(s.nodes.read(ctx, t, jobs), dark...), lib, nil
}
