package doctor

import (
	"cmp"
	"context"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// read tries each kind of question that a scan asks.
func (e *examination) read(ctx context.Context, s *remote.Session) {
	for _, try := range []func(context.Context, *remote.Session) error{e.hostNames, e.cluster, e.registry, e.shell} {
		if lost(try(ctx, s)) {
			return
		}
	}
}

// wql notes what the identity query came to.
func (e *examination) wql(rows []remote.Row, err error) {
	switch {
	case err != nil:
		e.note(failure(WQL, err, e.advice(WQL, err)...))
	case len(rows) == 0:
		e.note(Step{Name: WQL, Status: Failed, Text: "Win32_OperatingSystem has no instance",
			Fix: []string{"The node's WMI repository is damaged, or the account may not see it: winmgmt /verifyrepository on the node."}})
	default:
		caption, _ := rows[0].Text("Caption")
		build, _ := rows[0].Text("BuildNumber")
		host, _ := rows[0].Text("CSName")
		e.machine.State, e.machine.HostName = facts.Collected, e.masker.Text(host)
		e.note(Step{Name: WQL, Status: OK, Text: cmp.Or(host, "a machine without a name") + " answers: " + strings.TrimSpace(caption) + ", build " + build})
	}
}

// cluster reads the name of the cluster.
func (e *examination) cluster(ctx context.Context, s *remote.Session) error {
	rows, err := s.Query(ctx, "root/MSCluster", "SELECT Name FROM MSCluster_Cluster")
	switch {
	case err != nil:
		e.note(failure(Cluster, err, e.advice(Cluster, err)...))
	case len(rows) == 0:
		e.note(Step{Name: Cluster, Status: Failed, Text: "the node shows no cluster", Fix: e.advice(Cluster, nil)})
	default:
		name, _ := rows[0].Text("Name")
		e.ownCluster = e.masker.Text(name)
		e.note(Step{Name: Cluster, Status: OK, Text: "the node is in " + cmp.Or(name, "a cluster without a name")})
	}
	return err
}

// registry reads one key without a shell.
func (e *examination) registry(ctx context.Context, s *remote.Session) error {
	const key = remote.KeyCurrentVersion
	if _, err := s.RegistryValues(ctx, key); err != nil {
		e.note(failure(Registry, err, e.advice(Registry, err)...))
		return err
	}
	e.note(Step{Name: Registry, Status: OK, Text: "StdRegProv reads " + key})
	return nil
}

// hostNames reads the whole host name and the domain, for the identity alone: without
// them only the NetBIOS name is compared.
func (e *examination) hostNames(ctx context.Context, s *remote.Session) error {
	rows, err := s.Query(ctx, "root/cimv2", "SELECT DNSHostName, Domain, PartOfDomain FROM Win32_ComputerSystem")
	if err != nil || len(rows) != 1 {
		return err
	}
	host, _ := rows[0].Text("DNSHostName")
	domain, _ := rows[0].Text("Domain")
	e.machine.DNSHostName = e.masker.Text(strings.TrimSpace(host))
	if joined, _ := rows[0].Text("PartOfDomain"); strings.EqualFold(joined, "true") {
		domain = e.masker.Text(strings.TrimSuffix(strings.TrimSpace(domain), "."))
		e.machine.Domain = &domain
	}
	return nil
}

// shell runs one command of the catalogue; closing the session deletes the shell.
func (e *examination) shell(ctx context.Context, s *remote.Session) error {
	const command = remote.NetshTCPGlobal
	out, err := s.Run(ctx, []remote.Command{command})
	switch {
	case err != nil:
		e.note(failure(Shell, err, e.advice(Shell, err)...))
	case !out[0].OK:
		e.note(Step{Name: Shell, Status: Failed, Text: "the shell opens, but `" + string(command) + "` fails",
			Fix: []string{"Run the command on the node, as this account: it shows the reason."}})
	default:
		e.note(Step{Name: Shell, Status: OK, Text: "`" + string(command) + "` runs"})
	}
	return err
}
