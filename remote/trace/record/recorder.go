// Package record writes the trace of a node while the client talks to it. In
// go the exchanges of a session and the secrets that must not be seen; out
// comes one file per node, in the format of package trace. It never sees a
// header of HTTP and never writes a secret that it was given.
package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/foreign"
	"github.com/clusterdrift/clusterdrift/remote/mask"
	"github.com/clusterdrift/clusterdrift/remote/trace"
)

// Recorder writes the trace of one node. It is a remote.Tracer for one
// goroutine at a time.
type Recorder struct {
	file      *os.File
	masker    *mask.Masker
	documents *mask.Documents
	seq       int
	err       error // the first that was met; nothing is written after it
}

// New makes the file of a node in dir, which is made too if need be,
// and writes its head. Only the owner can read the file. It is always a new
// one: an earlier trace of the same node is kept, and this one gets a number.
// Nothing is in it that the masker knows; it should be that of the credentials.
// The caller must Close the recorder.
func New(dir, cluster, node string, m *mask.Masker) (*Recorder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the trace directory: %w", err)
	}
	f, err := create(dir, cluster, node)
	if err != nil {
		return nil, fmt.Errorf("make the trace of %s: %w", node, err)
	}
	r := &Recorder{file: f, masker: m, documents: m.Documents()}
	r.write(trace.Trace{
		Format: trace.Format, Tool: tool(), Started: time.Now().UTC(),
		Cluster: m.Text(cluster), Node: m.Text(node),
	})
	if r.err != nil {
		return nil, r.Close()
	}
	return r, nil
}

// Trace writes one exchange. An error is reported by Close.
func (r *Recorder) Trace(e remote.Exchange) {
	r.seq++
	r.write(trace.Exchange{
		Seq:       r.seq,
		Started:   e.Started.UTC(),
		ElapsedMS: e.Elapsed.Milliseconds(),
		Op:        r.masker.Text(e.Op),
		Action:    r.masker.Text(actionOf(e.Request)),
		Status:    e.Status,
		Request:   r.documents.XML(e.Request),
		Response:  r.documents.XML(e.Response),
		Error:     r.problem(e.Err),
	})
}

func (r *Recorder) problem(err error) *trace.Problem {
	if err == nil {
		return nil
	}
	p := remote.Problem(err)
	return &trace.Problem{Kind: p.Kind, Message: r.masker.Text(mask.Credentials(p.Message))}
}

// write adds one line in one go, so that the file never ends inside a line
// unless the disk is full.
func (r *Recorder) write(line any) {
	if r.err != nil {
		return
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false) // XML stays readable
	if r.err = encoder.Encode(line); r.err == nil {
		_, r.err = io.WriteString(r.file, foreign.EscapeJSON(b.String()))
	}
}

// Close ends the file. It returns the first error of any Trace before it.
func (r *Recorder) Close() error {
	if err := errors.Join(r.err, r.file.Close()); err != nil {
		return fmt.Errorf("write %s: %w", r.Path(), err)
	}
	return nil
}

// Path is where the trace is written.
func (r *Recorder) Path() string { return r.file.Name() }

// maxSameName bounds the traces of one node in one directory.
const maxSameName = 10000

// create makes a file that did not exist before, so that neither an earlier
// trace nor the target of a planted link is overwritten.
func create(dir, cluster, node string) (*os.File, error) {
	base := fileName(cluster, node)
	name := base + trace.Suffix
	for i := 2; ; i++ {
		f, err := os.OpenFile(filepath.Join(dir, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if !errors.Is(err, fs.ErrExist) || i > maxSameName {
			return f, err
		}
		name = fmt.Sprintf("%s_%d%s", base, i, trace.Suffix)
	}
}

// fileName names a node's trace; what could lead out of the directory or is
// not allowed on some file system becomes "_".
func fileName(cluster, node string) string {
	safe := func(r rune) rune {
		if r == '-' || r == '.' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return '_'
	}
	name := strings.Map(safe, node)
	if cluster != "" {
		name = strings.Map(safe, cluster) + "__" + name
	}
	return name
}

func tool() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return "clusterdrift " + info.Main.Version
	}
	return "clusterdrift"
}
