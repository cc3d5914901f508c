// Package trace is the format of a file that keeps what was said between
// clusterdrift and one node: every SOAP message as it was before sealing and
// after unsealing. A person can read the file and send it to someone else, and
// remote/simulator plays it back. In goes a file, out comes a Trace. Package
// record writes the files; this one imports neither the client that asks nor
// the simulator that answers.
//
// # Format 1
//
// A file ends in .trace.jsonl and holds lines of JSON, each written whole
// before the next exchange begins: a run that is cut short leaves a file that
// can be read up to there. The first line is the head:
//
//	{"format":1,"tool":"clusterdrift v1.4.0","cluster":"CLU1","node":"NODE1","started":"2026-03-01T10:00:00Z"}
//
// Every other line is one exchange, numbered from 1:
//
//	seq         the number
//	started     when the request was sent (RFC 3339, UTC)
//	elapsed_ms  until its answer was read, in milliseconds
//	op          what was being done, "read root/cimv2"
//	action      the wsa:Action of the request
//	status      the HTTP status; 0 when there was no answer
//	request     the SOAP envelope that was sent
//	response    the SOAP envelope that came back
//	error       kind and message, when there was no usable answer
//
// A leg of a handshake has neither action, request nor response. Members that
// are empty are left out. Bytes that are not UTF-8 are written as U+FFFD.
//
// # Masking
//
// Each occurrence of a secret, in any of the forms that package mask knows, is
// replaced by [masked]. The output of commands is masked inside its base64, so
// that it still decodes; of a secret that the node cut in two, up to two bytes
// may remain. Names of elements and attributes get the mask without its brackets,
// so that XML stays well-formed, and a document in which a secret runs across
// the markup becomes <masked/>. In the texts of errors, whatever looks like the
// value of an Authorization header is masked too.
package trace

import "time"

// Format is the version of the files that this package writes and reads.
const Format = 1

// Suffix ends the names of trace files.
const Suffix = ".trace.jsonl"

// Trace is what was recorded of one node.
type Trace struct {
	Format  int       `json:"format"`
	Tool    string    `json:"tool,omitempty"` // what recorded it, with its version
	Cluster string    `json:"cluster,omitempty"`
	Node    string    `json:"node"`
	Started time.Time `json:"started"`

	Exchanges []Exchange `json:"-"`
	// Truncated reports that the last line was cut off: the exchanges before it
	// are all there.
	Truncated bool `json:"-"`
}

// Exchange is one HTTP request and its answer. Request and Response are
// complete SOAP envelopes, or empty.
type Exchange struct {
	Seq       int       `json:"seq"` // from 1
	Started   time.Time `json:"started"`
	ElapsedMS int64     `json:"elapsed_ms"`
	Op        string    `json:"op,omitempty"`
	Action    string    `json:"action,omitempty"`
	Status    int       `json:"status"` // of HTTP; 0 when there was no answer
	Request   string    `json:"request,omitempty"`
	Response  string    `json:"response,omitempty"`
	Error     *Problem  `json:"error,omitempty"`
}

// Problem is why an exchange has no usable answer.
type Problem struct {
	Kind    string `json:"kind"` // a remote.Kind
	Message string `json:"message"`
}
