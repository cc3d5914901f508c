package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/config"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/secrets"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/doctor"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
	"github.com/clusterdrift/clusterdrift/report"
)

func newDoctor(t term.Terminal) *cobra.Command {
	var nodes flags.Nodes
	var output string
	c := &cobra.Command{
		Use:   "doctor [NODE...]",
		Short: "Report whether nodes can be read, and if not, what to change",
		Long: `doctor connects to each node the way a scan does and reports the outcome of each
step: name, connection, certificate, ticket, authentication, protection, clock,
WMI, cluster, registry, shell, and whether the machine that answers is the named
node. Where one fails, it says what to change on the node or
in the command. It ends with the least rights that a scan needs and which of
them the account has. With --inventory, the arguments choose among its nodes.

Exit code: 0 every step works, 2 invalid input or a failure of this machine,
3 a step failed, 130 interrupted.

` + secrets.PasswordHelp,
		Example: `  clusterdrift doctor -u 'CONTOSO\clusteraudit' HV01
  clusterdrift doctor --auth kerberos -u clusteraudit@CONTOSO.EXAMPLE hv01.contoso.example
  clusterdrift doctor -i inventory.yaml -o json`,
		ValidArgsFunction: flags.TargetNames(t, &nodes),
		RunE: func(c *cobra.Command, args []string) error {
			if !slices.Contains(doctorFormats(), output) {
				return cli.Usage(fmt.Sprintf("--output %q is neither text nor json", output), cli.Meant(output, doctorFormats()))
			}
			patients, err := examine(c.Context(), t, &nodes, args)
			if err != nil {
				return err
			}
			print := printPatients
			if output == "json" {
				print = printPatientsJSON
			}
			if err := print(t, patients); err != nil {
				return fmt.Errorf("write the report: %w", err)
			}
			return diagnosis(c.Context(), patients, nodes.Lost(t.Err))
		},
	}
	nodes.RegisterNodes(c.Flags())
	c.Flags().StringVarP(&output, "output", "o", "text", "text or json")
	config.MarkFormats(c.Flags(), "output", doctorFormats()...)
	flags.Complete(c, "output", flags.Words(doctorFormats()...))
	flags.Complete(c, "cluster", flags.ClusterNames(t, &nodes))
	return c
}

func doctorFormats() []string { return []string{"text", "json"} }

// patient is a node and what the doctor found.
type patient struct {
	Node    string `json:"node"`
	Cluster string `json:"cluster,omitempty"`
	doctor.Report
}

// examine looks at one node after the other, and at none any more with
// credentials that too many have refused.
func examine(ctx context.Context, t term.Terminal, n *flags.Nodes, args []string) ([]patient, error) {
	picked, err := cli.Await(ctx, func() (*inventory.Inventory, error) { return n.Select(t, args) })
	if err != nil {
		return nil, err
	}
	if err := n.Prepare(t); err != nil {
		return nil, err
	}
	connector := n.Connector(t)
	defer connector.Close()
	jobs, err := connector.Jobs(ctx, picked.Nodes)
	if err != nil {
		return nil, err
	}
	var patients []patient
	for _, job := range jobs {
		p := patient{Node: job.Name, Cluster: job.Cluster}
		switch refused, blown := n.Refusals().Blown(job.Credentials); {
		case ctx.Err() != nil:
			p.Report = doctor.Spare(job.Target, job.Credentials, "interrupted")
		case blown && job.Target.Auth.ShowsPassword():
			p.Report = doctor.Spare(job.Target, job.Credentials, fmt.Sprintf("skipped: %d nodes have already rejected these credentials", refused))
		default:
			if p.Report, err = examineOne(ctx, t, n, job); err != nil {
				return nil, err
			}
		}
		patients = append(patients, p)
	}
	return patients, nil
}

func examineOne(ctx context.Context, t term.Terminal, n *flags.Nodes, job fleet.Job) (found doctor.Report, err error) {
	err = n.WithTrace(job, func(tracer remote.Tracer) error {
		ctx, cancel := context.WithTimeout(ctx, n.Timeout)
		defer cancel()
		turn := n.Refusals().Turn(job.Credentials)
		turn.Begin()
		defer turn.End()
		found = inFlags(identified(job, doctor.Examine(ctx, job.Target, job.Credentials, remote.Options{Limits: n.Limits(), Trace: tracer, Admit: turn.Admit}, t.Now)))
		return nil
	})
	return found, err
}

// identified adds the step that compares the name that answered with the one that was
// asked for, as a scan does.
func identified(job fleet.Job, r doctor.Report) doctor.Report {
	step := doctor.Step{Name: doctor.Identity, Status: doctor.Skipped, Text: "the machine did not have to say its name"}
	if r.Machine.State != "" {
		n := &facts.Node{Name: job.Name, Host: job.Host, Address: r.Address, OS: r.Machine}
		if r.OwnCluster != "" {
			n.ClusterOf = facts.Cluster{Section: facts.Section{State: facts.Collected}, Name: r.OwnCluster}
		}
		step = identityStep(checks.JudgeIdentity(n))
	}
	r.Steps = append(r.Steps, step)
	return r
}

func identityStep(f checks.Finding) doctor.Step {
	switch f.Status {
	case checks.Pass:
		return doctor.Step{Name: doctor.Identity, Status: doctor.OK, Text: f.Got + " is the named node"}
	case checks.Unknown:
		return doctor.Step{Name: doctor.Identity, Status: doctor.Failed, Text: f.Reason, Fix: []string{f.Fix.String()}}
	}
	return doctor.Step{Name: doctor.Identity, Status: doctor.OK, Text: f.Reason}
}

// diagnosis is the exit code; lost is what failed on this machine besides nodes.
func diagnosis(ctx context.Context, patients []patient, lost []string) error {
	if ctx.Err() != nil {
		return &cli.ExitError{Code: report.ExitInterrupted, Reason: "interrupted: not every node was examined"}
	}
	ill, local := 0, 0
	for _, p := range patients {
		switch {
		case p.Local():
			local++
		case !p.Healthy():
			ill++
		}
	}
	var end report.Exit
	if ill > 0 {
		end = report.Exit{Code: report.ExitIncomplete, Reason: fmt.Sprintf("%d of %d nodes cannot be read completely", ill, len(patients))}
	}
	if local > 0 {
		lost = append(lost, fmt.Sprintf("%d of %d nodes not fully examined because of a failure on this machine", local, len(patients)))
	}
	return cli.ExitWith(end.Lost(lost...))
}
