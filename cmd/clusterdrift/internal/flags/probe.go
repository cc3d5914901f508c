package flags

import (
	"fmt"

	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// pingRounds is how often each address is asked: often enough to see a spread.
const pingRounds = 5

// probes are what the nodes measure besides what they are asked. They send
// something to each other for it, so no probe runs unless the user names it.
type probes []string

func (p *probes) register(f *pflag.FlagSet) {
	WordsVar(f, (*[]string)(p), "probe", "", nil, fmt.Sprintf(
		"let the nodes measure `WHAT`: %s sends %d ICMP echo requests from each node to each other one over each cluster network", facts.ProbeLatency, pingRounds))
}

func probeNames() []string { return []string{facts.ProbeLatency} }

func (p probes) check() error {
	for _, name := range p {
		if name != facts.ProbeLatency {
			return cli.Usage(fmt.Sprintf("--probe %q: there is no such probe", name), cli.Meant(name, probeNames()))
		}
	}
	return nil
}

// addTo adds what the probes need to a request.
func (p probes) addTo(r facts.Request) facts.Request {
	if len(p) > 0 {
		r.PingRounds = pingRounds
	}
	return r
}
