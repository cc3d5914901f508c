package main

import (
	"context"
	"crypto/x509"
	"fmt"
	"os"
	"time"

	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
)

// nodeFlags say which nodes to read, how to get in, and what it may cost.
type nodeFlags struct {
	inventory      string
	cluster        string
	settings       inventory.Settings
	password       passwordFlags
	concurrency    int
	timeout        time.Duration
	connectTimeout time.Duration
	messageTimeout time.Duration
}

func (n *nodeFlags) register(f *pflag.FlagSet) {
	limits := remote.DefaultLimits()
	f.StringVarP(&n.inventory, "inventory", "i", "", "read the nodes from `FILE`")
	f.StringVar(&n.cluster, "cluster-name", "", "`NAME` of the cluster that the nodes on the command line belong to (default: as each node says)")
	f.StringVarP(&n.settings.User, "user", "u", "", "log on as `USER`: DOMAIN\\user, user@realm or a local user")
	n.password.register(f)
	f.StringVar(&n.settings.Auth, "auth", "", "authentication: ntlm (default) or basic (https only)")
	f.StringVar(&n.settings.Transport, "transport", "", "http (default; messages are sealed) or https")
	f.IntVar(&n.settings.Port, "port", 0, "WinRM port (default 5985, with https 5986)")
	f.StringVar(&n.settings.CAFile, "ca-file", "", "trust the certificate authorities in `FILE` (PEM) instead of the system's")
	f.IntVar(&n.concurrency, "concurrency", 64, "nodes to read at a time")
	f.DurationVar(&n.timeout, "timeout", 5*time.Minute, "time for one node, all included")
	f.DurationVar(&n.connectTimeout, "connect-timeout", limits.Connect, "time for connecting to a node")
	f.DurationVar(&n.messageTimeout, "message-timeout", limits.Message, "time for one message to a node")
}

// defaultNodeFlags are the flags as they are when nobody sets one.
func defaultNodeFlags() *nodeFlags {
	var n nodeFlags
	n.register(pflag.NewFlagSet("", pflag.ContinueOnError))
	return &n
}

// load gives the nodes to read. Flags win over what the inventory says.
func (n *nodeFlags) load(args []string) ([]inventory.Node, error) {
	switch {
	case n.inventory != "" && len(args) > 0:
		return nil, usageError("nodes are given both as arguments and by --inventory", "use one of them")
	case n.inventory != "" && n.cluster != "":
		return nil, usageError("--cluster-name does not go with --inventory", "name the clusters in the inventory")
	case n.inventory != "":
		nodes, err := inventory.Load(n.inventory, n.settings)
		if err != nil {
			return nil, &usage{problems(err), ""}
		}
		return nodes, nil
	case len(args) == 0:
		return nil, usageError("there are no nodes to read", "name them, or use --inventory FILE")
	}
	nodes, err := inventory.FromNames(n.cluster, args, n.settings)
	if err != nil {
		return nil, &usage{problems(err), ""}
	}
	return nodes, nil
}

// jobs makes the nodes ready to be read. Each user's password is asked for once.
func (n *nodeFlags) jobs(t terminal, nodes []inventory.Node, plan func(inventory.Node) func(facts.OS) facts.Request) ([]fleet.Job, error) {
	users := map[string]remote.Secret{}
	pools := map[string]*x509.CertPool{}
	var jobs []fleet.Job
	for _, node := range nodes {
		if node.User == "" {
			return nil, usageError("there is no user for "+node.Name, "use --user, or set user in the inventory")
		}
		secret, ok := users[node.User]
		if !ok {
			if len(users) > 0 && t.prompt == nil {
				return nil, usageError(fmt.Sprintf("the nodes are read as different users (%s, %s), but there is only one password", jobs[0].Credentials.User, node.User), "scan them one user at a time")
			}
			var err error
			if secret, err = n.password.password(t, node.User); err != nil {
				return nil, err
			}
			users[node.User] = secret
		}
		roots, err := authorities(pools, node.CAFile)
		if err != nil {
			return nil, err
		}
		jobs = append(jobs, fleet.Job{
			Name: node.Name, Cluster: node.Cluster, Baselines: node.Baselines,
			Target: remote.Target{Host: node.Address, Port: node.Port, HTTPS: node.Transport == "https",
				Auth: remote.Auth(node.Auth), TLS: remote.TLS{Roots: roots}},
			Credentials: remote.Credentials{User: node.User, Password: secret},
			Plan:        plan(node),
		})
	}
	return jobs, nil
}

// authorities reads a PEM file once; without a file the system decides.
func authorities(pools map[string]*x509.CertPool, file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	if pool, ok := pools[file]; ok {
		return pool, nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, usageError("read the CA file: "+err.Error(), "")
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(data) {
		return nil, usageError(file+" holds no certificate in PEM form", "export the authority's certificate as Base64 X.509")
	}
	pools[file] = pool
	return pool, nil
}

// read reads the nodes and shows progress.
func (n *nodeFlags) read(ctx context.Context, t terminal, jobs []fleet.Job) []*facts.Node {
	limits := remote.DefaultLimits()
	limits.Connect, limits.Message = n.connectTimeout, n.messageTimeout
	p := newProgress(t, len(jobs))
	defer p.clear()
	return fleet.Scan(ctx, jobs, fleet.Options{
		Concurrency: n.concurrency, NodeTimeout: n.timeout, Limits: limits, Now: t.now, Done: p.done,
	})
}
