package main

import (
	"context"
	"maps"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/dns/dnsmessage"
)

// nameServer answers on loopback that every name below a domain is 127.0.0.1,
// that no other exists, and remembers what it was asked.
type nameServer struct {
	domain string
	conn   net.PacketConn
	mu     sync.Mutex
	asked  map[string]bool
}

// resolveAt makes the process resolve names below a domain to this computer.
func resolveAt(t *testing.T, domain string) *nameServer {
	t.Helper()
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &nameServer{domain: domain, conn: conn, asked: map[string]bool{}}
	var serving sync.WaitGroup
	serving.Go(s.serve)
	usual := net.DefaultResolver
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp4", conn.LocalAddr().String())
	}}
	t.Cleanup(func() {
		net.DefaultResolver = usual
		conn.Close()
		serving.Wait()
	})
	return s
}

func (s *nameServer) serve() {
	buffer := make([]byte, 1500)
	for {
		n, from, err := s.conn.ReadFrom(buffer)
		if err != nil {
			return
		}
		var m dnsmessage.Message
		if m.Unpack(buffer[:n]) != nil || len(m.Questions) != 1 {
			continue
		}
		q := m.Questions[0]
		name := strings.ToLower(strings.TrimSuffix(q.Name.String(), "."))
		s.mu.Lock()
		s.asked[name] = true
		s.mu.Unlock()
		m.Response, m.Additionals = true, nil
		switch {
		case !strings.HasSuffix(name, "."+s.domain):
			m.RCode = dnsmessage.RCodeNameError
		case q.Type == dnsmessage.TypeA:
			m.Answers = []dnsmessage.Resource{{
				Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, TTL: 1}, Body: &dnsmessage.AResource{A: [4]byte{127, 0, 0, 1}},
			}}
		}
		if answer, err := m.Pack(); err == nil {
			_, _ = s.conn.WriteTo(answer, from) // the client asks again
		}
	}
}

// names are those that the server was asked for, in alphabetical order, without
// those that the search list of this computer adds to one of them.
func (s *nameServer) names() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := slices.Sorted(maps.Keys(s.asked))
	return slices.DeleteFunc(slices.Clone(all), func(name string) bool {
		return slices.ContainsFunc(all, func(shorter string) bool { return strings.HasPrefix(name, shorter+".") })
	})
}

// TestDomainOfMembers reads members with and without the domain of the host that
// names them, and looks up no host that a member's name could lead to otherwise. All
// names lead to HV01, so that no scan of several members is complete.
func TestDomainOfMembers(t *testing.T) {
	tests := []struct {
		name    string
		asked   string
		members []string
		args    []string
		code    int
		read    []string // nodes of the report that were read
		looked  []string // names that were resolved
	}{
		// HV01 answers under all names: the scan is incomplete for want of the members that it is not.
		{"the same domain", "hv01.Contoso.example", []string{"HV01", "HV02.contoso.EXAMPLE", "HV03.contoso.example."}, nil, 3,
			[]string{"HV01", "HV02.contoso.EXAMPLE", "HV03.contoso.example"}, []string{"hv01.contoso.example", "hv02.contoso.example", "hv03.contoso.example"}},
		{"the same domain asked with a dot at the end", "hv01.contoso.example.", []string{"HV01", "HV02.contoso.example"}, nil, 3,
			[]string{"HV01", "HV02.contoso.example"}, []string{"hv01.contoso.example", "hv02.contoso.example"}},
		{"a sub-domain", "hv01.contoso.example", []string{"HV01", "HV02.sub.contoso.example"}, nil, 5, nil, []string{"hv01.contoso.example"}},
		{"a sub-domain but allowed", "hv01.contoso.example", []string{"HV01", "HV02.sub.contoso.example"}, []string{"--discover-any"}, 3,
			[]string{"HV01", "HV02.sub.contoso.example"}, []string{"hv01.contoso.example", "hv02.sub.contoso.example"}},
		{"another domain", "hv01.contoso.example", []string{"HV01", "HV02.evil.invalid"}, nil, 5, nil, []string{"hv01.contoso.example"}},
		{"another domain but allowed", "hv01.contoso.example", []string{"HV01", "HV02.evil.invalid"}, []string{"--discover-any"}, 3,
			[]string{"HV01"}, []string{"hv01.contoso.example", "hv02.evil.invalid"}},
		{"a number in the domain but allowed", "hv01.contoso.example", []string{"HV01", "HV02.10.contoso.example"}, []string{"--discover-any"}, 5, nil, []string{"hv01.contoso.example"}},
		{"full-width letters", "hv01.contoso.example", []string{"HV01", "ｅｖｉｌ"}, []string{"--discover-any"}, 5, nil, []string{"hv01.contoso.example"}},
		{"too many", "hv01.contoso.example", []string{"HV01", "HV02", "HV03"}, []string{"--max-members", "2"}, 5, nil, []string{"hv01.contoso.example"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			server := resolveAt(t, "contoso.example")
			nodes, _ := namingNodes(t, namingNode("HV01", "ONE", tt.members...))
			file := filepath.Join(t.TempDir(), "r.json")
			_, port, _ := net.SplitHostPort(addressOf(nodes[0]))
			args := append([]string{"scan", "--cluster", net.JoinHostPort(tt.asked, port), "-u", nodes[0].User, "-o", "json=" + file}, tt.args...)
			code, stdout, stderr := runCommand(t.Context(), map[string]string{passwordVariable: storyPassword}, args...)
			if code != tt.code {
				t.Errorf("exit %d:\n%s%s", code, stdout, stderr)
			}
			var read []string
			for _, c := range readResult(t, file).Clusters {
				for _, n := range c.Nodes {
					if n.Problem == nil {
						read = append(read, n.Name)
					}
				}
			}
			if diff := cmp.Diff(tt.read, read); diff != "" {
				t.Errorf("read: %s\n%s", diff, stderr)
			}
			if diff := cmp.Diff(tt.looked, server.names()); diff != "" {
				t.Errorf("resolved: %s", diff)
			}
		})
	}
}
