package simulator

import (
	"fmt"

	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
	"github.com/clusterdrift/clusterdrift/remote/trace"
)

// Replay makes a node of a trace. It lets the account log on like any node and
// then answers each request with the answer that was recorded for the same
// request: the first time with the first, the next time with the next, and
// after the last with the first again, so that a trace can be played more than
// once. A request that the trace does not hold gets a fault that says so. A
// request that had no answer gets none: the connection is closed.
func Replay(path string, account windows.Account) (*windows.Node, error) {
	t, err := trace.Read(path)
	if err != nil {
		return nil, err
	}
	if _, err := newRecording(t); err != nil {
		return nil, fmt.Errorf("replay %s: %w", path, err)
	}
	return &windows.Node{Name: t.Node, Account: account, Recorded: t}, nil
}

// recording is a trace made ready to answer from. It does not change any more.
type recording struct {
	exchanges []recordedExchange
	places    map[string][]int  // of the exchanges of a request, by its key
	output    map[string][]byte // all that a command wrote to a stream
}

// recordedExchange is one exchange: the answer, and what it was an answer to.
type recordedExchange struct {
	key      string
	nonce    string // of the marks in a command line, empty when there are none
	status   int
	response string
	holes    []hole
}

// newRecording leaves out handshakes: a node has its own.
func newRecording(t *trace.Trace) (*recording, error) {
	r := &recording{places: map[string][]int{}, output: map[string][]byte{}}
	for _, e := range t.Exchanges {
		if e.Request == "" {
			continue
		}
		if err := r.add(e); err != nil {
			return nil, fmt.Errorf("line %d: %w", e.Seq+1, err) // after the head
		}
	}
	return r, nil
}

func (r *recording) add(e trace.Exchange) error {
	if len(e.Request) > maxEnvelope {
		return fmt.Errorf("the request has %d bytes, more than the %d that a node reads", len(e.Request), maxEnvelope)
	}
	req, f := readRequest([]byte(e.Request))
	if f != nil {
		return fmt.Errorf("the request cannot be read: %s", f.reason)
	}
	key := req.key(req.context())
	r.places[key] = append(r.places[key], len(r.exchanges))
	r.exchanges = append(r.exchanges, recordedExchange{
		key: key, nonce: req.nonce(), status: e.Status, response: e.Response, holes: r.holes(e.Response),
	})
	return nil
}

// holes finds what differs each time an answer is given, and collects output.
func (r *recording) holes(response string) []hole {
	holes := findHoles(response)
	for i := range holes {
		if h := &holes[i]; h.element == "Stream" {
			h.at = len(r.output[h.stream])
			r.output[h.stream] = append(r.output[h.stream], h.text...)
		}
	}
	return holes
}
