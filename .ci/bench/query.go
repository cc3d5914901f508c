//go:build unix

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"time"

	"github.com/masterzen/winrm"

	"github.com/clusterdrift/clusterdrift/remote"
)

// The query that every client makes, in a shell of its own on each node.
const (
	queryKey  = `HKLM\SYSTEM\CurrentControlSet\Control\Session Manager`
	queryLine = `reg query "` + queryKey + `"`
)

// clients make the query on one node.
var clients = map[string]func(context.Context, endpoint) error{"clusterdrift": queryOurs, "masterzen/winrm": queryMasterzen}

// queryNodes is the process of a client: it makes the query on the nodes that come on its
// input, on all at a time.
func queryNodes(client string) error {
	query, ok := clients[client]
	if !ok {
		return fmt.Errorf("unknown client %q", client)
	}
	var nodes []endpoint
	if err := json.NewDecoder(os.Stdin).Decode(&nodes); err != nil {
		return err
	}
	failed := make([]error, len(nodes))
	var running sync.WaitGroup
	for i, e := range nodes {
		running.Go(func() { failed[i] = query(context.Background(), e) })
	}
	running.Wait()
	return errors.Join(failed...)
}

func queryOurs(ctx context.Context, e endpoint) error {
	t := remote.Target{Host: e.Host, Port: e.Port, Auth: remote.NTLM}
	who := remote.Credentials{User: account, Password: remote.NewSecret(password)}
	s, err := remote.Open(ctx, t, who, remote.Options{Limits: remote.DefaultLimits()})
	if err != nil {
		return err
	}
	defer s.Close(ctx)
	out, err := s.Run(ctx, []remote.Command{remote.RegQuery(queryKey)})
	if err == nil && (!out[0].OK || len(out[0].Text) == 0) {
		err = errors.New("the query failed")
	}
	return err
}

func queryMasterzen(ctx context.Context, e endpoint) error {
	params := *winrm.DefaultParameters
	sealed, err := winrm.NewEncryption("ntlm")
	if err != nil {
		return err
	}
	params.TransportDecorator = func() winrm.Transporter { return sealed }
	end := winrm.NewEndpoint(e.Host, e.Port, false, false, nil, nil, nil, 30*time.Second)
	client, err := winrm.NewClientWithParameters(end, account, password, &params)
	if err != nil {
		return err
	}
	out, _, code, err := client.RunCmdWithContext(ctx, queryLine)
	if err == nil && (code != 0 || out == "") {
		err = fmt.Errorf("the query exits with %d", code)
	}
	return err
}

// queries prints the table of the clients.
func (b bench) queries() error {
	f, err := startNodes(64)
	if err != nil {
		return err
	}
	fmt.Printf("\nOne query of the registry in a fresh shell, NTLM sealed, on all nodes at a time:\n\n")
	fmt.Print("| client | nodes | wall s | CPU s | peak MB |\n|---|---|---|---|---|\n")
	for _, client := range []string{"clusterdrift", "masterzen/winrm", "pywinrm"} {
		for _, nodes := range []int{1, 8, 64} {
			if err == nil && b.wants(fmt.Sprintf("%s, %d nodes", client, nodes)) {
				err = b.query(f.endpoints[:nodes], client)
			}
		}
	}
	return errors.Join(err, f.end())
}

func (b bench) query(nodes []endpoint, client string) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	c := exec.Command(program, "-query", client)
	if client == "pywinrm" {
		if c, err = b.pywinrm(); err != nil {
			fmt.Printf("| %s | %d | %v | | |\n", client, len(nodes), err)
			return nil
		}
	}
	in, err := json.Marshal(nodes)
	if err != nil {
		return err
	}
	cost, err := measureWith(c, in, 0)
	if err != nil {
		return fmt.Errorf("%s, %d nodes: %w", client, len(nodes), err)
	}
	fmt.Printf("| %s | %d | %.2f | %.2f | %d |\n", client, len(nodes), cost.wall.Seconds(), cost.cpu.Seconds(), cost.peak)
	return nil
}
