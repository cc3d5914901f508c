//go:build unix

package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/inventory"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// latency is what every HTTP answer of a simulated node of the online rows takes.
const latency = 20 * time.Millisecond

// perProcess is how many simulated nodes one process has: each has a listener, and may
// have connections.
const perProcess = 2000

// The account that the nodes let in. It is of no use elsewhere.
const (
	account  = `CONTOSO\clusteraudit`
	password = "correct horse"
)

// endpoint is where a simulated node answers.
type endpoint struct {
	Node, Cluster, Host string
	Port                int
}

// serveNodes is the process of simulated nodes: those from one number to another, without
// it. It prints their endpoints and serves them until its input ends.
func serveNodes(from, to int) error {
	nodes := windows.Healthy(to, password)[from:]
	farm, err := simulator.Start(nodes, simulator.Options{Latency: latency})
	if err != nil {
		return err
	}
	defer farm.Close()
	var all []endpoint
	for i, e := range farm.Endpoints() {
		all = append(all, endpoint{e.Node, nodes[i].Cluster.Name, e.Host, e.Port})
	}
	if err := json.NewEncoder(os.Stdout).Encode(all); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

// farm is processes of simulated nodes.
type farm struct {
	endpoints []endpoint
	ends      []func() error
}

// startNodes starts so many nodes, in as many processes as they need.
func startNodes(nodes int) (*farm, error) {
	f := &farm{}
	for from := 0; from < nodes; from += perProcess {
		if err := f.start(from, min(from+perProcess, nodes)); err != nil {
			return nil, errors.Join(err, f.end())
		}
	}
	return f, nil
}

func (f *farm) start(from, to int) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	c := exec.Command(program, "-serve", strconv.Itoa(from)+":"+strconv.Itoa(to))
	c.Stderr = os.Stderr
	in, err := c.StdinPipe()
	if err != nil {
		return err
	}
	out, err := c.StdoutPipe()
	if err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return err
	}
	f.ends = append(f.ends, func() error {
		in.Close()
		return c.Wait()
	})
	var some []endpoint
	if err := json.NewDecoder(bufio.NewReader(out)).Decode(&some); err != nil {
		return fmt.Errorf("the simulated nodes did not start: %w", err)
	}
	f.endpoints = append(f.endpoints, some...)
	return nil
}

func (f *farm) end() error {
	var all error
	for _, end := range f.ends {
		all = errors.Join(all, end())
	}
	return all
}

// inventory writes the inventory of the first nodes to a file.
func (f *farm) inventory(nodes int, file string) error {
	var all []inventory.Node
	for _, e := range f.endpoints[:nodes] {
		all = append(all, inventory.Node{Name: e.Node, Cluster: e.Cluster, Address: e.Host,
			Settings: inventory.Settings{Port: e.Port, Transport: "http", Auth: "ntlm", User: account}})
	}
	data, err := inventory.Format(all, file)
	if err != nil {
		return err
	}
	return os.WriteFile(file, data, 0o600)
}
