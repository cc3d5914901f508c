package logs

import (
	"bytes"
	"context"
	"io"
	"net/netip"
	"regexp"
	"strconv"

	"github.com/clusterdrift/clusterdrift/remote/logs/plain"
)

// signs are what the lines of a cluster log say about who is in the cluster: logs of
// 2012 R2 and earlier have no header that says it.
type signs struct {
	number    int             // by which the node calls itself; 0 unknown
	addresses map[string]bool // of the cluster service, of this node and others
	peers     map[string]bool // short names of other nodes
}

// Bounds of what is looked through for signs.
const (
	signsSize     = 8 << 20
	mostAddresses = 512
)

var (
	// ownNumber is how the components begin their lines that know the node's number.
	ownNumber = regexp.MustCompile(`\] Node (\d{1,2}): `)
	// peerName is the other end of a connection.
	peerName = regexp.MustCompile(`\) to remote ([A-Za-z][^( ]*) \(`)
	// clusterEnd is an address of the cluster service.
	clusterEnd = regexp.MustCompile(`([0-9a-fA-F.:]{2,45}):~3343~`)
)

// signsOf looks through the start of a cluster log.
func signsOf(ctx context.Context, p place) (signs, error) {
	s := signs{addresses: map[string]bool{}, peers: map[string]bool{}}
	r, err := p.open()
	if err != nil {
		return s, nil // reading it says so
	}
	defer r.Close()
	in := plain.NewLines(plain.Text(io.LimitReader(r, signsSize)), headSize)
	for {
		line, err := in.Next()
		if err != nil {
			return s, nil // as far as it can be read
		}
		if in.Number()%1024 == 0 && ctx.Err() != nil {
			return s, ctx.Err()
		}
		s.take(line)
	}
}

func (s *signs) take(line []byte) {
	if bytes.Contains(line, []byte("] Node ")) {
		if m := ownNumber.FindSubmatch(line); m != nil {
			s.own(string(m[1]))
		}
	}
	if !bytes.Contains(line, []byte(":~")) {
		return
	}
	for _, m := range clusterEnd.FindAllSubmatch(line, 8) {
		at, err := netip.ParseAddr(string(m[1]))
		if err == nil && !at.IsUnspecified() && !at.IsLoopback() && len(s.addresses) < mostAddresses {
			s.addresses[at.String()] = true
		}
	}
	if m := peerName.FindSubmatch(line); m != nil && isComputer(string(m[1])) && len(s.peers) < mostAddresses {
		s.peers[shortName(string(m[1]))] = true
	}
}

// own notes the number of the node. A log with several, as one of lines from several
// nodes, has none.
func (s *signs) own(number string) {
	n, err := strconv.Atoi(number)
	switch {
	case err != nil || n < 1 || n > 64 || s.number < 0:
	case s.number == 0:
		s.number = n
	case s.number != n:
		s.number = -1
	}
}
