package history

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"runtime"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/sync/errgroup"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/record"
)

// packed is a result as it is kept: what it says as a whole, and each of its clusters,
// each a document of package record, compressed, and what is indexed of it.
type packed struct {
	uid    string
	head   []byte
	bodies [][]byte // in the order of the clusters, as seen
	seen   []observation
	facts  *packedFacts // nil: none are kept
}

// pack writes a result without what a history knows of it. Its uid is a digest of all documents, so the same result recorded
// twice is one run.
func pack(r *report.Result) (packed, error) {
	r = r.WithoutPast()
	encoder, err := zstd.NewWriter(nil, zstd.WithWindowSize(8<<20))
	if err != nil {
		return packed{}, err
	}
	defer encoder.Close() //nolint:errcheck // it writes to no stream
	parts := 1 + len(r.Clusters)
	sums, compressed := make([][sha256.Size]byte, parts), make([][]byte, parts)
	seen := make([]observation, len(r.Clusters))
	var work errgroup.Group
	work.SetLimit(runtime.GOMAXPROCS(0))
	for i := range parts {
		work.Go(func() error {
			part := headOf(r)
			if i > 0 {
				part = bodyOf(r, r.Clusters[i-1].Open())
			}
			var document bytes.Buffer
			err := record.Write(&document, part)
			sums[i], compressed[i] = sha256.Sum256(document.Bytes()), encoder.EncodeAll(document.Bytes(), nil)
			if i > 0 {
				seen[i-1] = observed(indexed(part.Clusters[0]), r.Selection)
				seen[i-1].cluster.Findings = nil // their states are in what it saw
			}
			return err
		})
	}
	if err := work.Wait(); err != nil {
		return packed{}, err
	}
	sum := sha256.New()
	for _, s := range sums {
		sum.Write(s[:])
	}
	return packed{uid: fmt.Sprintf("%.6x", sum.Sum(nil)), head: compressed[0], bodies: compressed[1:], seen: seen}, nil
}

// headOf is a result without its clusters.
func headOf(r *report.Result) *report.Result {
	head := *r
	head.Clusters = nil
	return &head
}

// bodyOf is one cluster of a result, with what reading it takes.
func bodyOf(r *report.Result, c report.Cluster) *report.Result {
	return &report.Result{
		Tool: r.Tool, Started: r.Started, Finished: r.Finished, Took: r.Took, Judged: r.Judged, Selection: r.Selection,
		Counts: c.Counts, Clusters: []report.Cluster{c},
	}
}

// unpack reads what pack wrote. Results that have the same reader share what they have in
// common.
func unpack(data []byte, reader *record.Reader) (result *report.Result, err error) {
	defer func() {
		if recover() != nil {
			result, err = nil, damaged()
		}
	}()
	decoder, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(record.MaxDocument))
	if err != nil {
		return nil, damaged()
	}
	defer decoder.Close()
	document, err := decoder.DecodeAll(data, nil)
	if err != nil || len(document) == 0 {
		return nil, damaged()
	}
	result, err = reader.Read(bytes.NewReader(document))
	if err != nil {
		return nil, &Error{Message: "a report in it cannot be read: " + err.Error(), Hint: "use the version of clusterdrift that recorded it, or a newer one"}
	}
	return result, nil
}

func damaged() *Error {
	return &Error{Message: "a report in it is damaged", Hint: "restore the history from a backup"}
}

// unpackCluster reads the report on one cluster.
func unpackCluster(body []byte, reader *record.Reader) (*report.Result, error) {
	r, err := unpack(body, reader)
	if err == nil && len(r.Clusters) != 1 {
		err = damaged()
	}
	return r, err
}
