package remote_test

import (
	"io"
	"net"
	"strconv"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// The password goes only to a node that takes Basic.
func TestBasicAsksFirst(t *testing.T) {
	for name, conduct := range map[string]windows.Conduct{
		"another scheme":               {Offers: []string{"Negotiate", "Kerberos"}},
		"another scheme, and hangs up": {Offers: []string{"CredSSP"}, HangsUp: true},
		"a redirection":                {Fault: simulator.FaultRedirect},
	} {
		t.Run(name, func(t *testing.T) {
			node := windows.Healthy(1, password)[0]
			node.Conduct = conduct
			farm, err := simulator.Start([]*windows.Node{node}, simulator.Options{HTTPS: true})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(farm.Close)
			to := target(farm)
			to.Auth = remote.Basic
			_, err = remote.Open(t.Context(), to, credentials(), options())
			checkKind(t, err, map[bool]remote.Kind{true: remote.AuthRefused, false: remote.Malformed}[conduct.Fault == ""])
			if n := farm.Stats(node.Name).Passwords; n != 0 {
				t.Errorf("%d passwords were shown", n)
			}
		})
	}
}

// Basic asks the node first. WinRM ends the connection with its answer; what the
// second costs is counted.
func TestBasicAfterAHangUp(t *testing.T) {
	node := windows.Healthy(1, password)[0]
	node.Conduct.HangsUp = true
	farm, err := simulator.Start([]*windows.Node{node}, simulator.Options{HTTPS: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(farm.Close)
	to := target(farm)
	to.Auth = remote.Basic
	s := open(t, to)
	if _, err := s.Query(t.Context(), "root/cimv2", "SELECT Version FROM Win32_OperatingSystem"); err != nil {
		t.Fatal(err)
	}
	seen, own := farm.Stats(node.Name), s.Traffic()
	if seen.Connections != 2 || own.Connections != 2 || seen.Requests != own.Requests || own.Requests != own.Messages+1 {
		t.Errorf("seen %+v, counted %+v", seen, own)
	}
}

// The password goes to no other node than the one that was asked.
func TestBasicAfterAChangedCertificate(t *testing.T) {
	node := windows.Healthy(1, password)[0]
	node.Conduct.HangsUp = true
	first, err := simulator.Start([]*windows.Node{node}, simulator.Options{HTTPS: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(first.Close)
	second, err := simulator.Start([]*windows.Node{node}, simulator.Options{HTTPS: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(second.Close)
	to := target(first)
	to.Auth = remote.Basic
	to.Port = divert(t, first.Endpoints()[0].Port, second.Endpoints()[0].Port)
	to.TLS = remote.TLS{InsecureSkipVerify: true}
	_, err = remote.Open(t.Context(), to, credentials(), options())
	checkError(t, err, remote.TLSFailed)
	if n := second.Stats(node.Name).Passwords; n != 0 {
		t.Errorf("%d passwords went to another node", n)
	}
}

// divert listens on a port and leads its connections to the given ports in turn.
func divert(t *testing.T, ports ...int) int {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for i := 0; ; i++ {
			from, err := l.Accept()
			if err != nil {
				return
			}
			to, err := net.Dial("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(ports[i%len(ports)])))
			if err != nil {
				from.Close()
				continue
			}
			go func() { io.Copy(to, from); to.Close() }()
			go func() { io.Copy(from, to); from.Close() }()
		}
	}()
	return l.Addr().(*net.TCPAddr).Port
}
