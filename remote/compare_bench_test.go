package remote_test

import (
	"context"
	"testing"
	"time"

	"github.com/masterzen/winrm"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
)

// BenchmarkOneCommand runs one command in a shell of its own, five SOAP
// messages, by this package's session and by masterzen's own clients, against
// the same simulated node whose every HTTP answer takes 20 ms.
func BenchmarkOneCommand(b *testing.B) {
	const line = remote.NetshTCPGlobal
	ours := func(auth remote.Auth) func(*simulator.Farm) error {
		return func(farm *simulator.Farm) error {
			ctx := context.Background()
			t := target(farm)
			t.Auth = auth
			s, err := remote.Open(ctx, t, credentials(), options())
			if err != nil {
				return err
			}
			defer s.Close(ctx)
			_, err = s.Run(ctx, []remote.Command{line})
			return err
		}
	}
	masterzens := func(transport func() winrm.Transporter) func(*simulator.Farm) error {
		return func(farm *simulator.Farm) error {
			e := farm.Endpoints()[0]
			params := *winrm.DefaultParameters
			params.TransportDecorator = transport
			end := winrm.NewEndpoint(e.Host, e.Port, e.HTTPS, false, e.CA, nil, nil, 30*time.Second)
			client, err := winrm.NewClientWithParameters(end, `CONTOSO\clusteraudit`, password, &params)
			if err != nil {
				return err
			}
			_, _, _, err = client.RunCmdWithContext(context.Background(), string(line))
			return err
		}
	}
	for _, bb := range []struct {
		name  string
		https bool
		run   func(*simulator.Farm) error
	}{
		{"ntlm-http/ours", false, ours(remote.NTLM)},
		{"ntlm-http/masterzen", false, masterzens(func() winrm.Transporter {
			e, err := winrm.NewEncryption("ntlm")
			if err != nil {
				b.Fatal(err)
			}
			return e
		})},
		{"ntlm-https/ours", true, ours(remote.NTLM)},
		{"ntlm-https/masterzen", true, masterzens(func() winrm.Transporter { return &winrm.ClientNTLM{} })},
		{"basic-https/ours", true, ours(remote.Basic)},
		{"basic-https/masterzen", true, masterzens(nil)},
	} {
		b.Run(bb.name, func(b *testing.B) {
			farm, _ := start(b, "", simulator.Options{HTTPS: bb.https, Latency: 20 * time.Millisecond})
			node := farm.Endpoints()[0].Node
			b.ReportAllocs()
			for b.Loop() {
				if err := bb.run(farm); err != nil {
					b.Fatal(err)
				}
			}
			seen, n := farm.Stats(node), float64(b.N)
			b.ReportMetric(float64(seen.Requests)/n, "requests/op")
			b.ReportMetric(float64(seen.Connections)/n, "connections/op")
			b.ReportMetric(float64(b.Elapsed().Milliseconds())/n, "wall-ms")
		})
	}
}
